package store

import (
	"context"

	"github.com/google/uuid"
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
	ID           int64
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
	ID          int64
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
	ID          int64
	UUID        string
	Time        Instant
	Duration    *int64 // seconds
	AfterAnswer *int64 // seconds
	Agent       string
	Abonent     string
	Incoming    bool
	Status      *int64
}

// Every statistics query takes the partner, the last row's time and id, the
// bounds, and its filters; the range of the clustered key does the rest.
const statisticsRange = ` c.partner = ?1 AND (c.time, c.id) > (?2, ?3) AND (?4 IS NULL OR c.time >= ?4) AND (?5 IS NULL OR c.time <= ?5)`

const callsRead = `SELECT c.id, c.call_id, c.time, c.duration, cl.client_id, s.agent_id, d.agent_id, l.service_type_id,
    c.call_status_id, c.remote_status_id, c.url_call_record
  FROM call c LEFT JOIN client cl ON cl.id = c.client LEFT JOIN agent s ON s.id = c.src_agent
    LEFT JOIN agent d ON d.id = c.dst_agent LEFT JOIN service_type l ON l.id = c.service_type
  WHERE` + statisticsRange + ` AND (?6 = 0 OR c.client = ?6) AND (?7 = 0 OR c.src_agent = ?7 OR c.dst_agent = ?7)
    AND (?8 = 0 OR c.src_agent = ?8) AND (?9 = 0 OR c.dst_agent = ?9) AND (?10 = 0 OR c.service_type = ?10)
  ORDER BY c.time, c.id` + limitChunk

// Calls reads the partner's calls in order of time (PartnerAPI 1.20 §4
// statistics_read).
func (t *Tenant) Calls(ctx context.Context, f StatisticsFilter) Seq[CallRecord] {
	return stream(ctx, t, func(c *conn, last *CallRecord, rows []CallRecord) ([]CallRecord, error) {
		from, id := f.after()
		if last != nil {
			from, id = int64(last.Time), last.ID
		}
		args := []any{int64(t.partner), from, id, f.From, f.To, f.Client, f.Agent, f.Source, f.Destination, f.ServiceType}
		err := c.each(callsRead, args, func(r row) error {
			rows = append(rows, CallRecord{
				ID: r.int(0), UUID: uuidText(r.blob(1)), Time: r.instant(2), Duration: r.optInt(3), Client: r.text(4), Source: r.text(5),
				Destination: r.text(6), ServiceType: r.text(7), CallStatus: r.optInt(8), RemoteStatus: r.optInt(9), RecordURL: r.text(10),
			})
			return nil
		})
		return rows, err
	})
}

const remoteSessionsRead = `SELECT c.id, c.session_id, c.time, c.duration, cl.client_id, s.agent_id, d.agent_id, l.service_type_id,
    c.remote_access_result_id, c.remote_access_type_id
  FROM remote_session c LEFT JOIN client cl ON cl.id = c.client LEFT JOIN agent s ON s.id = c.server_agent
    LEFT JOIN agent d ON d.id = c.dst_agent LEFT JOIN service_type l ON l.id = c.service_type
  WHERE` + statisticsRange + ` AND (?6 = 0 OR c.client = ?6) AND (?7 = 0 OR c.server_agent = ?7 OR c.dst_agent = ?7)
    AND (?8 = 0 OR c.server_agent = ?8) AND (?9 = 0 OR c.dst_agent = ?9) AND (?10 = 0 OR c.service_type = ?10)
  ORDER BY c.time, c.id` + limitChunk

// RemoteSessions reads the partner's remote access sessions in order of time
// (PartnerAPI 1.20 §4 remote_access_statistics_read).
func (t *Tenant) RemoteSessions(ctx context.Context, f StatisticsFilter) Seq[RemoteSession] {
	return stream(ctx, t, func(c *conn, last *RemoteSession, rows []RemoteSession) ([]RemoteSession, error) {
		from, id := f.after()
		if last != nil {
			from, id = int64(last.Time), last.ID
		}
		args := []any{int64(t.partner), from, id, f.From, f.To, f.Client, f.Agent, f.Source, f.Destination, f.ServiceType}
		err := c.each(remoteSessionsRead, args, func(r row) error {
			rows = append(rows, RemoteSession{
				ID: r.int(0), UUID: uuidText(r.blob(1)), Time: r.instant(2), Duration: r.optInt(3), Client: r.text(4), Server: r.text(5),
				Destination: r.text(6), ServiceType: r.text(7), Result: r.optInt(8), Type: r.optInt(9),
			})
			return nil
		})
		return rows, err
	})
}

const sipCallsRead = `SELECT c.id, c.call_id, c.time, c.duration, c.duration_after_answer, a.agent_id, c.abonent, c.incoming, c.sip_call_status_id
  FROM sip_call c LEFT JOIN agent a ON a.id = c.agent
  WHERE` + statisticsRange + ` AND (?6 = 0 OR c.agent = ?6) AND (?7 = '' OR c.abonent = ?7)
  ORDER BY c.time, c.id` + limitChunk

// SIPCalls reads the partner's SIP calls in order of time (PartnerAPI 1.20 §4
// sip_calls_statistics_read).
func (t *Tenant) SIPCalls(ctx context.Context, f StatisticsFilter) Seq[SIPCall] {
	return stream(ctx, t, func(c *conn, last *SIPCall, rows []SIPCall) ([]SIPCall, error) {
		from, id := f.after()
		if last != nil {
			from, id = int64(last.Time), last.ID
		}
		args := []any{int64(t.partner), from, id, f.From, f.To, f.Agent, f.Abonent}
		err := c.each(sipCallsRead, args, func(r row) error {
			rows = append(rows, SIPCall{
				ID: r.int(0), UUID: uuidText(r.blob(1)), Time: r.instant(2), Duration: r.optInt(3), AfterAnswer: r.optInt(4), Agent: r.text(5),
				Abonent: r.text(6), Incoming: r.bool(7), Status: r.optInt(8),
			})
			return nil
		})
		return rows, err
	})
}

// after is where reading begins: at the lower bound, before any row of its second.
func (f *StatisticsFilter) after() (from, id int64) {
	if f.From == nil {
		return -1 << 62, 0
	}
	return int64(*f.From), 0
}

// uuidText is the text of a UUID kept as 16 bytes.
func uuidText(b []byte) string {
	id, err := uuid.FromBytes(b)
	if err != nil {
		return ""
	}
	return id.String()
}
