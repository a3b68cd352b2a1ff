package partner

import (
	"context"
	"time"

	"partnerapi/ops"
	"partnerapi/store"
)

var statisticsOperations = ops.Table{
	ops.Define("statistics_read", ops.Read, readCalls, ops.Refuses("bad_interval")),
	ops.Define("remote_access_statistics_read", ops.Read, readRemoteSessions,
		ops.Alias("src_agent_id", "server_agent_id"), ops.Alias("dst_agent_id", "client_agent_id"), ops.Refuses("bad_interval")), // S2
	ops.Define("sip_calls_statistics_read", ops.Read, readSIPCalls, ops.Refuses("bad_interval")),
}

// interval bounds the START of what is read, both ends included (S19).
type interval struct {
	Start ops.Time `op:"start_time"`
	End   ops.Time `op:"end_time"`
}

// bounds refuses an interval that the caller gave and that ends before it starts.
func (i *interval) bounds() (from, to *store.Instant, err error) {
	if i.Start.Given && i.End.Given && i.End.T < i.Start.T {
		return nil, nil, &ops.Error{Kind: ops.Invalid, Code: "bad_interval", Operand: "end_time", Text: "Операнд end_time: конец интервала раньше его начала"}
	}
	return i.Start.Ptr(), i.End.Ptr(), nil
}

type statisticsOperands struct {
	interval
	Client      ops.RefTo[statisticsClient] `op:"client_id"`
	Agent       ops.RefTo[statisticsAgent]  `op:"agent_id"`
	Source      ops.RefTo[statisticsAgent]  `op:"src_agent_id"`
	Destination ops.RefTo[statisticsAgent]  `op:"dst_agent_id"`
	ServiceType ops.RefTo[knownLine]        `op:"service_type_id"`
}

func (in *statisticsOperands) filter() (f store.StatisticsFilter, err error) {
	f = store.StatisticsFilter{
		Client: in.Client.ID, Agent: in.Agent.ID, Source: in.Source.ID, Destination: in.Destination.ID, ServiceType: in.ServiceType.ID,
	}
	f.From, f.To, err = in.bounds()
	return f, err
}

type callRow struct {
	ID           string        `col:"call_id"`
	Time         store.Instant `col:"time"`
	Duration     *int64        `col:"duration"`
	Partner      ops.Ref       `col:"partner_id"`
	Client       ops.Ref       `col:"client_id"`
	Source       ops.Ref       `col:"src_agent_id"`
	Destination  ops.Ref       `col:"dst_agent_id"`
	ServiceType  ops.Ref       `col:"service_type_id"`
	CallStatus   *int64        `col:"call_status_id"`
	RemoteStatus *int64        `col:"remote_status_id"`
	RecordURL    string        `col:"URL_call_record"`
}

// PartnerAPI 1.20 §4 statistics_read.
func readCalls(ctx context.Context, c *ops.Call, in *statisticsOperands) (ops.Rows[callRow], error) {
	f, err := in.filter()
	if err != nil {
		return nil, err
	}
	partner, err := c.PartnerUUID(ctx)
	return ops.Map(c.Calls(ctx, f), func(r *store.CallRecord) (callRow, error) {
		return callRow{
			ID: r.UUID, Time: r.Time, Duration: r.Duration, Partner: ops.Ref(partner), Client: ops.Ref(r.Client), Source: ops.Ref(r.Source),
			Destination: ops.Ref(r.Destination), ServiceType: ops.Ref(r.ServiceType), CallStatus: r.CallStatus,
			RemoteStatus: r.RemoteStatus, RecordURL: r.RecordURL,
		}, nil
	}), err
}

type remoteSessionRow struct {
	ID          string        `col:"session_id"`
	Time        store.Instant `col:"time"`
	Duration    *int64        `col:"duration"`
	Partner     ops.Ref       `col:"partner_id"`
	Client      ops.Ref       `col:"client_id"`
	Server      ops.Ref       `col:"server_agent_id"`
	Destination ops.Ref       `col:"dst_agent_id"`
	ServiceType ops.Ref       `col:"service_type_id"`
	Result      *int64        `col:"remote_access_result_id"`
	Type        *int64        `col:"remote_access_type_id"`
}

// PartnerAPI 1.20 §4 remote_access_statistics_read: the last two calendar months
// are kept (S19). An end before the default start selects nothing.
func readRemoteSessions(ctx context.Context, c *ops.Call, in *statisticsOperands) (ops.Rows[remoteSessionRow], error) {
	earliest := twoMonthsBefore(c.Now.In(store.Moscow))
	// The start of the day: a client that computes the bound arrives seconds late.
	if day := startOfDay(earliest); in.Start.Given && in.Start.T < store.Instant(day.Unix()) {
		return nil, &ops.Error{Kind: ops.Invalid, Code: "bad_interval", Operand: "start_time",
			Text: "Операнд start_time: начало интервала раньше текущей даты более чем на два месяца"}
	}
	f, err := in.filter()
	if err != nil {
		return nil, err
	}
	if f.From == nil {
		start := store.Instant(earliest.Unix())
		f.From = &start
	}
	partner, err := c.PartnerUUID(ctx)
	return ops.Map(c.RemoteSessions(ctx, f), func(r *store.RemoteSession) (remoteSessionRow, error) {
		return remoteSessionRow{
			ID: r.UUID, Time: r.Time, Duration: r.Duration, Partner: ops.Ref(partner), Client: ops.Ref(r.Client), Server: ops.Ref(r.Server),
			Destination: ops.Ref(r.Destination), ServiceType: ops.Ref(r.ServiceType), Result: r.Result, Type: r.Type,
		}, nil
	}), err
}

// twoMonthsBefore goes back by calendar months; a day that the month lacks is
// its last one: 30.04 gives 28.02 (PartnerAPI 1.20 §4 remote_access_statistics_read).
func twoMonthsBefore(t time.Time) time.Time {
	back := t.AddDate(0, -2, 0)
	if back.Day() != t.Day() {
		back = back.AddDate(0, 0, -back.Day())
	}
	return back
}

func startOfDay(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}

type sipOperands struct {
	interval
	Agent   ops.RefTo[statisticsAgent] `op:"agent_id"`
	Abonent ops.Text                   `op:"abonent"`
}

type sipCallRow struct {
	ID          string        `col:"call_id"`
	Time        store.Instant `col:"time"`
	Duration    *int64        `col:"duration"`
	AfterAnswer *int64        `col:"duration_after_answer"`
	Agent       ops.Ref       `col:"agent_id"`
	Abonent     string        `col:"abonent"`
	Incoming    bool          `col:"incoming"`
	Status      *int64        `col:"sip_call_status_id"`
}

// PartnerAPI 1.20 §4 sip_calls_statistics_read.
func readSIPCalls(ctx context.Context, c *ops.Call, in *sipOperands) (ops.Rows[sipCallRow], error) {
	from, to, err := in.bounds()
	return ops.Map(c.SIPCalls(ctx, store.StatisticsFilter{From: from, To: to, Agent: in.Agent.ID, Abonent: in.Abonent.S}), func(r *store.SIPCall) (sipCallRow, error) {
		return sipCallRow{
			ID: r.UUID, Time: r.Time, Duration: r.Duration, AfterAnswer: r.AfterAnswer, Agent: ops.Ref(r.Agent), Abonent: r.Abonent,
			Incoming: r.Incoming, Status: r.Status,
		}, nil
	}), err
}
