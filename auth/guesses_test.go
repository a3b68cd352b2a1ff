package auth

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The guesses of an address that guessed too often go one at a time; what was
// known a moment ago is no guess.
func TestGuessesGoOneAtATime(t *testing.T) {
	f := open(t)
	none := errors.New("none")
	guess := func(read func() error) error { return f.lookUp(t.Context(), from, false, none, read) }
	for range mostFailures {
		require.ErrorIs(t, guess(func() error { return none }), none)
	}
	var mu sync.Mutex
	running, most := 0, 0
	var guesses sync.WaitGroup
	release := make(chan struct{})
	for range 5 {
		guesses.Go(func() {
			assert.NoError(t, guess(func() error {
				mu.Lock()
				running++
				most = max(most, running)
				mu.Unlock()
				<-release
				mu.Lock()
				running--
				mu.Unlock()
				return nil
			}))
		})
	}
	require.Eventually(t, func() bool { return f.suspects.Waiting() == 4 }, time.Minute, time.Millisecond)
	require.NoError(t, f.lookUp(t.Context(), from, true, none, func() error { return nil }), "no turn is needed")
	close(release)
	guesses.Wait()
	assert.Equal(t, 1, most)
}
