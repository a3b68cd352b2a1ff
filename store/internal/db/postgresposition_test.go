package db

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Who asks while a question is out shares the next one, not that: it may have been
// answered already when a call was that the asker has to see.
func TestPositionIsAskedAnew(t *testing.T) {
	sent, answer := make(chan struct{}), make(chan struct{})
	log := int64(0)
	p := positions{}
	p.send = func() (position, error) {
		at := position{lsn: log}
		sent <- struct{}{}
		<-answer
		return at, nil
	}
	first := p.ask()
	<-sent
	log = 1
	second, third := p.ask(), p.ask()
	require.Same(t, second, third)
	require.NotSame(t, first, second)
	answer <- struct{}{}
	<-first.answered
	require.Zero(t, first.position.lsn)
	<-sent
	answer <- struct{}{}
	<-second.answered
	require.Equal(t, int64(1), second.position.lsn)
	p.done.Wait()
	require.False(t, p.asking)
}
