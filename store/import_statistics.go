package store

// Registers of what happened. They hold millions of rows.
var (
	callRegister          = register{table: "call", column: "call_id", key: "call_id", owned: true, binary: true}
	remoteSessionRegister = register{table: "remote_session", column: "session_id", key: "session_id", owned: true, binary: true}
	sipCallRegister       = register{table: "sip_call", column: "call_id", key: "call_id", owned: true, binary: true}
	chatMessageRegister   = register{table: "chat_message", column: "message_id", key: "message_id", owned: true, binary: true}
)

// saveNaming saves a row and notes what it names of other partners (T3).
func (i *ImportTx) saveNaming(e *entry, client, line *int64, agents ...*int64) error {
	if err := i.names(e.partner, "client", client); err != nil {
		return err
	}
	if err := i.names(e.partner, "service_type", line); err != nil {
		return err
	}
	if err := i.names(e.partner, "agent", agents...); err != nil {
		return err
	}
	return e.save()
}

// CallEntry is a line of the register of calls; nil is not set.
type CallEntry struct {
	UUID         string
	Partner      int64
	Time         Instant
	Duration     *int64 // seconds
	Client       *int64
	Source       *int64
	Destination  *int64
	ServiceType  *int64
	CallStatus   *int64
	RemoteStatus *int64
	RecordURL    string
}

// PutCall writes a call.
func (i *ImportTx) PutCall(c CallEntry) error {
	e, err := i.entry(callRegister, c.UUID, c.Partner)
	if err != nil {
		return err
	}
	e.set("time", c.Time)
	e.set("duration", c.Duration)
	e.set("client", c.Client)
	e.set("src_agent", c.Source)
	e.set("dst_agent", c.Destination)
	e.set("service_type", c.ServiceType)
	e.set("call_status_id", c.CallStatus)
	e.set("remote_status_id", c.RemoteStatus)
	e.set("url_call_record", c.RecordURL)
	return i.saveNaming(e, c.Client, c.ServiceType, c.Source, c.Destination)
}

// RemoteSessionEntry is a line of the register of remote access sessions; nil is
// not set.
type RemoteSessionEntry struct {
	UUID        string
	Partner     int64
	Time        Instant
	Duration    *int64 // seconds
	Client      *int64
	Server      *int64
	Destination *int64
	ServiceType *int64
	Result      *int64
	Type        *int64
}

// PutRemoteSession writes a remote access session.
func (i *ImportTx) PutRemoteSession(s RemoteSessionEntry) error {
	e, err := i.entry(remoteSessionRegister, s.UUID, s.Partner)
	if err != nil {
		return err
	}
	e.set("time", s.Time)
	e.set("duration", s.Duration)
	e.set("client", s.Client)
	e.set("server_agent", s.Server)
	e.set("dst_agent", s.Destination)
	e.set("service_type", s.ServiceType)
	e.set("remote_access_result_id", s.Result)
	e.set("remote_access_type_id", s.Type)
	return i.saveNaming(e, s.Client, s.ServiceType, s.Server, s.Destination)
}

// SIPCallEntry is a line of the register of SIP calls; nil is not set.
type SIPCallEntry struct {
	UUID        string
	Partner     int64
	Time        Instant
	Duration    *int64 // seconds
	AfterAnswer *int64 // seconds
	Agent       *int64
	Abonent     string
	Incoming    bool
	Status      *int64
}

// PutSIPCall writes a SIP call.
func (i *ImportTx) PutSIPCall(c SIPCallEntry) error {
	e, err := i.entry(sipCallRegister, c.UUID, c.Partner)
	if err != nil {
		return err
	}
	e.set("time", c.Time)
	e.set("duration", c.Duration)
	e.set("duration_after_answer", c.AfterAnswer)
	e.set("agent", c.Agent)
	e.set("abonent", c.Abonent)
	e.set("incoming", c.Incoming)
	e.set("sip_call_status_id", c.Status)
	return i.saveNaming(e, nil, nil, c.Agent)
}

// ChatMessageEntry is a line of the register of chat messages: of a line and an
// employee of a client, or of two employees.
type ChatMessageEntry struct {
	UUID        string
	Partner     int64
	Time        Instant
	ServiceType *int64
	Employee1   int64
	Employee2   *int64
	Author      string
	Text        string
	// SessionStart is when the session of the message began, not after Time; null is
	// not known (S20).
	SessionStart Change
}

// PutChatMessage writes a chat message.
func (i *ImportTx) PutChatMessage(m ChatMessageEntry) error {
	e, err := i.entry(chatMessageRegister, m.UUID, m.Partner)
	if err != nil {
		return err
	}
	e.set("time", m.Time)
	e.set("service_type", m.ServiceType)
	e.set("employee1", m.Employee1)
	e.set("employee2", m.Employee2)
	e.set("author_name", m.Author)
	e.set("text", m.Text)
	if m.SessionStart.Set {
		e.set("session_start", m.SessionStart.Value)
	}
	return i.saveNaming(e, nil, m.ServiceType)
}
