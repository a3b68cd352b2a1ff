package metrics

import (
	"errors"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func scrape(t *testing.T, m *Metrics) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	require.Equal(t, 200, w.Code)
	return w.Body.String()
}

func TestCalls(t *testing.T) {
	m := New("v1")
	calls := m.Calls("soap", []string{"client_read", "client_add", "client_edit"})
	calls.Done("client_read", "ok", time.Millisecond)
	calls.Done("client_read", "ok", time.Millisecond)
	calls.Done("client_add", "invalid", time.Millisecond)
	calls.Done("drop_table", "unknown_operation", time.Millisecond)
	text := scrape(t, m)
	assert.Contains(t, text, `partnerapi_requests_total{door="soap",operation="client_read",outcome="ok"} 2`)
	assert.Contains(t, text, `partnerapi_requests_total{door="soap",operation="client_add",outcome="invalid"} 1`)
	assert.Contains(t, text, `partnerapi_requests_total{door="soap",operation="client_add",outcome="ok"} 0`, "known from the first call on")
	assert.NotContains(t, text, "client_edit", "nobody called it")
	assert.Contains(t, text, `partnerapi_requests_total{door="soap",operation="other",outcome="unknown_operation"} 1`)
	assert.Contains(t, text, `partnerapi_request_duration_seconds_count{door="soap",operation="client_read"} 2`)
	assert.NotContains(t, text, "drop_table", "what a caller sends makes no label")
	assert.Contains(t, text, `partnerapi_build_info{version="v1"} 1`)
}

func TestWriter(t *testing.T) {
	m := New("v1")
	m.Queue(func() int { return 7 })
	m.Batch(3, nil)
	m.Batch(1, errors.New("disk full"))
	text := scrape(t, m)
	assert.Contains(t, text, "partnerapi_writer_queue_calls 7")
	assert.Contains(t, text, "partnerapi_writer_batch_calls_sum 4")
	assert.Contains(t, text, "partnerapi_store_errors_total 1")
}

func TestGauges(t *testing.T) {
	m := New("v1")
	m.Files(func() (database, wal int64) { return 4096, 32 })
	m.Replica(func() (replica, primary int64) { return 21, 22 })
	m.Hashes(func() (waiting int, computed int64) { return 3, 9 })
	m.Connections(func() int { return 14 }, func() int64 { return 15 })
	m.Budgets(func() int64 { return 11 }, func() int64 { return 12 }, func() int { return 13 })
	m.Certificate(func() time.Time { return time.Unix(1_800_000_000, 0) })
	text := scrape(t, m)
	assert.Contains(t, text, `partnerapi_store_file_bytes{file="database"} 4096`)
	assert.Contains(t, text, `partnerapi_store_file_bytes{file="wal"} 32`)
	assert.Contains(t, text, `partnerapi_partner_reads_total{server="replica"} 21`)
	assert.Contains(t, text, `partnerapi_partner_reads_total{server="primary"} 22`)
	assert.Contains(t, text, "partnerapi_password_hashes_waiting 3")
	assert.Contains(t, text, "partnerapi_password_hashes_total 9")
	assert.Contains(t, text, "partnerapi_requests_held_bytes 11")
	assert.Contains(t, text, "partnerapi_connections 14")
	assert.Contains(t, text, "partnerapi_connections_refused_total 15")
	assert.Contains(t, text, "partnerapi_answers_held_bytes 12")
	assert.Contains(t, text, "partnerapi_answers_waiting 13")
	assert.Contains(t, text, "partnerapi_certificate_expiry_timestamp_seconds 1.8e+09")
}

func BenchmarkDone(b *testing.B) {
	calls := New("v1").Calls("soap", []string{"client_read"})
	for b.Loop() {
		calls.Done("client_read", "ok", time.Millisecond)
	}
}
