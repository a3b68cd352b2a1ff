package store

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"partnerapi/internal/enginetest"
)

// clocked is a store of two partners whose clock the test moves.
type clocked struct {
	*Store
	now   time.Time
	place enginetest.Place
	zone  *time.Location
}

func newClocked(t *testing.T, zone string, now string) *clocked {
	t.Helper()
	location, err := time.LoadLocation(zone)
	require.NoError(t, err)
	c := &clocked{place: enginetest.New(t), zone: location}
	newStoreAt(t, c.place)
	c.now, err = time.ParseInLocation(time.DateTime, now, location)
	require.NoError(t, err)
	c.reopen(t)
	t.Cleanup(func() { require.NoError(t, c.Close()) })
	return c
}

func (c *clocked) reopen(t require.TestingT) {
	if c.Store != nil {
		require.NoError(t, c.Close())
	}
	var err error
	c.Store, err = Open(c.place.Store, Options{KeyFile: c.place.KeyFile, Now: func() time.Time { return c.now }, Zone: c.zone})
	require.NoError(t, err)
}

func (c *clocked) points(t *testing.T, limits PointLimits) *Points {
	t.Helper()
	p, err := c.Points(t.Context(), limits)
	require.NoError(t, err)
	return p
}

func TestPoints(t *testing.T) {
	c := newClocked(t, "Asia/Novosibirsk", "2024-06-15 23:58:40")
	p := c.points(t, PointLimits{Day: 5, Minute: 3})
	assert.Equal(t, PointsLeft{5, 5, 80, 3, 3, 20}, p.Left(1, OwnPointLimits{}))
	for range 3 {
		require.NoError(t, p.Take(t.Context(), 1, OwnPointLimits{}))
	}
	assert.Equal(t, PointsLeft{5, 2, 80, 3, 0, 20}, p.Left(1, OwnPointLimits{}))
	assert.Equal(t, &LimitError{"minute", 3}, p.Take(t.Context(), 1, OwnPointLimits{}))
	assert.Equal(t, PointsLeft{5, 5, 80, 3, 3, 20}, p.Left(2, OwnPointLimits{}), "another partner's are its own")
	c.now = c.now.Add(20 * time.Second)
	for range 2 {
		require.NoError(t, p.Take(t.Context(), 1, OwnPointLimits{}))
	}
	assert.Equal(t, &LimitError{"day", 5}, p.Take(t.Context(), 1, OwnPointLimits{}))
	c.now = c.now.Add(59 * time.Second)
	assert.Equal(t, PointsLeft{5, 0, 1, 3, 1, 1}, p.Left(1, OwnPointLimits{}))
	c.now = c.now.Add(time.Second)
	assert.Equal(t, PointsLeft{5, 5, 86400, 3, 3, 60}, p.Left(1, OwnPointLimits{}), "midnight of the zone")
}

// What is given back late makes nobody richer than the limit.
func TestPointGivenBackLate(t *testing.T) {
	c := newClocked(t, "Europe/Moscow", "2024-06-15 23:59:30")
	p := c.points(t, PointLimits{Day: 5, Minute: 3})
	require.NoError(t, p.Take(t.Context(), 1, OwnPointLimits{}))
	c.now = c.now.Add(30 * time.Second)
	require.NoError(t, p.GiveBack(t.Context(), 1, OwnPointLimits{}))
	assert.Equal(t, PointsLeft{5, 5, 86400, 3, 3, 60}, p.Left(1, OwnPointLimits{}))
}

func TestPointsWithoutLimit(t *testing.T) {
	c := newClocked(t, "Europe/Moscow", "2024-06-15 12:00:00")
	p := c.points(t, PointLimits{})
	for range 300 {
		require.NoError(t, p.Take(t.Context(), 1, OwnPointLimits{}))
	}
	assert.Equal(t, PointsLeft{1_000_000_000, 1_000_000_000, 12 * 3600, 1_000_000_000, 1_000_000_000, 60}, p.Left(1, OwnPointLimits{}))
}

// A day of 25 hours ends when its midnight comes, and its double hour is two.
func TestPointsWhenTheClockIsPutBack(t *testing.T) {
	c := newClocked(t, "Europe/Berlin", "2024-10-27 00:00:00")
	p := c.points(t, PointLimits{Day: 10, Minute: 1})
	assert.EqualValues(t, 25*3600, p.Left(1, OwnPointLimits{}).DayReset)
	c.now = c.now.Add(2*time.Hour + 30*time.Minute)
	require.NoError(t, p.Take(t.Context(), 1, OwnPointLimits{}))
	c.now = c.now.Add(time.Hour)
	assert.EqualValues(t, 2, c.now.In(c.zone).Hour(), "the same minute by the wall")
	require.NoError(t, p.Take(t.Context(), 1, OwnPointLimits{}))
	assert.EqualValues(t, 8, p.Left(1, OwnPointLimits{}).DayRemaining)
}

// A clock that jumps a year forward and back takes nobody's points away, and counts
// calls under the right day.
func TestClockThatJumps(t *testing.T) {
	c := newClocked(t, "Europe/Moscow", "2024-06-15 12:00:00")
	p, u := c.points(t, PointLimits{Day: 2, Minute: 2}), c.Usage()
	now := c.now
	c.now = now.AddDate(1, 0, 0)
	for range 2 {
		require.NoError(t, p.Take(t.Context(), 1, OwnPointLimits{}))
	}
	require.Error(t, p.Take(t.Context(), 1, OwnPointLimits{}))
	require.NoError(t, p.Flush(t.Context()))
	c.now = now
	assert.Equal(t, PointsLeft{2, 2, 12 * 3600, 2, 2, 60}, p.Left(1, OwnPointLimits{}))
	assert.Equal(t, PointsLeft{2, 2, 12 * 3600, 2, 2, 60}, c.points(t, PointLimits{Day: 2, Minute: 2}).Left(1, OwnPointLimits{}), "after a restart too")
	require.NoError(t, p.Take(t.Context(), 1, OwnPointLimits{}))
	assert.Equal(t, PointsLeft{2, 1, 12 * 3600, 2, 1, 60}, p.Left(1, OwnPointLimits{}))

	c.now = now.AddDate(1, 0, 0)
	u.Count(1, "demo", "soap", "client_read", UsageCount{Calls: 1})
	c.now = now
	u.Count(1, "demo", "soap", "client_read", UsageCount{Calls: 1})
	require.NoError(t, u.Flush(t.Context()))
	lines, err := c.Operator().UsageLines(t.Context(), "", "")
	require.NoError(t, err)
	require.Len(t, lines, 1)
	assert.EqualValues(t, "2024-06-15", lines[0].First)
	assert.EqualValues(t, "2025-06-15", lines[0].Last)
}

// Random calls, passing time and restarts, against a list of what was spent. The second
// partner has limits of its own.
func TestPointsAgainstAModel(t *testing.T) {
	c := newClocked(t, "Europe/Moscow", "2024-06-15 12:00:00")
	rapid.Check(t, func(rt *rapid.T) {
		runScript(t, c.Store, `DELETE FROM points`)
		ofAll := PointLimits{Day: rapid.Int64Range(0, 12).Draw(rt, "day"), Minute: rapid.Int64Range(0, 5).Draw(rt, "minute")}
		own := OwnPointLimits{rapid.Ptr(rapid.Int64Range(0, 12), true).Draw(rt, "own day"), rapid.Ptr(rapid.Int64Range(0, 5), true).Draw(rt, "own minute")}
		limits := map[Partner]PointLimits{1: ofAll, 2: ofAll}
		if own.Day != nil {
			limits[2] = PointLimits{Day: *own.Day, Minute: limits[2].Minute}
		}
		if own.Minute != nil {
			limits[2] = PointLimits{Day: limits[2].Day, Minute: *own.Minute}
		}
		ownOf := map[Partner]OwnPointLimits{2: own}
		p, err := c.Points(t.Context(), ofAll)
		require.NoError(rt, err)
		spent := map[Partner][]time.Time{}
		count := func(partner Partner, layout string) (n int64) {
			for _, at := range spent[partner] {
				if at.In(c.zone).Format(layout) == c.now.In(c.zone).Format(layout) {
					n++
				}
			}
			return n
		}
		rt.Repeat(map[string]func(*rapid.T){
			"take": func(rt *rapid.T) {
				partner := Partner(rapid.IntRange(1, 2).Draw(rt, "partner"))
				err := p.Take(t.Context(), partner, ownOf[partner])
				var limit *LimitError
				full := limits[partner].Day > 0 && count(partner, time.DateOnly) >= limits[partner].Day || limits[partner].Minute > 0 && count(partner, "2006-01-02 15:04") >= limits[partner].Minute
				require.Equal(rt, full, errors.As(err, &limit), "%v", err)
				if err == nil {
					spent[partner] = append(spent[partner], c.now)
				}
			},
			"give back": func(rt *rapid.T) {
				partner := Partner(rapid.IntRange(1, 2).Draw(rt, "partner"))
				if n := len(spent[partner]); count(partner, "2006-01-02 15:04") > 0 {
					require.NoError(rt, p.GiveBack(t.Context(), partner, ownOf[partner]))
					spent[partner] = spent[partner][:n-1]
				}
			},
			"wait": func(rt *rapid.T) {
				c.now = c.now.Add(time.Duration(rapid.SampledFrom([]int{1, 20, 60, 3600, 86400}).Draw(rt, "seconds")) * time.Second)
			},
			"restart": func(rt *rapid.T) {
				require.NoError(rt, p.Flush(t.Context()))
				c.reopen(rt)
				p, err = c.Points(t.Context(), ofAll)
				require.NoError(rt, err)
			},
			"": func(rt *rapid.T) {
				for partner := range Partner(2) {
					partner++
					left := p.Left(partner, ownOf[partner])
					if limits[partner].Day > 0 {
						require.Equal(rt, limits[partner].Day-count(partner, time.DateOnly), left.DayRemaining)
					}
					if limits[partner].Minute > 0 {
						require.Equal(rt, limits[partner].Minute-count(partner, "2006-01-02 15:04"), left.MinuteRemaining)
					}
				}
			},
		})
	})
}

// What a flush could not keep is kept by the next.
func TestFlushThatFails(t *testing.T) {
	c := newClocked(t, "Europe/Moscow", "2024-06-15 12:00:00")
	p, u := c.points(t, PointLimits{Day: 10}), c.Usage()
	require.NoError(t, p.Take(t.Context(), 1, OwnPointLimits{}))
	u.Count(1, "demo", "soap", "client_read", UsageCount{Calls: 1})
	runScript(t, c.Store, `ALTER TABLE points RENAME TO points_away; ALTER TABLE usage_count RENAME TO usage_away`)
	if enginetest.OnPostgres() {
		require.Error(t, p.Take(t.Context(), 1, OwnPointLimits{}), "points are counted there alone")
		require.Error(t, p.GiveBack(t.Context(), 1, OwnPointLimits{}))
	} else {
		require.Error(t, p.Flush(t.Context()))
	}
	require.Error(t, u.Flush(t.Context()))
	u.Count(1, "demo", "soap", "client_read", UsageCount{Calls: 1})
	runScript(t, c.Store, `ALTER TABLE points_away RENAME TO points; ALTER TABLE usage_away RENAME TO usage_count`)
	require.NoError(t, p.Flush(t.Context()))
	require.NoError(t, u.Flush(t.Context()))
	assert.EqualValues(t, 9, c.points(t, PointLimits{Day: 10}).Left(1, OwnPointLimits{}).DayRemaining)
	lines, err := c.Operator().UsageLines(t.Context(), "", "")
	require.NoError(t, err)
	require.Len(t, lines, 1)
	assert.EqualValues(t, 2, lines[0].Calls)
}
