package server_test

import (
	"bytes"
	"log/slog"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/cmd/partnerapi/server"
	"partnerapi/store"
)

// lines is a log that a test reads while it is written.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) count(text string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Count(l.text.String(), text)
}

func (l *lines) matches(pattern string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(regexp.MustCompile(pattern).FindAllString(l.text.String(), -1))
}

// While the store does not take counts they wait, the log says so once, and none
// is lost.
func TestCountsThatWait(t *testing.T) {
	c := sampled(t)
	log := new(lines)
	s, err := server.Start(c, slog.New(slog.NewTextHandler(log, nil)), "test")
	require.NoError(t, err)
	db := placeOf(c).SQL(t)
	rename := func(from, to string) {
		_, err := db.ExecContext(t.Context(), `ALTER TABLE `+from+` RENAME TO `+to)
		require.NoError(t, err)
	}
	said := func(text string) {
		require.Eventually(t, func() bool { return log.count(text) > 0 }, 30*time.Second, 5*time.Millisecond, text)
	}
	call := func() {
		_, err := demo(s).Call(t.Context(), "partner_read")
		require.NoError(t, err)
	}
	rename("usage_count", "away")
	call()
	said("counts of calls wait in memory")
	call()
	rename("away", "usage_count")
	said("counts of calls are kept again")
	call()
	require.NoError(t, s.Stop())
	assert.Equal(t, 1, log.count("counts of calls wait in memory"))

	st, err := store.Open(placeOf(c).Store, store.Options{KeyFile: c.KeyFile})
	require.NoError(t, err)
	kept, err := st.Operator().UsageLines(t.Context(), "", "")
	require.NoError(t, err)
	require.NoError(t, st.Close())
	require.Len(t, kept, 1)
	assert.Equal(t, "partner_read", kept[0].Operation)
	assert.EqualValues(t, 3, kept[0].Calls)
}
