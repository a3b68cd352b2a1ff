package server_test

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/cmd/partnerapi/server"
	"partnerapi/internal/config"
	"partnerapi/internal/enginetest"
	"partnerapi/internal/proctest"
	"partnerapi/internal/soaptest"
	"partnerapi/soap"
)

func TestMain(m *testing.M) { proctest.Main(m, func() error { return sample.place.Remove() }) }

var sample struct {
	sync.Once
	place enginetest.Place
	done  bool
}

// sampled is a configuration on a store with the sample registers.
func sampled(t *testing.T) *config.Config {
	sample.Do(func() {
		var err error
		sample.place, err = enginetest.MakeEmpty()
		require.NoError(t, err)
		proctest.Run(t, sample.place.Flags(), "import", "../../../testdata/registers/sample.jsonl")
		sample.done = true
	})
	require.True(t, sample.done, "the import has failed")
	return configured(sample.place.Copy(t))
}

func demo(s *server.Server) soaptest.Client {
	return soaptest.Client{URL: s.URL() + soap.Paths[0], Login: "demo", Password: "demo"}
}

// halfCall is a call whose body is on its way: the server waits for its rest.
type halfCall struct {
	conn net.Conn
	in   *bufio.Reader
	rest []byte
}

// beginCall sends a call's header and half of its body, once the server has
// said that it wants it.
func beginCall(t *testing.T, url string, body []byte) *halfCall {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(url, "http://"))
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+soap.Paths[0], http.NoBody)
	require.NoError(t, err)
	req.SetBasicAuth("demo", "demo")
	head := "POST " + soap.Paths[0] + " HTTP/1.1\r\nHost: x\r\nAuthorization: " + req.Header.Get("Authorization") +
		"\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n"
	_, err = io.WriteString(conn, head)
	require.NoError(t, err)
	c := &halfCall{conn: conn, in: bufio.NewReader(conn)}
	line, err := c.in.ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "HTTP/1.1 100 Continue\r\n", line)
	_, err = c.in.ReadString('\n')
	require.NoError(t, err)
	c.send(t, body[:len(body)/2])
	c.rest = body[len(body)/2:]
	return c
}

func (c *halfCall) send(t *testing.T, part []byte) {
	t.Helper()
	_, err := fmt.Fprintf(c.conn, "%x\r\n%s\r\n", len(part), part)
	require.NoError(t, err)
}

// end sends what is missing and answers what comes back.
func (c *halfCall) end(t *testing.T) (int, string) {
	t.Helper()
	c.send(t, c.rest)
	_, err := io.WriteString(c.conn, "0\r\n\r\n")
	require.NoError(t, err)
	resp, err := http.ReadResponse(c.in, nil)
	require.NoError(t, err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, string(text)
}

// stopping tells the server to stop and waits until it takes no new calls.
func stopping(t *testing.T, s *server.Server) <-chan error {
	t.Helper()
	stopped := make(chan error, 1)
	go func() { stopped <- s.Stop() }()
	requireDeaf(t, s.URL())
	return stopped
}

// requireDeaf waits until nobody takes new connections.
func requireDeaf(t *testing.T, url string) {
	t.Helper()
	require.Eventually(t, func() bool {
		conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
		if err == nil {
			conn.Close()
		}
		return err != nil
	}, 30*time.Second, 5*time.Millisecond)
}

// A second signal does not wait for calls in flight.
func TestSecondSignal(t *testing.T) {
	p := proctest.Serve(t, placeOf(sampled(t)).Flags(), nil, "--shutdown-grace", "1h")
	url := strings.TrimSuffix(p.URL, proctest.Path)
	beginCall(t, url, soaptest.Client{}.Envelope("client_read"))
	require.NoError(t, syscall.Kill(p.PID, syscall.SIGTERM))
	requireDeaf(t, url)
	assert.ErrorContains(t, p.Stop(), "signal: terminated")
}

// What was begun is answered, also when the server has been told to stop.
func TestStopLetsCallsEnd(t *testing.T) {
	s := start(t, sampled(t))
	body := demo(s).Envelope("client_add", soaptest.Set("client_name", "Последний"), soaptest.Null("region_id"))
	call := beginCall(t, s.URL(), body)
	stopped := stopping(t, s)
	status, text := call.end(t)
	assert.Equal(t, 500, status, "no region was given")
	assert.Contains(t, text, "При добавлении клиента не указан регион")
	assert.NoError(t, <-stopped)
}

// A call that does not end is cut off after the grace period, and the directory
// is free.
func TestStopCutsOffWhatDoesNotEnd(t *testing.T) {
	c := sampled(t)
	c.Timeouts.Grace = 50 * time.Millisecond
	s := start(t, c)
	beginCall(t, s.URL(), demo(s).Envelope("client_read"))
	assert.ErrorContains(t, <-stopping(t, s), "cut off")
	require.NoError(t, start(t, c).Stop())
}

// Eight writers at work when the server stops: what was acknowledged is there
// afterwards.
func TestStopLosesNothing(t *testing.T) {
	c := sampled(t)
	s := start(t, c)
	client := demo(s)
	regions, err := client.Call(t.Context(), "partner_region_read")
	require.NoError(t, err)
	require.NotEmpty(t, regions.Rows)
	region := regions.Rows[0].Get("region_id")

	var mu sync.Mutex
	var added []string
	var writers sync.WaitGroup
	for range 8 {
		writers.Go(func() {
			for {
				answer, err := client.Call(t.Context(), "client_add", soaptest.Set("client_name", "Новый"), soaptest.Set("region_id", region))
				if err != nil {
					return // the server is gone
				}
				if !assert.Nil(t, answer.Fault, "it answers well or not at all") {
					return
				}
				mu.Lock()
				added = append(added, answer.Rows[0].Get("client_id"))
				mu.Unlock()
			}
		})
	}
	require.Eventually(t, func() bool {
		mu.Lock()
		defer mu.Unlock()
		return len(added) >= 100
	}, time.Minute, time.Millisecond)
	require.NoError(t, s.Stop())
	writers.Wait()

	s, err = server.Start(c, slog.New(slog.DiscardHandler), "test")
	require.NoError(t, err)
	all, err := demo(s).Call(t.Context(), "client_read")
	require.NoError(t, err)
	kept := map[string]bool{}
	for _, row := range all.Rows {
		kept[row.Get("client_id")] = true
	}
	for _, id := range added {
		assert.True(t, kept[id], "client %s was acknowledged", id)
	}
	require.NoError(t, s.Stop())
}
