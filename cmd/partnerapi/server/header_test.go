package server_test

import (
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/cmd/partnerapi/server"
	"partnerapi/test/doors"
)

// manyLines are as many lines as a header may have: each takes far more memory than
// its bytes.
var manyLines = strings.Repeat("a:\r\n", 14000)

// Large headers hold no more than their share, whether they have not ended or wait for
// their body; others go on, and what they held is given back.
func TestLargeHeaders(t *testing.T) {
	c := sampled(t)
	c.Budgets.Requests = 64 << 20
	log := new(lines)
	s, err := server.Start(c, slog.New(slog.NewJSONHandler(log, nil)), "test")
	require.NoError(t, err)
	client := demo(s)
	_, err = client.Call(t.Context(), "region_read")
	require.NoError(t, err)
	const many = 200
	requireLittle := func(before int64) {
		t.Helper()
		held := doors.LiveHeap() - before
		t.Logf("%d KiB", held>>10)
		assert.Less(t, held, int64(40<<20))
		got, err := client.Call(t.Context(), "region_read")
		require.NoError(t, err)
		assert.Nil(t, got.Fault)
	}

	before := doors.LiveHeap()
	var conns []net.Conn
	for n := range many {
		connection := []string{"Connection: keep-alive", "Connection: close"}[n%2]
		conns = append(conns, begin(t, s, paths["v2"], 20, 1, connection, strings.TrimSuffix(manyLines, "\r\n")))
	}
	require.Eventually(t, func() bool { return log.count(`"outcome":"server_busy"`) >= many/2 }, time.Minute, 10*time.Millisecond)
	requireLittle(before)
	for _, conn := range conns {
		conn.Close()
	}

	before = doors.LiveHeap()
	conns = nil
	cut := make(chan struct{}, many)
	for range many {
		conn, err := net.Dial("tcp", strings.TrimPrefix(s.URL(), "http://"))
		require.NoError(t, err)
		conns = append(conns, conn)
		_, _ = io.WriteString(conn, "POST /v2.0 HTTP/1.1\r\nHost: x\r\n"+manyLines)
		go func() {
			_, _ = io.Copy(io.Discard, conn)
			cut <- struct{}{}
		}()
	}
	for range many / 2 {
		<-cut
	}
	requireLittle(before)
	for _, conn := range conns {
		conn.Close()
	}
	require.Eventually(t, func() bool {
		_, body, err := answer(begin(t, s, paths["v2"], 2, 2, strings.TrimSuffix(manyLines, "\r\n")))
		return err == nil && !strings.Contains(body, "busy")
	}, time.Minute, 10*time.Millisecond)
	require.NoError(t, s.Stop())
}
