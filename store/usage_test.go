package store

import (
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
)

const (
	oneUUID = "21111111-1111-4111-8111-111111111111"
	twoUUID = "22222222-1111-4111-8111-111111111111"
)

func TestUsage(t *testing.T) {
	c := newClocked(t, "Asia/Novosibirsk", "2024-06-15 23:59:59")
	u, done := c.Usage(), UsageCount{Calls: 1}
	flush := func() { require.NoError(t, u.Flush(t.Context())) }
	u.Count(1, "demo", "soap", "client_read", done)
	u.Count(1, "demo", "soap", "client_read", UsageCount{Calls: 1, Refused: 1})
	u.Count(1, "token:1", "v2", "get.customers", UsageCount{Calls: 1, Failed: 1})
	u.Count(2, "other", "soap", "client_add", done)
	flush()
	c.now = c.now.Add(time.Second)
	u.Count(1, "demo", "soap", "client_read", done)
	u.Count(1, "demo", "soap", "role_read", done)
	flush()
	flush()
	lines := func(partner string, since Date) []UsageLine {
		lines, err := c.Operator().UsageLines(t.Context(), partner, since)
		require.NoError(t, err)
		return lines
	}
	mine := []UsageLine{
		{oneUUID, "demo", "soap", "client_read", UsageCount{Calls: 3, Refused: 1}, "2024-06-15", "2024-06-16"},
		{oneUUID, "demo", "soap", "role_read", done, "2024-06-16", "2024-06-16"},
		{oneUUID, "token:1", "v2", "get.customers", UsageCount{Calls: 1, Failed: 1}, "2024-06-15", "2024-06-15"},
	}
	theirs := UsageLine{twoUUID, "other", "soap", "client_add", done, "2024-06-15", "2024-06-15"}
	assert.Equal(t, append(mine, theirs), lines("", ""))
	assert.Equal(t, mine, lines(oneUUID, ""))
	assert.Equal(t, []UsageLine{{oneUUID, "demo", "soap", "client_read", done, "2024-06-16", "2024-06-16"}, mine[1]}, lines("", "2024-06-16"))
	assert.Empty(t, lines(twoUUID, "2024-06-16"))
	_, err := c.Operator().UsageLines(t.Context(), "21111111-1111-4111-8111-111111111119", "")
	assert.ErrorIs(t, err, ErrNoPartner)
}

// Many count while others flush, and nothing is lost or counted twice.
func TestUsageAtOnce(t *testing.T) {
	c := newClocked(t, "Europe/Moscow", "2024-06-15 12:00:00")
	u := c.Usage()
	var working sync.WaitGroup
	for range 4 {
		working.Go(func() {
			for n := range 500 {
				u.Count(1, "demo", "soap", "client_read", UsageCount{Calls: 1})
				if n%100 == 0 {
					assert.NoError(t, u.Flush(t.Context()))
				}
			}
		})
	}
	working.Wait()
	require.NoError(t, u.Flush(t.Context()))
	lines, err := c.Operator().UsageLines(t.Context(), "", "")
	require.NoError(t, err)
	require.Len(t, lines, 1)
	assert.EqualValues(t, 2000, lines[0].Calls)
}

// Servers that flush the same counts at once wait for each other without a deadlock.
func TestFlushesOfSeveralServers(t *testing.T) {
	enginetest.PostgresOnly(t, "SQLite has one that writes at a time")
	c := newClocked(t, "Europe/Moscow", "2024-06-15 12:00:00")
	var working sync.WaitGroup
	for range 4 {
		st, err := Open(c.place.Store, Options{KeyFile: c.place.KeyFile, Now: c.Now, Batch: func(_ int, err error) { assert.NoError(t, err) }})
		require.NoError(t, err)
		defer func() { assert.NoError(t, st.Close()) }()
		u := st.Usage()
		working.Go(func() {
			for range 3 {
				for n := range 100 {
					u.Count(1, strconv.Itoa(n), "soap", "client_read", UsageCount{Calls: 1})
				}
				assert.NoError(t, u.Flush(t.Context()))
			}
		})
	}
	working.Wait()
	lines, err := c.Operator().UsageLines(t.Context(), "", "")
	require.NoError(t, err)
	require.Len(t, lines, 100)
	for _, line := range lines {
		require.EqualValues(t, 12, line.Calls)
	}
}

// What was counted when nobody knows whether it is in the store is not counted again.
func TestUsageAfterALostCommit(t *testing.T) {
	enginetest.PostgresOnly(t, "its connections")
	c := newClocked(t, "Europe/Moscow", "2024-06-15 12:00:00")
	proxy := c.place.Proxy(t)
	st, err := Open(proxy.Store, Options{KeyFile: c.place.KeyFile, Now: c.Now})
	require.NoError(t, err)
	defer func() { require.NoError(t, st.Close()) }()
	u := st.Usage()
	u.Count(1, "demo", "soap", "client_read", UsageCount{Calls: 1})
	proxy.CutAtCommit(true)
	require.ErrorIs(t, u.Flush(t.Context()), ErrUnknown)
	proxy.CutAtCommit(false)
	require.NoError(t, u.Flush(t.Context()))
	lines, err := c.Operator().UsageLines(t.Context(), "", "")
	require.NoError(t, err)
	require.Len(t, lines, 1)
	assert.EqualValues(t, 1, lines[0].Calls)
}
