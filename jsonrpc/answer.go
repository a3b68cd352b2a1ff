package jsonrpc

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"partnerapi/internal/budget/holding"
	"partnerapi/internal/budget/intake"
	"partnerapi/internal/gzipout"
	"partnerapi/ops"
)

// pieceSize is how many bytes of an answer are sent at a time. Until the first piece of a
// call is sent, an error can still replace it.
const pieceSize = 256 << 10

// bufferCost is what is charged, in bytes: the buffer.
const bufferCost = pieceSize + holding.LeastCounted

var buffers = sync.Pool{New: func() any { return new([]byte) }}

// answer is the body of an HTTP response that is being written: of one call, or of the calls
// of a batch.
type answer struct {
	w         http.ResponseWriter
	requestID string // of all its calls
	control   *http.ResponseController
	ctx       context.Context // of the request: nobody reads when it is done
	timeout   time.Duration   // for the client to take a piece
	held      intake.Request
	holding   holding.Answer
	counted   bool // what the buffer holds
	pooled    *[]byte
	buf       []byte // what has not been sent
	sent      bool   // the header and something of the body
	from      int    // where the call that is under way begins in buf
	busy      bool   // a call was refused because the service is
	uncertain bool   // nobody knows of a call whether it was done
	partly    bool   // something of that call has been sent: no error can take its place
	gzip      bool   // the client takes gzip
	zip       *gzip.Writer
}

func newAnswer(w http.ResponseWriter, r *http.Request, o Options) *answer {
	pooled := buffers.Get().(*[]byte)
	a := &answer{w: w, control: http.NewResponseController(w), ctx: r.Context(), timeout: o.WriteTimeout, pooled: pooled, buf: (*pooled)[:0],
		gzip: gzipout.Accepted(r.Header)}
	cost := int64(bufferCost)
	if a.gzip {
		cost += gzipout.Cost
	}
	o.Holding.Begin(&a.holding, a, cost)
	return a
}

// Cut ends the write that is in progress, because the client is too slow.
func (a *answer) Cut() { _ = a.control.SetWriteDeadline(time.Now()) } // an error means that the connection is gone

// release gives the buffer back to the pool, unless a huge row has made it too large.
func (a *answer) release() {
	a.holding.End()
	if cap(a.buf) <= 2*bufferCost {
		*a.pooled = a.buf
	}
	buffers.Put(a.pooled)
	gzipout.Release(a.zip)
}

// begin marks the end of the buffer as the beginning of a call's answer.
func (a *answer) begin() { a.from, a.partly = len(a.buf), false }

// flush takes the buffer to which the call in progress has appended, sends it if it is large
// enough for a piece, and returns the buffer to append to next.
func (a *answer) flush(b []byte) ([]byte, error) {
	switch {
	case !a.counted && (len(b) >= holding.LeastCounted || a.holding.Holds()):
		if err := a.holding.Hold(a.ctx, 0); err != nil {
			return b, err
		}
		a.counted = true
		return slices.Grow(b, max(bufferCost-len(b), 0)), nil
	case len(b)-a.from < pieceSize:
		return b, nil
	case a.ctx.Err() != nil:
		return b, errGone
	}
	a.buf, a.from, a.partly = b, 0, true
	err := a.send()
	return a.buf, err
}

// discard removes what a notification has appended to the buffer.
func (a *answer) discard(b []byte) ([]byte, error) { return b[:len(a.buf)], nil }

// send sends the buffer; the client has the write timeout to take it.
func (a *answer) send() error {
	if !a.sent {
		a.sent = true
		a.w.Header()["Content-Type"] = contentType
		a.w.Header()["Cache-Control"] = noStore
		if a.busy && !a.uncertain {
			ops.InviteRetry(a.w.Header())
		}
		if a.gzip {
			a.w.Header().Set("Content-Encoding", "gzip")
			a.w.Header().Add("Vary", "Accept-Encoding")
			a.zip = gzipout.Writer(a.w)
		}
	}
	_ = a.control.SetWriteDeadline(time.Now().Add(a.timeout)) // an error means that the connection is gone: Write says so
	err := a.holding.Write(a.ctx, func() (err error) {
		if a.zip != nil {
			if _, err = a.zip.Write(a.buf); err == nil && a.partly {
				// What is sent has come, even if the connection breaks after it.
				err = errors.Join(a.zip.Flush(), a.control.Flush())
			}
		} else {
			_, err = a.w.Write(a.buf)
		}
		return err
	})
	a.buf = a.buf[:0]
	if err != nil {
		return fmt.Errorf("%w: %w", errGone, err)
	}
	return nil
}

// finish sends the rest. An answer of one piece has a Content-Length, unless it is
// compressed; that to notifications alone is empty.
func (a *answer) finish() error {
	switch {
	case a.sent:
	case len(a.buf) == 0:
		a.w.WriteHeader(http.StatusNoContent)
		return nil
	default:
		if a.gzip = a.gzip && len(a.buf) >= gzipout.Worth; !a.gzip {
			a.w.Header()["Content-Length"] = []string{strconv.Itoa(len(a.buf))}
		}
	}
	if err := a.send(); err != nil || a.zip == nil {
		return err
	}
	return a.zip.Close()
}

// errGone: the client has left, or took too long to take a piece.
var errGone = errors.New("the client left")

var (
	contentType = []string{"application/json; charset=utf-8"}
	noStore     = []string{"no-store"}
)
