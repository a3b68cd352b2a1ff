package server_test

import (
	"io"
	"log/slog"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/cmd/partnerapi/server"
	"partnerapi/internal/config"
	"partnerapi/internal/enginetest"
	"partnerapi/test/doors"
)

// configuration is the default one on a store and a port of the test's own.
func configuration(t *testing.T) *config.Config { return configured(enginetest.New(t)) }

func configured(place enginetest.Place) *config.Config {
	c := config.Default()
	doors.Configure(c, place)
	c.Listen = "127.0.0.1:0"
	return c
}

// placeOf is the store of a configuration.
func placeOf(c *config.Config) enginetest.Place {
	if enginetest.OnPostgres() {
		return enginetest.Place{Store: c.Store, KeyFile: c.KeyFile}
	}
	return enginetest.Place{Store: c.Data}
}

func start(t *testing.T, c *config.Config) *server.Server {
	t.Helper()
	s, err := server.Start(c, slog.New(slog.NewTextHandler(t.Output(), nil)), "test")
	require.NoError(t, err)
	return s
}

func get(t *testing.T, client *http.Client, url string) (int, string) {
	t.Helper()
	resp, err := client.Get(url)
	require.NoError(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, string(body)
}

func TestHealth(t *testing.T) {
	s := start(t, configuration(t))
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/metrics": 404, "/": 404} {
		status, _ := get(t, http.DefaultClient, s.URL()+path)
		assert.Equal(t, want, status, path)
	}
	assert.Empty(t, s.MetricsURL())
	require.NoError(t, s.Stop())
	_, err := http.Get(s.URL() + "/healthz")
	assert.Error(t, err, "nobody listens any more")
}

// Metrics have an address of their own, and the interfaces do not show them.
func TestMetricsListener(t *testing.T) {
	c := configuration(t)
	c.MetricsListen = "127.0.0.1:0"
	s := start(t, c)
	status, _ := get(t, http.DefaultClient, s.URL()+"/readyz")
	require.Equal(t, 200, status)
	status, text := get(t, http.DefaultClient, s.MetricsURL())
	assert.Equal(t, 200, status)
	assert.Regexp(t, `partnerapi_writer_batch_calls_sum [1-9]`, text, "the probe's row at least")
	assert.Contains(t, text, "partnerapi_writer_queue_calls 0")
	assert.Contains(t, text, `partnerapi_build_info{version="test"} 1`)
	status, _ = get(t, http.DefaultClient, s.URL()+"/metrics")
	assert.Equal(t, 404, status)
	require.NoError(t, s.Stop())
}

// Who cannot have its addresses serves nobody and leaves the directory free.
func TestAddressTaken(t *testing.T) {
	first := configuration(t)
	s := start(t, first)
	second := configuration(t)
	second.MetricsListen = s.URL()[len("http://"):]
	_, err := server.Start(second, slog.New(slog.DiscardHandler), "test")
	require.ErrorContains(t, err, "another program listens on "+second.MetricsListen+": stop it, or give another address")
	second.MetricsListen = ""
	again := start(t, second)
	require.NoError(t, again.Stop())
	require.NoError(t, s.Stop())
}

func TestSecondServerOnOneDirectory(t *testing.T) {
	enginetest.SQLiteOnly(t, "any number of servers may run on a PostgreSQL database")
	c := configuration(t)
	s := start(t, c)
	_, err := server.Start(c, slog.New(slog.DiscardHandler), "test")
	require.ErrorContains(t, err, "another server runs on "+c.Data)
	status, _ := get(t, http.DefaultClient, s.URL()+"/readyz")
	assert.Equal(t, 200, status, "the first one does not mind")
	require.NoError(t, s.Stop())
}
