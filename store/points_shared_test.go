package store

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
)

// another returns a second server's store, whose clock is ahead of the first one's.
func (c *clocked) another(t *testing.T, ahead time.Duration) *Store {
	t.Helper()
	st, err := Open(c.place.Store, Options{KeyFile: c.place.KeyFile, Now: func() time.Time { return c.now.Add(ahead) }, Zone: c.zone})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	return st
}

// take spends points until none is left and returns how many there were.
func take(t *testing.T, servers ...*Points) (taken int64) {
	t.Helper()
	for taken < 100 { // more would be no limit
		for _, p := range servers {
			if err := p.Take(t.Context(), 1, OwnPointLimits{}); err != nil {
				var limit *LimitError
				require.ErrorAs(t, err, &limit)
				return taken
			}
			taken++
		}
	}
	return taken
}

// Of many calls at once at three servers as many pass as the limit says, and what one
// gives back another may have.
func TestPointsOfSeveralServers(t *testing.T) {
	enginetest.PostgresOnly(t, "a directory has one server")
	c := newClocked(t, "Europe/Moscow", "2024-06-15 12:00:30")
	limits := PointLimits{Day: 100, Minute: 40}
	servers := []*Points{c.points(t, limits)}
	for range 2 {
		p, err := c.another(t, 0).Points(t.Context(), limits)
		require.NoError(t, err)
		servers = append(servers, p)
	}
	atOnce := func() (taken int64) {
		var passed, refused atomic.Int64
		var done sync.WaitGroup
		for i := range 9 {
			done.Go(func() {
				for range 10 {
					var limit *LimitError
					switch err := servers[i%3].Take(t.Context(), 1, OwnPointLimits{}); {
					case err == nil:
						passed.Add(1)
					case errors.As(err, &limit):
						refused.Add(1)
					default:
						assert.NoError(t, err)
					}
				}
			})
		}
		done.Wait()
		assert.EqualValues(t, 90, passed.Load()+refused.Load())
		return passed.Load()
	}
	assert.EqualValues(t, 40, atOnce())
	require.NoError(t, servers[0].GiveBack(t.Context(), 1, OwnPointLimits{}))
	require.NoError(t, servers[1].Take(t.Context(), 1, OwnPointLimits{}))
	assert.Equal(t, PointsLeft{100, 60, 43170, 40, 0, 30}, servers[1].Left(1, OwnPointLimits{}))
	assert.Equal(t, &LimitError{"minute", 40}, servers[2].Take(t.Context(), 1, OwnPointLimits{}))
	assert.Equal(t, PointsLeft{100, 60, 43170, 40, 0, 30}, servers[2].Left(1, OwnPointLimits{}), "who is refused sees why")
	c.now = c.now.Add(time.Minute)
	assert.EqualValues(t, 40, atOnce())
	c.now = c.now.Add(time.Minute)
	assert.EqualValues(t, 20, atOnce())
	assert.Equal(t, &LimitError{"day", 100}, servers[1].Take(t.Context(), 1, OwnPointLimits{}))
	require.NoError(t, servers[2].Take(t.Context(), 2, OwnPointLimits{}), "another partner's are its own")
}

// Where clocks of servers differ, at midnight too, no minute and no day begins twice.
func TestPointsWhereClocksDiffer(t *testing.T) {
	enginetest.PostgresOnly(t, "a directory has one server")
	c := newClocked(t, "Europe/Moscow", "2024-06-15 23:59:58")
	limits := PointLimits{Day: 8, Minute: 5}
	late := c.points(t, limits)
	early, err := c.another(t, 3*time.Second).Points(t.Context(), limits)
	require.NoError(t, err)
	for range 4 {
		require.NoError(t, late.Take(t.Context(), 1, OwnPointLimits{}))
	}
	assert.EqualValues(t, 5, take(t, early, late), "of the new day")
	c.now = c.now.Add(2 * time.Second)
	assert.EqualValues(t, 0, take(t, late, early), "which is the same one for both")
	c.now = c.now.Add(time.Minute)
	assert.EqualValues(t, 3, take(t, late, early))
}

// Without limits nothing is counted.
func TestUnlimitedPointsCostNothing(t *testing.T) {
	c := newClocked(t, "Europe/Moscow", "2024-06-15 12:00:00")
	p := c.points(t, PointLimits{})
	watch := c.place.Watch(t)
	before := watch.Version()
	require.NoError(t, p.Take(t.Context(), 1, OwnPointLimits{}))
	require.NoError(t, p.GiveBack(t.Context(), 1, OwnPointLimits{}))
	assert.Equal(t, before, watch.Version())
	assert.EqualValues(t, UnlimitedPoints, p.Left(1, OwnPointLimits{}).DayRemaining)
}
