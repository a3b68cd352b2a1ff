package soap

import (
	"compress/gzip"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"partnerapi/internal/budget/holding"
	"partnerapi/internal/gzipout"
	"partnerapi/ops"
	"partnerapi/wsdl"
)

const (
	// holdBack is how much of an answer is kept before the first byte goes out:
	// so long an error still becomes a fault.
	holdBack = 256 << 10
	// pieceSize is how much goes out at a time after that.
	pieceSize = 64 << 10
)

var answerBuffers = sync.Pool{New: func() any { return new([]byte) }}

// Header values that are the same in every answer, ready to be shared.
var (
	contentTypes = [...][]string{
		soap11: {"text/xml; charset=utf-8"},
		soap12: {"application/soap+xml; charset=utf-8"},
	}
	varies = []string{"Accept-Encoding"}
)

// answer writes one answer over HTTP. What it has written may be thrown away
// until sent is true.
type answer struct {
	version version
	w       http.ResponseWriter
	control *http.ResponseController
	ctx     context.Context // of the request: nobody reads when it is done
	timeout time.Duration   // for the client to take a piece
	holding holding.Answer
	counted bool // what the buffers hold
	pooled  *[]byte
	buf     []byte
	sent    bool
	gzip    bool // the client takes gzip
	zip     *gzip.Writer
}

func newAnswer(w http.ResponseWriter, r *http.Request, opts Options) *answer {
	pooled := answerBuffers.Get().(*[]byte)
	a := &answer{
		w:       w,
		control: http.NewResponseController(w),
		ctx:     r.Context(),
		timeout: opts.WriteTimeout,
		pooled:  pooled,
		buf:     (*pooled)[:0],
		gzip:    gzipout.Accepted(r.Header),
	}
	cost := int64(bufferCost)
	if a.gzip {
		cost += gzipout.Cost
	}
	opts.Holding.Begin(&a.holding, a, cost)
	return a
}

// Cut ends the write that is under way: the client is too slow.
func (a *answer) Cut() { _ = a.control.SetWriteDeadline(time.Now()) } // an error means that the connection is gone

// release gives the buffers back. A buffer that one huge cell has grown is left
// to the collector.
func (a *answer) release() {
	a.holding.End()
	if cap(a.buf) <= 2*bufferCost {
		*a.pooled = a.buf
	}
	answerBuffers.Put(a.pooled)
	gzipout.Release(a.zip)
}

// operation answers what an operation answered (W7). After an error, sent tells
// whether a fault can still be answered.
func (a *answer) operation(p *plan, m *message, result ops.Answer) error {
	a.buf = p.appendHead(a.buf[:0], m.version, m.space)
	switch p.kind {
	case wsdl.Flag:
		a.buf = append(strconv.AppendBool(append(a.buf, '>'), result.Flag), returnClose...)
	case wsdl.Binary:
		if err := a.binary(result.Binary); err != nil {
			return err
		}
	default:
		if err := a.table(p, result); err != nil {
			return err
		}
	}
	a.buf = p.appendTail(a.buf)
	return a.finish(http.StatusOK)
}

func (a *answer) table(p *plan, result ops.Answer) error {
	rows := 0
	if result.Rows != nil {
		err := result.Rows(func(cells []ops.Cell) error {
			if rows++; rows == 1 {
				a.buf = append(a.buf, returnRows...)
			}
			a.buf = p.appendRow(a.buf, cells)
			return a.flush()
		})
		if err != nil {
			return err
		}
	}
	if rows == 0 {
		a.buf = append(a.buf, returnEmpty...)
	} else {
		a.buf = append(append(a.buf, "\t\t\t"...), returnClose...)
	}
	return nil
}

func (a *answer) binary(data []byte) error {
	if len(data) == 0 {
		a.buf = append(a.buf, returnEmpty...)
		return nil
	}
	a.buf = append(a.buf, '>')
	const piece = 3 << 14 // whole groups of three bytes
	for len(data) > 0 {
		part := data[:min(piece, len(data))]
		data = data[len(part):]
		a.buf = base64.StdEncoding.AppendEncode(a.buf, part)
		if err := a.flush(); err != nil {
			return err
		}
	}
	a.buf = append(a.buf, returnClose...)
	return nil
}

// flush sends what is there when it is enough for a piece.
func (a *answer) flush() error {
	switch {
	case !a.counted && (len(a.buf) >= pieceSize || a.holding.Holds()):
		return a.count()
	case len(a.buf) < pieceSize:
		return nil
	case !a.sent && len(a.buf) < holdBack:
		return nil
	case a.ctx.Err() != nil:
		return errGone
	case !a.sent:
		a.begin(http.StatusOK)
	}
	return a.send()
}

// bufferCost is what a large answer's buffer holds, in bytes.
const bufferCost = holdBack + pieceSize

// count counts what the answer holds from its first piece on, and makes the buffer
// as large as that.
func (a *answer) count() error {
	err := a.holding.Hold(a.ctx, 0)
	if errors.Is(err, holding.ErrBusy) {
		return ops.ErrBusy
	}
	if a.counted = err == nil; a.counted {
		a.buf = slices.Grow(a.buf, max(bufferCost-len(a.buf), 0))
	}
	return err
}

// begin sends the header.
func (a *answer) begin(status int) {
	a.sent = true
	header := a.w.Header()
	header["Content-Type"] = contentTypes[a.version]
	header["Vary"] = varies
	if a.gzip {
		header.Set("Content-Encoding", "gzip")
		a.zip = gzipout.Writer(a.w)
	}
	a.w.WriteHeader(status)
}

// send sends what is there and gives the client its time to take it.
func (a *answer) send() (err error) {
	_ = a.control.SetWriteDeadline(time.Now().Add(a.timeout)) // an error means that the connection is gone: Write says so
	err = a.holding.Write(a.ctx, func() error {
		if a.zip != nil {
			_, err = a.zip.Write(a.buf)
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

// errGone says that the client left, or took too long over a piece.
var errGone = errors.New("the client left")

// finish sends what is left. An answer that fits in one piece says its length,
// unless it is compressed on its way.
func (a *answer) finish(status int) error {
	if !a.sent {
		a.gzip = a.gzip && len(a.buf) >= gzipout.Worth
		if !a.gzip {
			a.w.Header()["Content-Length"] = []string{strconv.Itoa(len(a.buf))}
		}
		a.begin(status)
	}
	if err := a.send(); err != nil || a.zip == nil {
		return err
	}
	return a.zip.Close()
}

// fault answers an error instead of what has been written; nothing of that may
// have been sent.
func (a *answer) fault(form faultForm, requestID string, err error) error {
	a.gzip = false
	if kind := public(err).Kind; (kind == ops.Busy || kind == ops.Unavailable) && !ops.Uncertain(err) {
		ops.InviteRetry(a.w.Header())
	}
	a.buf = form.append(a.buf[:0], a.version, requestID, err)
	return a.finish(http.StatusInternalServerError) // 500 in both versions (W10)
}
