package userside

import (
	"net/http"
	"strconv"
	"time"

	"partnerapi/internal/jsonvalue"
	"partnerapi/ops"
	"partnerapi/ops/userside"
)

// statuses are the HTTP codes of the kinds of error.
var statuses = map[ops.ErrorKind]int{
	ops.Invalid:   http.StatusBadRequest,
	ops.Forbidden: http.StatusForbidden,
	ops.NotFound:  http.StatusNotFound,
	ops.Conflict:  http.StatusConflict,
	ops.Limit:     http.StatusBadRequest,
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

// reply writes the envelope. Data goes out in the pieces that it comes in: in both
// dialects it stands twice.
func (c *call) reply(w http.ResponseWriter, answer userside.Answer, err error) {
	code := http.StatusOK
	var pieces [][]byte
	if err != nil {
		refused := public(err)
		code = status(refused)
		if code == http.StatusMethodNotAllowed {
			w.Header().Set("Allow", "GET, POST")
		}
		pieces = [][]byte{errorEnvelope(c.caller.Dialect, refused)}
	} else {
		pieces = envelope(c.caller.Dialect, answer)
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
	// Errors mean that the client left, and nobody is there to be told.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(c.WriteTimeout))
	w.WriteHeader(code)
	for _, piece := range pieces {
		if _, err := w.Write(piece); err != nil {
			return
		}
	}
}

var (
	contentType = []string{"application/json; charset=utf-8"}
	noStore     = []string{"no-store"}
	noSniff     = []string{"nosniff"}
)

// envelope is an answer in a dialect. The order of the keys is contract: some
// clients take the first that is neither result nor error.
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
	switch {
	case answer.ID != nil:
		return [][]byte{append(append([]byte(begin+`,"Id":`), answer.ID...), end...)}
	case answer.Data == nil:
		return [][]byte{[]byte(begin + end)}
	case !legacy:
		return [][]byte{[]byte(begin + `,"data":`), answer.Data, []byte(count + end)}
	case !modern:
		return [][]byte{[]byte(begin + `,"Data":`), answer.Data, []byte(`,"data":`), answer.Data, []byte(count + end)}
	}
	return [][]byte{[]byte(begin + `,"data":`), answer.Data, []byte(count + `,"Data":`), answer.Data, []byte(end)}
}

// errorEnvelope is a refusal in a dialect.
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
