// Package logbuf spares busy servers a system call for each line of their log:
// lines are gathered for a moment and written together. What is worse than
// information is written at once, with all that came before it.
package logbuf

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"
	"time"
)

const (
	// wait is how long a line may lie here.
	wait = 100 * time.Millisecond
	// size is how many bytes are written together at the latest.
	size = 32 << 10
)

// Buffer gathers what a slog.Handler writes.
type Buffer struct {
	mu      sync.Mutex
	to      io.Writer
	lines   []byte
	pending bool  // a flush is due
	err     error // of a flush that nobody waited for
}

// New makes a buffer before a writer.
func New(to io.Writer) *Buffer { return &Buffer{to: to} }

// Write takes a line. The error may be that of earlier lines.
func (b *Buffer) Write(line []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.lines = append(b.lines, line...)
	err := b.err
	b.err = nil
	switch {
	case len(b.lines) >= size:
		err = errors.Join(err, b.flush())
	case !b.pending:
		b.pending = true
		time.AfterFunc(wait, func() {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.pending = false
			b.err = errors.Join(b.err, b.flush())
		})
	}
	return len(line), err
}

// Flush writes what lies here.
func (b *Buffer) Flush() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.flush()
}

func (b *Buffer) flush() error {
	if len(b.lines) == 0 {
		return nil
	}
	_, err := b.to.Write(b.lines)
	b.lines = b.lines[:0]
	return err
}

// Handler makes warnings and errors flush the buffer that h writes to.
func (b *Buffer) Handler(h slog.Handler) slog.Handler { return &handler{h, b} }

type handler struct {
	slog.Handler
	buffer *Buffer
}

// Handle writes the record; a warning or worse is on its way when it returns.
func (h *handler) Handle(ctx context.Context, r slog.Record) error {
	err := h.Handler.Handle(ctx, r)
	if r.Level >= slog.LevelWarn {
		err = errors.Join(err, h.buffer.Flush())
	}
	return err
}

// WithAttrs keeps the flushing.
func (h *handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &handler{h.Handler.WithAttrs(attrs), h.buffer}
}

// WithGroup keeps the flushing.
func (h *handler) WithGroup(name string) slog.Handler {
	return &handler{h.Handler.WithGroup(name), h.buffer}
}
