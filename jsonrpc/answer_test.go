package jsonrpc_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
	"partnerapi/jsonrpc"
	"partnerapi/ops"
)

// crowd gives the first partner so many customers more, each with a description of
// that length, and answers their ids: from crowdFrom on.
func (w *world) crowd(n, description int) {
	w.Helper()
	w.outside(fmt.Sprintf(`WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < %d)
  INSERT INTO client (partner, id, client_id, number, client_new_id, client_name, description, status, status_time, created)
  SELECT 1, %d + i, '00000000-0000-4000-8000-' || substr('' || (1000000000000 + i), 2), %[2]d + i, '', 'Клиент ' || i, '%[3]s', 2, 0, 0 FROM n`, n, crowdFrom, strings.Repeat("0", description)))
	enginetest.FillDirectory(w, w.place.SQL(w))
}

const crowdFrom = 1_000_000

// outside runs a statement on the database as nobody of the program would.
func (w *world) outside(statement string) {
	w.Helper()
	_, err := w.place.SQL(w).ExecContext(w.Context(), statement)
	require.NoError(w, err)
}

// everybody asks for the customers of the crowd.
func everybody(params string) string {
	return `{"jsonrpc":"2.0","id":1,"method":"get.customers","params":{"access_token":"p1","limit":10000,` + params +
		`"filter":{"field":"id","operator":">=","value":1000000}}}`
}

// lists are ways to the same rows: the store's own order, a filter, a sort.
var lists = []string{
	`{"jsonrpc":"2.0","id":1,"method":"get.customers","params":{"access_token":"p1","limit":10000}}`,
	everybody(""), everybody(`"sort":[{"field":"status"}],`),
}

// An answer that fits into one piece says its length; a longer one is sent while
// it is read. Both are whole.
func TestLongAnswers(t *testing.T) {
	w := openWorld(t, nil)
	w.crowd(2500, 0)
	for _, body := range lists {
		for limit, streamed := range map[int]bool{1: false, 400: false, 1000: true, 2500: true} {
			r := w.send(http.MethodPost, "/v2.0", "", strings.Replace(body, "10000", fmt.Sprint(limit), 1))
			assert.Equal(t, streamed, r.header.Get("Content-Length") == "", "%d of %s", limit, body)
			assert.Equal(t, streamed, len(r.body) > 256<<10)
			assert.Equal(t, "no-store", r.header.Get("Cache-Control"))
			assert.Equal(t, "application/json; charset=utf-8", r.header.Get("Content-Type"))
			var answer struct {
				Result struct {
					Data     []struct{ ID int64 }
					Metadata struct {
						Total  int64 `json:"total_items"`
						Limits struct {
							Day int64 `json:"day_limit"`
						}
					}
				}
			}
			require.NoError(t, json.Unmarshal([]byte(r.body), &answer))
			require.Len(t, answer.Result.Data, limit)
			last := answer.Result.Data[0].ID
			for _, row := range answer.Result.Data[1:] {
				require.Greater(t, row.ID, last)
				last = row.ID
			}
			assert.GreaterOrEqual(t, answer.Result.Metadata.Total, int64(2500))
			assert.EqualValues(t, 3000, answer.Result.Metadata.Limits.Day)
		}
	}
}

// An error after rows takes their place until some of them have gone out; after
// that the connection breaks, and the answer is not closed. Who has had rows has
// spent a point.
func TestErrorAfterRows(t *testing.T) {
	ended := make(chan string, 5)
	w := openWorld(t, func(o *jsonrpc.Options) {
		o.Observe = func(r ops.Record) { ended <- r.Outcome }
	})
	w.crowd(1500, 0)
	w.outside(`UPDATE client SET tariff_plan = 99999 WHERE number = 1001400`) // a line that is not there: its chunk cannot be read
	for _, body := range lists[:2] {
		answer := w.post(strings.Replace(body, `"limit"`, `"fields":["id"],"limit"`, 1))
		w.refused("internal_error", answer)
		assert.NotContains(t, answer, `"result"`)
	}
	assert.Zero(t, w.points.used[1])
	for i, body := range lists[:2] {
		answer, err := http.Post(w.url+"/v2.0", "", strings.NewReader(body))
		require.NoError(t, err)
		assert.Equal(t, http.StatusOK, answer.StatusCode)
		text, err := io.ReadAll(answer.Body)
		require.NoError(t, answer.Body.Close())
		assert.ErrorIs(t, err, io.ErrUnexpectedEOF)
		assert.Greater(t, len(text), 256<<10)
		assert.NotContains(t, string(text), `"metadata"`)
		assert.EqualValues(t, i+1, w.points.used[1])
	}
	for range 2 * len(lists[:2]) {
		assert.Equal(t, "internal_error", <-ended)
	}
	assert.Contains(t, w.post(accountCall), `"result"`, "the server goes on")
}

// stalled sends a call and takes nothing of its answer.
func (w *world) stalled(body string) net.Conn {
	w.Helper()
	conn, err := new(net.Dialer).DialContext(w.Context(), "tcp", strings.TrimPrefix(w.url, "http://"))
	require.NoError(w, err)
	w.Cleanup(func() { conn.Close() })
	_, err = fmt.Fprintf(conn, "POST /v2.0 HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	require.NoError(w, err)
	return conn
}

// A client that takes nothing for the write timeout is left, and so is one that
// leaves; neither is a fault of ours.
func TestClientStallsOrLeaves(t *testing.T) {
	for what, leaves := range map[string]bool{"stalls": false, "leaves": true} {
		ended := make(chan ops.Record, 1)
		w := openWorld(t, func(o *jsonrpc.Options) {
			o.Observe = func(r ops.Record) { ended <- r }
			if !leaves {
				o.WriteTimeout = 50 * time.Millisecond
			}
		})
		w.crowd(10000, 4000)
		conn := w.stalled(lists[0])
		if leaves {
			_, err := io.ReadFull(conn, make([]byte, 1<<20))
			require.NoError(t, err)
			require.NoError(t, conn.Close())
		}
		assert.Equal(t, "client_left", (<-ended).Outcome, what)
		assert.Contains(t, w.post(accountCall), `"result"`, "the server goes on")
		assert.Equal(t, "ok", (<-ended).Outcome)
		w.server.Close() // waits for the calls, and so for their lines
		assert.NotContains(t, w.log.String(), "level=ERROR", what)
	}
}

// The write timeout is for a piece: a client may be slower over the whole.
func TestSlowClient(t *testing.T) {
	const timeout = 300 * time.Millisecond
	w := openWorld(t, func(o *jsonrpc.Options) { o.WriteTimeout = timeout })
	w.crowd(10000, 4000)
	conn := w.stalled(lists[0])
	begun := time.Now()
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(t, err)
	for err == nil {
		time.Sleep(timeout / 15)
		_, err = io.CopyN(io.Discard, answer.Body, 2<<20)
	}
	assert.Equal(t, io.EOF, err, "it came whole")
	assert.Greater(t, time.Since(begun), timeout)
}

// A batch of long answers is sent while it is made, its members apart (strict_spec);
// a long notification sends nothing.
func TestLongBatch(t *testing.T) {
	w := openWorld(t, func(o *jsonrpc.Options) { o.StrictSpec = true })
	w.crowd(1000, 0)
	notification := strings.Replace(lists[0], `"id":1,`, "", 1)
	r := w.send(http.MethodPost, "/v2.0", "", "["+strings.Join([]string{notification, accountCall, lists[0], notification, strings.Replace(accountCall, "p1", "nobody", 1), lists[1], notification}, ",")+"]")
	assert.Empty(t, r.header.Get("Content-Length"))
	var answers []struct {
		Result struct{ Data []json.RawMessage }
		Error  struct{ Data struct{ Mnemonic string } }
	}
	require.NoError(t, json.Unmarshal([]byte(r.body), &answers))
	var got []string
	for _, a := range answers {
		got = append(got, fmt.Sprint(len(a.Result.Data), a.Error.Data.Mnemonic))
	}
	assert.Equal(t, []string{"1", "1005", "0access_token_invalid", "1000"}, got)
	r = w.send(http.MethodPost, "/v2.0", "", notification)
	assert.Equal(t, http.StatusNoContent, r.status)
	assert.Empty(t, r.body)
}

// A notification keeps nothing of the list that it asks for (strict_spec).
func TestNotificationKeepsNothing(t *testing.T) {
	w := openWorld(t, func(o *jsonrpc.Options) { o.StrictSpec = true })
	w.crowd(1000, 4000)
	allocated := func(body string) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		r := w.send(http.MethodPost, "/v2.0", "", body)
		runtime.ReadMemStats(&after)
		require.Equal(t, http.StatusNoContent, r.status)
		return after.TotalAlloc - before.TotalAlloc
	}
	notification := strings.Replace(lists[0], `"id":1,`, "", 1)
	allocated(notification) // the caches of the store
	const rows = 1000 * 4000
	assert.Less(t, allocated(notification), uint64(2*rows), "each row once, and not a list of them")
}
