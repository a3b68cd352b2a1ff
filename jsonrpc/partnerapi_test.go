package jsonrpc_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/jsonrpc"
	"partnerapi/ops"
	"partnerapi/ops/v2"
	"partnerapi/store"
	"partnerapi/test/doors"
	"partnerapi/wsdl"
)

// The operations of these tests, which are PartnerAPI's in all but what they do.
var operationContract = &wsdl.Contract{Operations: []wsdl.Operation{
	{Name: "rows_read", Doc: "Строки", Operands: []wsdl.Operand{
		{Name: "count", Doc: "Сколько", Type: wsdl.Int}, {Name: "then", Doc: "Что потом", Type: wsdl.String, Void: true},
	}, Result: wsdl.Result{Kind: wsdl.Table, Columns: []wsdl.Column{
		{Name: "number", Doc: "Номер", Type: wsdl.Int}, {Name: "text", Doc: "Текст", Type: wsdl.String},
		{Name: "reference", Doc: "Ссылка", Type: wsdl.String}, {Name: "amount", Doc: "Число", Type: wsdl.Integer}, {Name: "flag", Doc: "Признак", Type: wsdl.Boolean},
		{Name: "day", Doc: "День", Type: wsdl.Date}, {Name: "moment", Doc: "Момент", Type: wsdl.DateTime},
	}}},
	{Name: "file_read", Doc: "Файл", Operands: []wsdl.Operand{{Name: "size", Doc: "Размер", Type: wsdl.Int}}, Result: wsdl.Result{Kind: wsdl.Binary}},
	{Name: "send", Doc: "Письмо", Operands: []wsdl.Operand{
		{Name: "how", Doc: "Как", Type: wsdl.String}, {Name: "word", Doc: "Слово", Type: wsdl.Int, Void: true},
	}, Result: wsdl.Result{Kind: wsdl.Flag}},
}}

type rowsOperands struct {
	Count ops.Int  `op:"count"`
	Then  ops.Text `op:"then"`
}

type fileOperands struct {
	Size ops.Int `op:"size"`
}

type sendOperands struct {
	How  ops.Text `op:"how"`
	Word ops.Int  `op:"word,secret"`
}

type operationRow struct {
	Number    int64         `col:"number"`
	Text      string        `col:"text"`
	Reference ops.Ref       `col:"reference"`
	Amount    *int64        `col:"amount"`
	Flag      bool          `col:"flag"`
	Day       store.Date    `col:"day"`
	Moment    store.Instant `col:"moment"`
}

var errInside = errors.New("UNIQUE constraint failed: /var/lib/secret.db")

// operationRefusals are what an operation may be refused with.
var operationRefusals = map[string]error{
	"invalid":     &ops.Error{Kind: ops.Invalid, Code: "bad_value", Operand: "how", Text: "Операнд how: не <то>"},
	"word":        &ops.Error{Kind: ops.Invalid, Code: "bad_value", Operand: "word", Text: "Операнд word: не то слово"},
	"not_found":   &ops.Error{Kind: ops.NotFound, Code: "not_found", Operand: "how", Text: "Не найден"},
	"conflict":    &ops.Error{Kind: ops.Conflict, Code: "client_deleted", Text: "Удален"},
	"forbidden":   &ops.Error{Kind: ops.Forbidden, Code: "role_required", Text: "Нет роли"},
	"no_mail":     &ops.Error{Kind: ops.Unavailable, Code: "no_mail", Text: "Не настроено"},
	"unavailable": store.ErrUnavailable,
	"busy":        ops.ErrBusy,
	"internal":    errInside,
	"ours":        &ops.Error{Kind: ops.Internal, Code: "secret", Text: "Внутри", Cause: errInside},
}

// heldAfterRows is how much memory was in use when the last row had been handed over, of
// the last call that asked for it.
var heldAfterRows int64

var operationTable = ops.Table{
	ops.Define("rows_read", ops.Read, func(_ context.Context, _ *ops.Call, in *rowsOperands) (ops.Rows[operationRow], error) {
		return func(yield func(*operationRow) error) error {
			for n := range in.Count.N {
				if err := yield(rowOf(n)); err != nil {
					return err
				}
			}
			if in.Then.S == "measure" {
				heldAfterRows = doors.LiveHeap()
			}
			return operationRefusals[in.Then.S]
		}, nil
	}),
	ops.Define("file_read", ops.Read, func(_ context.Context, _ *ops.Call, in *fileOperands) (ops.Binary, error) {
		return []byte(strings.Repeat("1C", int(in.Size.N)/2)), nil
	}),
	ops.Define("send", ops.External, func(_ context.Context, _ *ops.Call, in *sendOperands) (ops.Flag, error) {
		if in.How.S == "panic" {
			panic("oops")
		}
		return true, operationRefusals[in.How.S]
	}),
}

// rowOf makes rows that are set and rows that are not, in turn.
func rowOf(n int64) *operationRow {
	if n%2 == 1 {
		return &operationRow{Number: n, Moment: store.Instant(time.Date(1, 1, 1, 0, 0, 0, 0, store.Moscow).Unix())}
	}
	return &operationRow{n, "текст \"и\"\n", "00000000-0000-4000-8000-0000000000a1", &n, true, "2024-06-15", store.Instant(doors.Noon.Unix())}
}

// openOperations is a world with those operations.
func openOperations(t *testing.T, change func(o *jsonrpc.Options)) *world {
	t.Helper()
	return openWorld(t, func(o *jsonrpc.Options) {
		set, err := ops.Bind(operationContract, operationTable, o.Set.Store)
		require.NoError(t, err)
		o.Set = doors.V2(t, &v2.Set{Store: o.Set.Store, Zone: time.UTC, Hasher: o.Set.Hasher, Sessions: sessions{}, PartnerAPI: set})
		if change != nil {
			change(o)
		}
	})
}

func operationCall(name, params string) string {
	return fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":"partnerapi.%s","params":{"access_token":"p1",%s}}`, name, params)
}

// Rows have all columns, typed; what is not set is null, an unset text is empty, and
// moments are in Moscow time whatever the deployment's zone.
func TestOperationAnswers(t *testing.T) {
	w := openOperations(t, nil)
	for body, data := range map[string]string{
		operationCall("rows_read", `"count":0`): `[]`,
		operationCall("rows_read", `"count":2,"then":null`): `[{"number":0,"text":"текст \"и\"\n","reference":"00000000-0000-4000-8000-0000000000a1","amount":0,"flag":true,"day":"2024-06-15","moment":"2024-06-15 12:00:00"},` +
			`{"number":1,"text":"","reference":null,"amount":null,"flag":false,"day":null,"moment":null}]`,
		operationCall("file_read", `"size":0`):  `{"zip":""}`,
		operationCall("file_read", `"size":4`):  `{"zip":"MUMxQw=="}`,
		operationCall("send", `"how":"mail"`):   `{"value":true}`,
		operationCall("send", `"how":17`):       `{"value":true}`,
		operationCall("send", `"how":"\u0031"`): `{"value":true}`,
	} {
		var answer struct {
			Result struct {
				Data     json.RawMessage
				Metadata map[string]any
			}
		}
		require.NoError(t, json.Unmarshal([]byte(w.post(body)), &answer), body)
		assert.Equal(t, data, string(answer.Result.Data), body)
		assert.Len(t, answer.Result.Metadata, 2, "version and limits, no total")
	}
}

// A refusal is PartnerAPI's in words, operand and code; what is no matter of the call is
// v2's own. It costs no point, and no password is shown.
func TestOperationRefusals(t *testing.T) {
	w := openOperations(t, nil)
	for _, c := range []struct {
		params          string
		code            int
		mnemonic, field string
		value           any
		message         string
		retry           bool
	}{
		{`"how":"invalid"`, -32602, "bad_value", "how", "invalid", "Операнд how: не <то>", false},
		{`"how":"word","word":271828`, -32602, "bad_value", "word", nil, "Операнд word: не то слово", false},
		{`"how":"x","word":"секрет"`, -32602, "bad_value", "word", nil, "Операнд word: ожидается целое число", false},
		{`"how":"x","word":["секрет"]`, -32602, "bad_value", "word", nil, "Операнд word: ожидается целое число", false},
		{`"how":["x"]`, -32602, "bad_value", "how", `["x"]`, "Операнд how: ожидается строка", false},
		{`"how":"x","wrod":"секрет"`, -32602, "unknown_operand", "wrod", nil, "Неизвестный операнд wrod", false},
		{`"how":"x","how":"x"`, -32602, "repeated_operand", "how", "x", "Операнд how указан дважды", false},
		{`"word":1`, -32602, "required", "how", nil, "Не указан обязательный операнд how", false},
		{`"how":"not_found"`, -32602, "not_found", "how", "not_found", "Не найден", false},
		{`"how":"conflict"`, -32602, "client_deleted", "", nil, "Удален", false},
		{`"how":"forbidden"`, -32003, "role_required", "", nil, "Нет роли", false},
		{`"how":"no_mail"`, -32000, "no_mail", "", nil, "Не настроено", true},
		{`"how":"unavailable"`, -32000, "unavailable", "", nil, "Service is temporarily unavailable", true},
		{`"how":"busy"`, -32000, "server_busy", "", nil, "Server is busy, try again later", true},
		{`"how":"internal"`, -32603, "internal_error", "", nil, sentences["internal_error"].message, false},
		{`"how":"ours"`, -32603, "internal_error", "", nil, sentences["internal_error"].message, false},
	} {
		r := w.send(http.MethodPost, "/v2.0", "", operationCall("send", c.params))
		var answer struct {
			Error struct {
				Code    int
				Message string
				Data    struct {
					Mnemonic, Field string
					Value           any
				}
			}
		}
		require.NoError(t, json.Unmarshal([]byte(r.body), &answer))
		e := answer.Error
		assert.Equal(t, c.code, e.Code, c.params)
		assert.Equal(t, c.message, e.Message, c.params)
		assert.Equal(t, c.mnemonic, e.Data.Mnemonic, c.params)
		assert.Equal(t, c.field, e.Data.Field, c.params)
		assert.Equal(t, c.value, e.Data.Value, c.params)
		assert.Equal(t, c.retry, r.header.Get("Retry-After") != "", c.params)
		assert.NotContains(t, r.body, "secret.db")
	}
	assert.Zero(t, w.points.used[1])
	w.refused("forbidden", w.post(strings.Replace(operationCall("send", `"how":"x"`), `"p1"`, `"p1-reads"`, 1)))
	assert.Zero(t, w.points.used[1])
	w.post(operationCall("send", `"how":"x"`))
	assert.EqualValues(t, 1, w.points.used[1])
	w.refused("internal_error", w.post(operationCall("send", `"how":"panic"`)))
	log := w.log.String()
	assert.Contains(t, log, "door=v2 operation=partnerapi.send")
	assert.Contains(t, log, "outcome=bad_value operand=word")
	assert.NotContains(t, log, "секрет")
	assert.NotContains(t, log, "271828")
}

// Long answers are sent while they are read: a refusal takes the rows' place until 256
// KiB have gone out, then the connection breaks.
func TestLongOperations(t *testing.T) {
	w := openOperations(t, nil)
	for count, streamed := range map[int]bool{100: false, 20000: true} {
		r := w.send(http.MethodPost, "/v2.0", "", operationCall("rows_read", fmt.Sprintf(`"count":%d`, count)))
		assert.Equal(t, streamed, r.header.Get("Content-Length") == "")
		var answer struct {
			Result struct{ Data []struct{ Number int } }
		}
		require.NoError(t, json.Unmarshal([]byte(r.body), &answer))
		require.Len(t, answer.Result.Data, count)
		assert.Equal(t, count-1, answer.Result.Data[count-1].Number)
	}
	r := w.send(http.MethodPost, "/v2.0", "", operationCall("file_read", `"size":1000000`))
	assert.Empty(t, r.header.Get("Content-Length"))
	var file struct {
		Result struct{ Data struct{ Zip []byte } }
	}
	require.NoError(t, json.Unmarshal([]byte(r.body), &file))
	assert.Equal(t, strings.Repeat("1C", 500000), string(file.Result.Data.Zip))

	for _, then := range []string{"conflict", "internal", "unavailable"} {
		answer := w.post(operationCall("rows_read", fmt.Sprintf(`"count":100,"then":%q`, then)))
		w.refused(map[string]string{"conflict": "client_deleted", "internal": "internal_error", "unavailable": "unavailable"}[then], answer)
		assert.NotContains(t, answer, `"result"`)
		broken, err := http.Post(w.url+"/v2.0", "", strings.NewReader(operationCall("rows_read", fmt.Sprintf(`"count":20000,"then":%q`, then))))
		require.NoError(t, err)
		text, err := io.ReadAll(broken.Body)
		require.NoError(t, broken.Body.Close())
		assert.ErrorIs(t, err, io.ErrUnexpectedEOF, then)
		assert.NotContains(t, string(text), `"metadata"`)
	}
}

// An answer of any length holds no more than its buffer.
func TestMemoryOfOperations(t *testing.T) {
	w := openOperations(t, nil)
	ask := func(count int) (length int64) {
		answer, err := http.Post(w.url+"/v2.0", "", strings.NewReader(operationCall("rows_read", fmt.Sprintf(`"count":%d,"then":"measure"`, count))))
		require.NoError(t, err)
		defer answer.Body.Close()
		length, err = io.Copy(io.Discard, answer.Body)
		require.NoError(t, err)
		return length
	}
	ask(10_000)
	short := heldAfterRows
	assert.Greater(t, ask(200_000), int64(20<<20))
	assert.Less(t, heldAfterRows-short, int64(4<<20))
}

// The document of all operations is sent in pieces, and is whole; it is not so long that
// a client could not read it at its start.
func TestDocumentOfOperations(t *testing.T) {
	w := openWorld(t, func(o *jsonrpc.Options) {
		o.StrictSpec = true
		o.Set = doors.V2(t, &v2.Set{Store: o.Set.Store, Zone: store.Moscow, Hasher: o.Set.Hasher, Sessions: sessions{}, PartnerAPI: doors.PartnerAPI(t, o.Set.Store)})
	})
	const discover = `{"jsonrpc":"2.0","id":"д","method":"rpc.discover"}`
	r := w.send(http.MethodPost, "/v2.0", "", discover)
	assert.Empty(t, r.header.Get("Content-Length"))
	assert.Less(t, len(r.body), 1<<20)
	type document struct {
		ID     string
		Result struct{ Methods []struct{ Name string } }
	}
	var whole document
	require.NoError(t, json.Unmarshal([]byte(r.body), &whole))
	assert.Equal(t, "д", whole.ID)
	assert.Len(t, whole.Result.Methods, len(v2.Methods)-1+71)
	assert.Equal(t, 2*len(r.body)+len("[,]"), len(w.send(http.MethodPost, "/v2.0", "", "["+discover+","+discover+"]").body), "in a batch")
	r = w.send(http.MethodPost, "/v2.0", "", strings.Replace(discover, `"id":"д",`, "", 1))
	assert.Equal(t, http.StatusNoContent, r.status)
	assert.Empty(t, r.body)
}
