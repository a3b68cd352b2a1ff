package store

import (
	"context"

	"github.com/google/uuid"

	"partnerapi/store/internal/db"
)

// StatisticsFilter selects rows whose start lies within the bounds, both
// included (S19); nil and zero select all.
type StatisticsFilter struct {
	From, To    *Instant
	Client      int64
	Agent       int64 // on either side
	Source      int64 // src_agent_id, server_agent_id
	Destination int64 // dst_agent_id
	ServiceType int64
	Abonent     string
}

// CallRecord is a row of statistics_read.
type CallRecord struct {
	UUID         string
	Time         Instant
	Duration     *int64 // seconds
	Client       string
	Source       string
	Destination  string
	ServiceType  string
	CallStatus   *int64
	RemoteStatus *int64
	RecordURL    string
}

// RemoteSession is a row of remote_access_statistics_read.
type RemoteSession struct {
	UUID        string
	Time        Instant
	Duration    *int64 // seconds
	Client      string
	Server      string
	Destination string
	ServiceType string
	Result      *int64
	Type        *int64
}

// SIPCall is a row of sip_calls_statistics_read.
type SIPCall struct {
	UUID        string
	Time        Instant
	Duration    *int64 // seconds
	AfterAnswer *int64 // seconds
	Agent       string
	Abonent     string
	Incoming    bool
	Status      *int64
}

// The parameters of every statistics query are the partner, time and UUID of the row before,
// the last moment, and the filters. Both bounds of the time are needed: SQLite reads a range
// of the clustered key, and PostgreSQL only the partitions of those months. Rows of the same
// second are in the order of their UUIDs, which callers see (S19).
const (
	callRange    = ` c.partner = ?1 AND (c.time, c.call_id) > (?2, ?3)` + statisticsBounds
	sessionRange = ` c.partner = ?1 AND (c.time, c.session_id) > (?2, ?3)` + statisticsBounds

	statisticsBounds = ` AND c.time >= ?2 AND c.time <= ?4`
)

const callsRead = `SELECT c.call_id, c.time, c.duration, cl.client_id, s.agent_id, d.agent_id, l.service_type_id,
    c.call_status_id, c.remote_status_id, c.url_call_record
  FROM call c LEFT JOIN client cl ON cl.id = c.client LEFT JOIN agent s ON s.id = c.src_agent
    LEFT JOIN agent d ON d.id = c.dst_agent LEFT JOIN service_type l ON l.id = c.service_type
  WHERE` + callRange + ` AND (?5 = 0 OR c.client = ?5) AND (?6 = 0 OR c.src_agent = ?6 OR c.dst_agent = ?6)
    AND (?7 = 0 OR c.src_agent = ?7) AND (?8 = 0 OR c.dst_agent = ?8) AND (?9 = 0 OR c.service_type = ?9)
  ORDER BY c.time, c.call_id` + db.LimitChunk

// Calls reads the partner's calls in order of time (PartnerAPI 1.20 §4
// statistics_read).
func (t *Tenant) Calls(ctx context.Context, f StatisticsFilter) Seq[CallRecord] {
	return stream(ctx, t, func(c *db.Conn, last *CallRecord, _ int, rows []CallRecord) ([]CallRecord, error) {
		from, id := f.begin()
		if last != nil {
			from, id = last.Time, uuidBytes(last.UUID)
		}
		args := []any{int64(t.partner), from, id, f.end(), f.Client, f.Agent, f.Source, f.Destination, f.ServiceType}
		err := c.Each(callsRead, args, func(r db.Row) error {
			rows = append(rows, CallRecord{
				UUID: uuidText(r.Blob(0)), Time: Instant(r.Int(1)), Duration: r.OptInt(2), Client: r.Text(3), Source: r.Text(4),
				Destination: r.Text(5), ServiceType: r.Text(6), CallStatus: r.OptInt(7), RemoteStatus: r.OptInt(8), RecordURL: r.Text(9),
			})
			return nil
		})
		return rows, err
	})
}

const remoteSessionsRead = `SELECT c.session_id, c.time, c.duration, cl.client_id, s.agent_id, d.agent_id, l.service_type_id,
    c.remote_access_result_id, c.remote_access_type_id
  FROM remote_session c LEFT JOIN client cl ON cl.id = c.client LEFT JOIN agent s ON s.id = c.server_agent
    LEFT JOIN agent d ON d.id = c.dst_agent LEFT JOIN service_type l ON l.id = c.service_type
  WHERE` + sessionRange + ` AND (?5 = 0 OR c.client = ?5) AND (?6 = 0 OR c.server_agent = ?6 OR c.dst_agent = ?6)
    AND (?7 = 0 OR c.server_agent = ?7) AND (?8 = 0 OR c.dst_agent = ?8) AND (?9 = 0 OR c.service_type = ?9)
  ORDER BY c.time, c.session_id` + db.LimitChunk

// RemoteSessions reads the partner's remote access sessions in order of time
// (PartnerAPI 1.20 §4 remote_access_statistics_read).
func (t *Tenant) RemoteSessions(ctx context.Context, f StatisticsFilter) Seq[RemoteSession] {
	return stream(ctx, t, func(c *db.Conn, last *RemoteSession, _ int, rows []RemoteSession) ([]RemoteSession, error) {
		from, id := f.begin()
		if last != nil {
			from, id = last.Time, uuidBytes(last.UUID)
		}
		args := []any{int64(t.partner), from, id, f.end(), f.Client, f.Agent, f.Source, f.Destination, f.ServiceType}
		err := c.Each(remoteSessionsRead, args, func(r db.Row) error {
			rows = append(rows, RemoteSession{
				UUID: uuidText(r.Blob(0)), Time: Instant(r.Int(1)), Duration: r.OptInt(2), Client: r.Text(3), Server: r.Text(4),
				Destination: r.Text(5), ServiceType: r.Text(6), Result: r.OptInt(7), Type: r.OptInt(8),
			})
			return nil
		})
		return rows, err
	})
}

const sipCallsRead = `SELECT c.call_id, c.time, c.duration, c.duration_after_answer, a.agent_id, c.abonent, c.incoming, c.sip_call_status_id
  FROM sip_call c LEFT JOIN agent a ON a.id = c.agent
  WHERE` + callRange + ` AND (?5 = 0 OR c.agent = ?5) AND (?6 = '' OR c.abonent = ?6)
  ORDER BY c.time, c.call_id` + db.LimitChunk

// SIPCalls reads the partner's SIP calls in order of time (PartnerAPI 1.20 §4
// sip_calls_statistics_read).
func (t *Tenant) SIPCalls(ctx context.Context, f StatisticsFilter) Seq[SIPCall] {
	return stream(ctx, t, func(c *db.Conn, last *SIPCall, _ int, rows []SIPCall) ([]SIPCall, error) {
		from, id := f.begin()
		if last != nil {
			from, id = last.Time, uuidBytes(last.UUID)
		}
		args := []any{int64(t.partner), from, id, f.end(), f.Agent, f.Abonent}
		err := c.Each(sipCallsRead, args, func(r db.Row) error {
			rows = append(rows, SIPCall{
				UUID: uuidText(r.Blob(0)), Time: Instant(r.Int(1)), Duration: r.OptInt(2), AfterAnswer: r.OptInt(3), Agent: r.Text(4),
				Abonent: r.Text(5), Incoming: r.Bool(6), Status: r.OptInt(7),
			})
			return nil
		})
		return rows, err
	})
}

// begin returns the time and UUID after which reading begins: the lower bound, before any
// row of its second.
func (f *StatisticsFilter) begin() (Instant, []byte) {
	if f.From == nil {
		return firstInstant, []byte{}
	}
	return *f.From, []byte{}
}

// end returns the last moment that is read.
func (f *StatisticsFilter) end() Instant {
	if f.To == nil {
		return lastInstant
	}
	return *f.To
}

// uuidText returns the text of a UUID that is stored as 16 bytes.
func uuidText(b []byte) string {
	id, err := uuid.FromBytes(b)
	if err != nil {
		return ""
	}
	return id.String()
}

// uuidBytes returns the 16 bytes of a UUID, none for a text that is no UUID.
func uuidBytes(text string) []byte {
	id, err := uuid.Parse(text)
	if err != nil {
		return []byte{}
	}
	return id[:]
}
