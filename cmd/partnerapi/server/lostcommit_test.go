package server_test

import (
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/config"
	"partnerapi/internal/enginetest"
	"partnerapi/internal/proctest"
	"partnerapi/internal/soaptest"
	"partnerapi/jsonrpc"
	"partnerapi/soap"
)

// sampledPostgres is a configuration on a PostgreSQL database with the sample
// registers, by way of a proxy, and a key of USERSIDE for their partner.
func sampledPostgres(t *testing.T) (c *config.Config, proxy *enginetest.Proxy, key string) {
	t.Helper()
	enginetest.PostgresOnly(t, "its connections")
	place := enginetest.Empty(t)
	at := []string{"--store", place.Store, "--key-file", place.KeyFile}
	proctest.Run(t, at, "import", "../../../testdata/registers/sample.jsonl")
	key = strings.TrimSpace(proctest.Run(t, at, "key", "add", "--partner", demoPartner))
	c, proxy = configuration(t), place.Proxy(t)
	c.Data, c.Store, c.KeyFile = filepath.Join(t.TempDir(), "none"), proxy.Store, place.KeyFile
	return c, proxy, key[strings.LastIndexByte(key, '\n')+1:]
}

// A call whose commit is lost, so that nobody knows whether it was done, says so at
// each interface and invites nobody to repeat it.
func TestPostgresLostCommitInvitesNoRepetition(t *testing.T) {
	c, proxy, key := sampledPostgres(t)
	s := start(t, c)
	write := func(path, kind, body string) (int, http.Header, string) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL()+path, strings.NewReader(body))
		require.NoError(t, err)
		r.Header.Set("Content-Type", kind)
		r.SetBasicAuth("demo", "demo")
		resp, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		defer resp.Body.Close()
		text, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		return resp.StatusCode, resp.Header, string(text)
	}
	add := string(demo(s).Envelope("client_add", soaptest.Set("client_name", "имя"), soaptest.Set("region_id", "a6838df2-5251-44af-88aa-57cf8b7840fc")))
	proxy.CutAtCommit(true)
	for _, call := range []struct {
		path, kind, body string
		status           int
		says             string
	}{
		{soap.Paths[0], "text/xml", add, http.StatusInternalServerError, "неизвестно, выполнен ли вызов"},
		{jsonrpc.Paths[0], "application/json", `{"jsonrpc":"2.0","id":1,"method":"login.user","params":{"login":"demo","password":"demo"}}`,
			http.StatusOK, "the call may have been done"},
		{"/api.php", "application/x-www-form-urlencoded", "cat=customer&action=change_balance&customer_id=100000&amount=1&comment=x&key=" + key,
			http.StatusServiceUnavailable, "неизвестно, выполнен ли вызов"},
	} {
		var status int
		var header http.Header
		// The commits of what runs beside cut a call off too, which may then be refused before
		// its own.
		assert.Eventually(t, func() bool {
			var text string
			status, header, text = write(call.path, call.kind, call.body)
			return strings.Contains(text, call.says)
		}, time.Minute, 300*time.Millisecond, call.path)
		assert.Equal(t, call.status, status, call.path)
		assert.Empty(t, header.Get("Retry-After"), call.path)
	}
	proxy.CutAtCommit(false)
	assert.Eventually(t, func() bool {
		status, _, _ := write(soap.Paths[0], "text/xml", add)
		return status == http.StatusOK
	}, time.Minute, 300*time.Millisecond)
	require.NoError(t, s.Stop())
}
