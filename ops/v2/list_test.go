package v2

import (
	"cmp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The first rows of many are those that sorting all of them would put first, and
// no more than twice as many are ever kept.
func TestFirstRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOf(rapid.Int()).Draw(t, "rows")
		most := rapid.IntRange(1, 20).Draw(t, "most")
		first := firstRows[int]{most: most, order: func(a, b *int) int { return cmp.Compare(*a, *b) }}
		for i := range rows {
			first.add(&rows[i])
			require.Less(t, len(first.rows), 2*most)
		}
		first.sort()
		require.EqualValues(t, len(rows), first.seen)
		slices.Sort(rows)
		require.Equal(t, rows[:min(most, len(rows))], append([]int{}, first.rows...))
	})
}
