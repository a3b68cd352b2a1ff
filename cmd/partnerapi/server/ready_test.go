package server

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/config"
	"partnerapi/internal/enginetest"
	"partnerapi/store"
)

// However long the check after a kill takes, the server is ready before it ends and
// answers calls beside it; a stop does not wait for it, and leaves it to the next
// start.
func TestReadyBeforeTheCheckEnds(t *testing.T) {
	enginetest.SQLiteOnly(t, "a PostgreSQL server watches over its own files")
	c := config.Default()
	c.Data, c.Listen = t.TempDir(), "127.0.0.1:0"
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	first, err := Start(c, log, "test")
	require.NoError(t, err)
	require.NoError(t, first.Stop())
	mark := filepath.Join(c.Data, store.RunningFile)
	require.NoError(t, os.WriteFile(mark, nil, 0o600))

	release := make(chan struct{})
	s, err := start(c, log, "test", func(ctx context.Context, dir string, full bool) ([]string, error) {
		select {
		case <-release:
		case <-ctx.Done():
		}
		return store.Check(ctx, dir, full)
	})
	require.NoError(t, err)
	get := func(path string) (int, string) {
		resp, err := http.Get(s.URL() + path)
		require.NoError(t, err)
		defer resp.Body.Close()
		text, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		return resp.StatusCode, string(text)
	}
	status, text := get("/readyz")
	assert.Equal(t, 200, status)
	assert.Contains(t, text, "is being checked")
	status, _ = get("/cus/ws/PartnerAPI?wsdl")
	assert.Equal(t, 200, status)
	require.NoError(t, s.Stop(), "the check is broken off")
	assert.FileExists(t, mark, "and made again at the next start")

	s, err = start(c, log, "test", func(ctx context.Context, dir string, full bool) ([]string, error) {
		<-release
		return store.Check(ctx, dir, full)
	})
	require.NoError(t, err)
	_, text = get("/readyz")
	assert.Contains(t, text, "is being checked")
	close(release)
	require.Eventually(t, func() bool {
		_, text := get("/readyz")
		return text == "ready\n"
	}, time.Minute, 10*time.Millisecond)
	require.NoError(t, s.Stop())
	assert.NoFileExists(t, mark)
}
