package invariants

import (
	"encoding/binary"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// stepsOfEach is how many steps each of several partners takes.
const stepsOfEach = 200

// Partners who call one server at the same time see nothing of each other: for each
// of them the invariants hold after every step.
func TestPartnersInParallel(t *testing.T) {
	shared := openWorld(t, importRegisters(t))
	names := slices.Sorted(maps.Keys(steps))
	for _, p := range partners {
		t.Run(p.login, func(t *testing.T) {
			t.Parallel()
			taken := 0
			rapid.MakeFuzz(func(rt *rapid.T) {
				own := *shared
				own.Tester = rt
				r := &run{world: &own, draw: rt, partners: []*partner{p}}
				r.after, r.shown = r.snapshot(), r.everybody()
				r.check()
				for ; taken < stepsOfEach; taken++ {
					r.take(steps[pick(r, "step", names...)])
					r.check()
				}
				for _, of := range atTheEnd {
					of(r)
				}
			})(t, choices())
			require.Equal(t, stepsOfEach, taken)
		})
	}
}

// choices are random numbers for a run that chooses by them, more than it can need.
func choices() (bytes []byte) {
	for range 1 << 17 {
		bytes = binary.LittleEndian.AppendUint64(bytes, rand.Uint64())
	}
	return bytes
}
