package intake

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
)

// What can be wrong with a body; besides these Read returns ErrBusy.
var (
	// ErrTooLarge means a body over the limit, before or after gunzip.
	ErrTooLarge = errors.New("body over the limit")
	// ErrIncomplete means a body that did not arrive whole, or not in time.
	ErrIncomplete = errors.New("body incomplete")
	// ErrCorrupt means a body that is no gzip although it says so.
	ErrCorrupt = errors.New("body is no gzip")
	// ErrEncoding means a Content-Encoding other than gzip.
	ErrEncoding = errors.New("unknown Content-Encoding")
)

// keepBuffer is the most bytes a buffer may have that is kept for the next body.
const keepBuffer = 16 << 10

// gunzipping is what a gzip.Reader holds, in bytes.
const gunzipping = 48 << 10

var (
	buffers    = sync.Pool{New: func() any { return new([]byte) }}
	gunzippers = sync.Pool{New: func() any { return new(gzip.Reader) }}
)

// Read reads the body of a request whole, at most limit bytes as sent and unpacked,
// and hands it to use, which must not keep it. What use keeps of it, it must count
// itself with Hold. A body is refused as soon as it passes the limit; how long it may
// take is the server's to say. The error is one of this package or use's own.
func (q *Request) Read(r *http.Request, limit int64, use func(body []byte) error) error {
	if r.ContentLength > limit {
		return ErrTooLarge
	}
	pooled := buffers.Get().(*[]byte)
	b := buffer{request: q, bytes: (*pooled)[:0], limit: limit}
	defer func() {
		_ = q.Hold(-b.counted) // giving back never fails
		*pooled = nil
		if cap(b.bytes) <= keepBuffer {
			*pooled = b.bytes
		}
		buffers.Put(pooled)
	}()
	if err := b.read(r); err != nil {
		return err
	}
	return use(b.bytes)
}

// buffer holds a body as far as it has come.
type buffer struct {
	request *Request
	bytes   []byte
	limit   int64
	counted int64
}

func (b *buffer) read(r *http.Request) (err error) {
	if err := b.count(int64(cap(b.bytes))); err != nil {
		return err
	}
	source := &limited{source: r.Body, left: b.limit}
	switch encoding := strings.ToLower(strings.TrimSpace(r.Header.Get("Content-Encoding"))); encoding {
	case "", "identity":
		err = b.fill(source)
	case "gzip", "x-gzip":
		err = b.gunzip(source)
	default:
		return ErrEncoding
	}
	switch {
	case err == nil, errors.Is(err, ErrTooLarge), errors.Is(err, ErrBusy):
		return err
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), errors.As(err, new(flate.CorruptInputError)):
		return ErrCorrupt
	}
	return fmt.Errorf("%w: %w", ErrIncomplete, err)
}

func (b *buffer) count(n int64) error {
	if err := b.request.Hold(n); err != nil {
		return err
	}
	b.counted += n
	return nil
}

// fill appends a source. It doubles the buffer up to the limit as bytes arrive,
// whatever length was announced, so that all in all little more than twice the body
// is asked of memory.
func (b *buffer) fill(source io.Reader) error {
	for {
		if len(b.bytes) == cap(b.bytes) {
			if err := b.grow(); err != nil {
				return err
			}
		}
		n, err := source.Read(b.bytes[len(b.bytes):cap(b.bytes)])
		b.bytes = b.bytes[:len(b.bytes)+n]
		switch {
		case int64(len(b.bytes)) > b.limit:
			return ErrTooLarge
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
	}
}

// grow counts the new buffer beside the old one, which is still there while it is
// copied.
func (b *buffer) grow() error {
	old := int64(cap(b.bytes))
	size := min(max(2*old, 4<<10), b.limit+1)
	if err := b.count(size); err != nil {
		return err
	}
	b.bytes = append(make([]byte, 0, size), b.bytes...)
	return b.count(-old)
}

func (b *buffer) gunzip(source io.Reader) error {
	if err := b.count(gunzipping); err != nil {
		return err
	}
	unzip := gunzippers.Get().(*gzip.Reader)
	defer gunzippers.Put(unzip)
	if err := unzip.Reset(source); err != nil {
		return err
	}
	err := b.fill(unzip)
	_ = unzip.Reset(bytes.NewReader(nil)) // lets go of the request; the error is that of an empty stream
	return err
}

// limited fails once more bytes come than are left; an io.LimitReader would end the
// stream as if all were well.
type limited struct {
	source io.Reader
	left   int64
}

func (l *limited) Read(p []byte) (int, error) {
	if int64(len(p)) > l.left+1 {
		p = p[:l.left+1]
	}
	n, err := l.source.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return n, ErrTooLarge
	}
	return n, err
}
