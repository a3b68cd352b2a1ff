package soap

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

	"partnerapi/ops"
)

// keepBuffer is the most bytes a buffer may have that is kept for the next
// request.
const keepBuffer = 64 << 10

var (
	bodyBuffers = sync.Pool{New: func() any { return new([]byte) }}
	gunzippers  = sync.Pool{New: func() any { return new(gzip.Reader) }}
)

var errTooLarge = errors.New("body over the limit")

// readDocument reads a request's body whole and answers it as UTF-8. A body over
// the limit, before or after gunzip, is refused as soon as it passes it. How long
// a body may take is the server's to say.
func (h *Handler) readDocument(r *http.Request) (string, error) {
	pooled := bodyBuffers.Get().(*[]byte)
	defer func() {
		if cap(*pooled) > keepBuffer {
			*pooled = nil
		}
		bodyBuffers.Put(pooled)
	}()
	body, err := h.readBody(r, (*pooled)[:0])
	*pooled = body
	if err != nil {
		return "", err
	}
	document, err := decode(body, r.Header.Get("Content-Type"), h.opts.Limits.xml())
	if limit := h.opts.Limits.Body; limit > 0 && int64(len(document)) > 2*limit {
		// Cyrillic takes twice the bytes in UTF-8; more is nothing but rare signs.
		return "", tooLarge(limit)
	}
	return document, err
}

func tooLarge(limit int64) *ops.Error {
	return &ops.Error{Kind: ops.Limit, Code: codeLimitBody, Text: fmt.Sprintf("Превышено ограничение запроса: тело в байтах больше %d", limit)}
}

func (h *Handler) readBody(r *http.Request, buf []byte) (body []byte, err error) {
	limit := h.opts.Limits.Body
	if limit > 0 && r.ContentLength > limit {
		return buf, tooLarge(limit)
	}
	source := io.Reader(r.Body)
	if limit > 0 {
		source = &limited{source: source, left: limit}
	}
	switch encoding := strings.ToLower(r.Header.Get("Content-Encoding")); encoding {
	case "", "identity":
		body, err = readAll(source, buf, limit)
	case "gzip", "x-gzip":
		body, err = gunzip(source, buf, limit)
	default:
		return buf, refuse(codeContentEncoding, "", "Content-Encoding %s не поддерживается: используйте gzip", printable(encoding))
	}
	switch {
	case errors.Is(err, errTooLarge):
		return body, tooLarge(limit)
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), errors.As(err, new(flate.CorruptInputError)):
		return body, refuse(codeContentEncoding, "", "Тело запроса не распаковывается: gzip поврежден")
	case err != nil:
		refusal := refuse(codeIncomplete, "", "Тело запроса не получено полностью")
		refusal.Cause = err
		return body, refusal
	}
	return body, nil
}

// readAll appends a source to buf. It doubles the buffer up to the limit, so that
// all in all little more than twice the body is asked of memory.
func readAll(source io.Reader, buf []byte, limit int64) ([]byte, error) {
	for {
		if len(buf) == cap(buf) {
			size := max(2*cap(buf), 4<<10)
			if limit > 0 {
				size = min(size, int(limit)+1)
			}
			grown := make([]byte, len(buf), size)
			copy(grown, buf)
			buf = grown
		}
		n, err := source.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		switch {
		case limit > 0 && int64(len(buf)) > limit:
			return buf, errTooLarge
		case err == io.EOF:
			return buf, nil
		case err != nil:
			return buf, err
		}
	}
}

func gunzip(source io.Reader, buf []byte, limit int64) ([]byte, error) {
	unzip := gunzippers.Get().(*gzip.Reader)
	defer gunzippers.Put(unzip)
	if err := unzip.Reset(source); err != nil {
		return buf, err
	}
	body, err := readAll(unzip, buf, limit)
	_ = unzip.Reset(bytes.NewReader(nil)) // lets go of the request; the error is that of an empty stream
	return body, err
}

// limited fails once more bytes come than are left; an io.LimitReader would end
// the stream as if all were well.
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
		return n, errTooLarge
	}
	return n, err
}
