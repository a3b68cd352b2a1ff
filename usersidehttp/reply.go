package usersidehttp

import (
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"partnerapi/internal/jsonvalue"
	"partnerapi/ops"
	"partnerapi/ops/userside"
)

// statuses are the HTTP codes of the kinds of error.
var statuses = map[ops.ErrorKind]int{
	ops.Invalid:     http.StatusBadRequest,
	ops.Forbidden:   http.StatusForbidden,
	ops.NotFound:    http.StatusNotFound,
	ops.Conflict:    http.StatusConflict,
	ops.Limit:       http.StatusBadRequest,
	ops.Busy:        http.StatusServiceUnavailable,
	ops.Unavailable: http.StatusServiceUnavailable,
}

func status(err *ops.Error) int {
	if err.Code == userside.CodeMethodNotAllowed {
		return http.StatusMethodNotAllowed
	}
	if code, ok := statuses[err.Kind]; ok {
		return code
	}
	return http.StatusInternalServerError
}

// reply writes the envelope. The data is written in the pieces in which it comes, twice in
// both dialects.
func (c *call) reply(w http.ResponseWriter, answer userside.Answer, err error) {
	code := http.StatusOK
	var pieces [][]byte
	if err != nil {
		refused := public(err)
		code = status(refused)
		if code == http.StatusMethodNotAllowed {
			w.Header().Set("Allow", "GET, POST")
		}
		if code == http.StatusServiceUnavailable && !ops.Uncertain(err) {
			ops.InviteRetry(w.Header())
		}
		if c.LegacyHTTP200 && c.dialect == userside.DialectLegacy && code != http.StatusMethodNotAllowed && code != http.StatusServiceUnavailable {
			code = http.StatusOK // these clients read Result, and nothing of another status
		}
		pieces = [][]byte{errorEnvelope(c.dialect, refused)}
	} else {
		pieces = envelope(c.dialect, answer)
	}
	length := 0
	for _, piece := range pieces {
		length += len(piece)
	}
	header := w.Header()
	header["Content-Type"] = contentType
	header["Cache-Control"] = noStore
	header["X-Content-Type-Options"] = noSniff
	header["Content-Length"] = []string{strconv.Itoa(length)}
	w.WriteHeader(code)
	c.send(w, pieces, length)
}

// pieceSize is how many bytes are sent at a time. A client may take WriteTimeout for each
// piece.
const pieceSize = 256 << 10

var joined = sync.Pool{New: func() any { return new([pieceSize]byte) }}

// bufferSize is how many bytes net/http buffers before it writes.
const bufferSize = 2 << 10

// send writes as much at once as fits into a piece, because each write would wake the client.
// An error means that the client has left.
func (c *call) send(w http.ResponseWriter, pieces [][]byte, length int) {
	if length > bufferSize && length <= pieceSize {
		whole := joined.Get().(*[pieceSize]byte)
		defer joined.Put(whole)
		b := whole[:0]
		for _, piece := range pieces {
			b = append(b, piece...)
		}
		pieces = [][]byte{b}
	}
	for _, piece := range pieces {
		for part := range slices.Chunk(piece, pieceSize) {
			_ = c.write.SetWriteDeadline(time.Now().Add(c.WriteTimeout)) // when the connection is gone Write says so
			err := c.answer.Write(c.http.Context(), func() error {
				_, err := w.Write(part)
				return err
			})
			if err != nil {
				return
			}
		}
	}
}

// Cut ends the write that is in progress, because the client is too slow.
func (c *call) Cut() { _ = c.write.SetWriteDeadline(time.Now()) } // an error means that the connection is gone

var (
	contentType = []string{"application/json; charset=utf-8"}
	noStore     = []string{"no-store"}
	noSniff     = []string{"nosniff"}
)

// envelope returns an answer in a dialect. The order of the keys is part of the contract:
// some clients read the first that is neither result nor error.
func envelope(dialect userside.Dialect, answer userside.Answer) [][]byte {
	modern, legacy := dialect != userside.DialectLegacy, dialect != userside.DialectModern
	begin, end := `{"result":"OK"`, `}`
	switch {
	case !modern:
		begin = `{"Result":"OK"`
	case legacy:
		end = `,"Result":"OK"}`
	}
	count := ""
	if answer.Count != nil {
		count = `,"count":` + strconv.FormatInt(*answer.Count, 10)
	}
	data := func(before string) [][]byte { return append([][]byte{[]byte(before)}, answer.Data...) }
	switch {
	case answer.ID != nil:
		return [][]byte{append(append([]byte(begin+`,"Id":`), answer.ID...), end...)}
	case answer.Data == nil:
		return [][]byte{[]byte(begin + end)}
	case !legacy:
		return append(data(begin+`,"data":`), []byte(count+end))
	case !modern:
		return append(slices.Concat(data(begin+`,"Data":`), data(`,"data":`)), []byte(count+end))
	}
	return append(slices.Concat(data(begin+`,"data":`), data(count+`,"Data":`)), []byte(end))
}

// errorEnvelope returns a refusal in a dialect.
func errorEnvelope(dialect userside.Dialect, refused *ops.Error) []byte {
	text := string(jsonvalue.AppendString(nil, refused.Text))
	code := `,"error_code":` + string(jsonvalue.AppendString(nil, refused.Code))
	switch dialect {
	case userside.DialectModern:
		return []byte(`{"result":"ERROR","error":` + text + code + `}`)
	case userside.DialectLegacy:
		return []byte(`{"Result":"ERROR","ErrorText":` + text + code + `}`)
	}
	return []byte(`{"result":"ERROR","error":` + text + code + `,"Result":"ERROR","ErrorText":` + text + `}`)
}
