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

// pieceSize is how much of an answer goes out at a time. Before the first piece
// of a call an error can still take its place.
const pieceSize = 256 << 10

// leastCounted is from how many bytes an answer counts what it holds.
const leastCounted = 64 << 10

// bufferCost is what it holds from then on: the buffer.
const bufferCost = pieceSize + leastCounted

var buffers = sync.Pool{New: func() any { return new([]byte) }}

// answer is the body of an HTTP answer as it is being made: of one call, or of
// the calls of a batch.
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

// Cut ends the write that is under way: the client is too slow.
func (a *answer) Cut() { _ = a.control.SetWriteDeadline(time.Now()) } // an error means that the connection is gone

// release gives the buffer back. One that a huge row has grown is left to the
// collector.
func (a *answer) release() {
	a.holding.End()
	if cap(a.buf) <= 2*bufferCost {
		*a.pooled = a.buf
	}
	buffers.Put(a.pooled)
	gzipout.Release(a.zip)
}

// begin says that a call's answer begins here.
func (a *answer) begin() { a.from, a.partly = len(a.buf), false }

// flush takes what the call under way has appended to the buffer, sends it when
// it is enough for a piece, and returns what to append to next.
func (a *answer) flush(b []byte) ([]byte, error) {
	switch {
	case !a.counted && (len(b) >= leastCounted || a.holding.Holds()):
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

// discard forgets what a notification has appended to the buffer.
func (a *answer) discard(b []byte) ([]byte, error) { return b[:len(a.buf)], nil }

// send sends what is there and gives the client its time to take it.
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

// finish sends what is left. An answer that fits in one piece says its length,
// unless it is compressed, and one to notifications is nothing.
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

// errGone says that the client left, or took too long over a piece.
var errGone = errors.New("the client left")

var (
	contentType = []string{"application/json; charset=utf-8"}
	noStore     = []string{"no-store"}
)
