package partner_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/store"
)

// Two calendar months back: the examples of PartnerAPI 1.20 §4
// remote_access_statistics_read, and the other ends of months (S19).
func TestRemoteAccessGoesTwoMonthsBack(t *testing.T) {
	for now, earliest := range map[string]string{
		"2013-04-30T00:00:00": "2013-02-28T00:00:00",
		"2013-05-16T00:00:00": "2013-03-16T00:00:00",
		"2012-04-30T15:30:00": "2012-02-29T15:30:00",
		"2024-02-29T23:59:59": "2023-12-29T23:59:59",
		"2024-12-31T10:00:00": "2024-10-31T10:00:00",
		"2024-01-31T10:00:00": "2023-11-30T10:00:00",
		"2024-08-31T00:00:00": "2024-06-30T00:00:00",
		// In UTC it is still February.
		"2024-03-01T01:00:00": "2024-01-01T01:00:00",
	} {
		t.Run(now, func(t *testing.T) {
			start := moscow(t, earliest)
			w := openWorldAt(t, moscow(t, now))
			inside, outside := session("5e5501", start), session("5e5502", start.Add(-time.Second))
			w.take([]byte(inside + outside))
			assert.Equal(t, []string{"5e5501"}, w.rows(1, "remote_access_statistics_read").column("session_id"), "now - 2 months")
			day := earliest[:len(time.DateOnly)]
			assert.Contains(t, w.rows(1, "remote_access_statistics_read start_time="+day).column("session_id"), "5e5501")
			before := moscow(t, day+"T00:00:00").Add(-time.Second).Format("2006-01-02T15:04:05")
			w.fault(1, "remote_access_statistics_read start_time="+before, "start_time", "bad_interval")
		})
	}
}

func moscow(t *testing.T, text string) time.Time {
	t.Helper()
	moment, err := time.ParseInLocation("2006-01-02T15:04:05", text, store.Moscow)
	require.NoError(t, err)
	return moment
}

// session is a line of the register of remote access sessions.
func session(id string, at time.Time) string {
	return fmt.Sprintf(`{"kind": "remote_session", "session_id": "%s", "time": "%s", "duration": null, "partner_id": "%s", "client_id": null, "server_agent_id": null, "dst_agent_id": null, "service_type_id": null, "remote_access_result_id": null, "remote_access_type_id": null}
`, whole(id), at.Format(time.RFC3339), whole("f1"))
}

// The past of a client that was deleted for good is still answered; the client
// itself, its agents and employees are unknown to filters as they are elsewhere (O3).
func TestPastOfDeletedClient(t *testing.T) {
	w := openWorld(t)
	ids := func(partner string) string {
		return fmt.Sprintf(`"partner_id": "%s", "client_id": "%s", "dst_agent_id": null, "service_type_id": "%s"`, whole(partner), whole("c1"), whole("e5"))
	}
	w.take([]byte(`{"kind": "call", "call_id": "` + whole("ca1101") + `", "time": "2024-06-01", "duration": 1, "src_agent_id": "` + whole("ca11") + `", "call_status_id": 0, "remote_status_id": null, "URL_call_record": null, ` + ids("f1") + `}
{"kind": "call", "call_id": "` + whole("ca1102") + `", "time": "2024-06-01", "duration": 1, "src_agent_id": "` + whole("ca11") + `", "call_status_id": 0, "remote_status_id": null, "URL_call_record": null, ` + ids("f2") + `}
{"kind": "remote_session", "session_id": "` + whole("5e5501") + `", "time": "2024-06-01", "duration": 1, "server_agent_id": "` + whole("ca11") + `", "remote_access_result_id": 0, "remote_access_type_id": 1, ` + ids("f1") + `}
{"kind": "sip_call", "call_id": "` + whole("51b01") + `", "time": "2024-06-01", "duration": 1, "duration_after_answer": 1, "partner_id": "` + whole("f1") + `", "agent_id": "` + whole("ca11") + `", "abonent": "1", "incoming": true, "sip_call_status_id": 0}
`))
	w.run(`UPDATE client SET status = 7 WHERE client_id = '` + whole("c1") + `'`)
	for as, call := range map[store.Partner]string{1: "ca1101", 2: "ca1102"} {
		rows := w.rows(as, "statistics_read")
		assert.Equal(t, []string{call, "c1", "ca11"}, []string{rows[0]["call_id"], rows[0]["client_id"], rows[0]["src_agent_id"]})
		w.unknown(as, "statistics_read client_id=%s", "client_id", "c1")
		w.unknown(as, "statistics_read agent_id=%s", "agent_id", "ca11")
	}
	assert.Equal(t, []string{"5e5501"}, w.rows(1, "remote_access_statistics_read").column("session_id"))
	w.unknown(1, "remote_access_statistics_read client_id=%s", "client_id", "c1")
	assert.Equal(t, []string{"51b01"}, w.rows(1, "sip_calls_statistics_read").column("call_id"))
	w.unknown(1, "sip_calls_statistics_read agent_id=%s", "agent_id", "ca11")
	const period = " period_from=2024-01-01 period_to=2024-12-31"
	w.unknown(1, "chat_history_statistics_read service_id=e1 client_user_id=%s"+period, "client_user_id", "c11")
	w.unknown(1, "chat_history_statistics_read client_user_id=101 service_id=%s"+period, "service_id", "5e1")
	w.unknown(1, "chat_history_colleagues_read Colleague1_id=101 Colleague2_id=%s"+period, "Colleague2_id", "ca11")
}
