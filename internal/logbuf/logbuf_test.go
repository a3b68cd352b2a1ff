package logbuf

import (
	"bytes"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// sink remembers what was written, and how often.
type sink struct {
	mu     sync.Mutex
	text   bytes.Buffer
	writes int
	err    error
}

func (s *sink) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes++
	s.text.Write(p)
	return len(p), s.err
}

func (s *sink) read() (string, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String(), s.writes
}

func logger(s *sink) (*slog.Logger, *Buffer) {
	b := New(s)
	return slog.New(b.Handler(slog.NewTextHandler(b, nil))), b
}

// Many lines are one write, and come without being asked for.
func TestLinesComeTogether(t *testing.T) {
	s := &sink{}
	log, _ := logger(s)
	for range 50 {
		log.Info("call")
	}
	require.Eventually(t, func() bool { _, n := s.read(); return n > 0 }, 10*time.Second, time.Millisecond)
	text, writes := s.read()
	require.Equal(t, 50, bytes.Count([]byte(text), []byte("msg=call")))
	require.Equal(t, 1, writes)
}

// A warning is written at once, after what came before it, through derived
// loggers too.
func TestWarningsDoNotWait(t *testing.T) {
	s := &sink{}
	log, _ := logger(s)
	log.Info("before")
	log.With("a", 1).WithGroup("g").Warn("now", "b", 2)
	text, writes := s.read()
	require.Regexp(t, `(?s)msg=before.*msg=now a=1 g.b=2`, text)
	require.Equal(t, 1, writes)
}

// What is left is written by Flush, and a flood does not grow the buffer.
func TestFlush(t *testing.T) {
	s := &sink{}
	log, b := logger(s)
	log.Info("last words")
	require.NoError(t, b.Flush())
	text, _ := s.read()
	require.Contains(t, text, "last words")
	big := string(bytes.Repeat([]byte("x"), size))
	log.Info(big)
	text, writes := s.read()
	require.Contains(t, text, big)
	require.Equal(t, 2, writes)
}

// An error of a write in the background is told by the next line.
func TestErrorsAreTold(t *testing.T) {
	s := &sink{err: errors.New("the disk is full")}
	b := New(s)
	_, err := b.Write([]byte("one\n"))
	require.NoError(t, err)
	require.Eventually(t, func() bool { _, n := s.read(); return n > 0 }, 10*time.Second, time.Millisecond)
	require.Eventually(t, func() bool { _, err := b.Write([]byte("two\n")); return err != nil }, 10*time.Second, time.Millisecond)
}
