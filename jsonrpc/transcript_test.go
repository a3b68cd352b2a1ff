package jsonrpc_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"partnerapi/internal/soaptest"
	"partnerapi/jsonrpc"
	"partnerapi/store"
)

// Transcripts of testdata/v2 (its README has the format): what is asked, and the
// whole of what must come back.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(testdata, "*.txtar"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			require.NoError(t, err)
			require.NotEmpty(t, archive.Files)
			for _, section := range archive.Files {
				t.Run(section.Name, func(t *testing.T) {
					t.Parallel()
					w := openWorld(t, func(o *jsonrpc.Options) { o.StrictSpec = strings.HasPrefix(section.Name, "strict_spec") })
					p := player{world: w, as: "p1", spent: map[string]int64{}}
					for line := range bytes.Lines(section.Data) {
						p.line(strings.TrimSuffix(string(line), "\n"))
					}
					p.ended()
				})
			}
		})
	}
}

// player plays the lines of a section one after another.
type player struct {
	*world
	as     string // the token
	asked  string // the line that is being answered
	id     string // the id of the call
	answer string
	rows   soaptest.Lines
	made   string           // the UUID of what was made last
	spent  map[string]int64 // successful calls by partner
}

func (p *player) line(line string) {
	p.Helper()
	word, rest, _ := strings.Cut(line, " ")
	rest = soaptest.Fill(strings.NewReplacer("{{new}}", "new", "{{made}}", p.made).Replace(rest))
	switch word {
	case "", "#":
	case "as":
		p.ended()
		p.as = rest
	case "lock", "unlock":
		p.ended()
		p.operator(word, rest)
	case ">":
		p.ended()
		p.ask(rest)
	case "post":
		p.ended()
		p.asked, p.id = rest, "null"
		p.answer = p.post(rest)
	case "soap":
		p.ended()
		p.rows.Ask(p, p.client(p.as), rest)
	case "row", "fault", "norow":
		p.rows.Expect(p, word, rest)
	default:
		p.expect(word, rest)
	}
}

// ended: every question has been answered.
func (p *player) ended() {
	p.Helper()
	require.Empty(p, p.answer, "nothing is said of the answer to %s", p.asked)
	p.rows.Ended(p)
}

// ask calls a method with the token of the moment.
func (p *player) ask(rest string) {
	p.Helper()
	method, params, _ := strings.Cut(rest, " ")
	if params == "" {
		params = "{}"
	}
	if !strings.Contains(params, `"access_token"`) && method != "login.user" && method != "rpc.discover" && params[0] == '{' {
		comma := ","
		if params == "{}" {
			comma = ""
		}
		params = fmt.Sprintf(`{"access_token":%q%s%s`, p.as, comma, params[1:])
	}
	p.asked, p.id = rest, "1"
	p.answer = p.post(fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":%q,"params":%s}`, method, params))
}

// expect compares the whole answer with what a line stands for.
func (p *player) expect(word, rest string) {
	p.Helper()
	require.NotEmpty(p, p.answer, "nothing was asked before %s %s", word, rest)
	var want string
	switch word {
	case "id":
		p.id = rest
		return
	case "list": // list TOTAL ROWS
		total, rows, _ := strings.Cut(rest, " ")
		want = p.result(`"data":`+rows+`,`, `"total_items":`+total+`,`)
	case "ids": // ids TOTAL NUMBERS: of a list that was asked for "id" alone
		total, numbers, _ := strings.Cut(rest, " ")
		var rows []string
		for _, n := range strings.Fields(numbers) {
			rows = append(rows, `{"id":`+n+`}`)
		}
		want = p.result(`"data":[`+strings.Join(rows, ",")+`],`, `"total_items":`+total+`,`)
	case "data":
		want = p.result(`"data":`+rest+`,`, "")
	case "done":
		want = p.result(`"data":{},`, "")
	case "made":
		p.made = p.madeUUID()
		want = p.result(fmt.Sprintf(`"id":%[1]s,"data":{"id":%[1]s,"ext_id":%[2]q},`, rest, p.made), "")
	case "error", "stranger": // of a caller who is known, and of one who is not
		want = p.refusal(rest, word == "error")
	case "raw":
		want = rest
	default:
		require.Fail(p, "no such line: "+word)
	}
	p.same(want, p.answer)
	p.answer = ""
}

// madeUUID is the UUID that a create answers, of which nobody knows more than the form.
func (p *player) madeUUID() string {
	p.Helper()
	var made struct {
		Result struct {
			Data struct {
				ExtID string `json:"ext_id"`
			}
		}
	}
	require.NoError(p, json.Unmarshal([]byte(p.answer), &made))
	require.NoError(p, uuid.Validate(made.Result.Data.ExtID), p.answer)
	return made.Result.Data.ExtID
}

func (p *player) same(want, got string) {
	p.Helper()
	assert.Equal(p, decoded(p, want), decoded(p, got), "%s\nanswers %s", p.asked, got)
}

// result is a success; it costs a point.
func (p *player) result(members, total string) string {
	p.spent[p.partner()]++
	return fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"result":{%s"metadata":{%s%s}}}`, p.id, members, total, p.limits())
}

func (p *player) partner() string { return strings.TrimSuffix(p.as, "-reads") }

func (p *player) limits() string {
	return fmt.Sprintf(`"version":null,"limits":{"day_limit":3000,"day_remaining":%d,"day_reset":43200,"minute_limit":200,"minute_remaining":200,"minute_reset":60}`,
		3000-p.spent[p.partner()])
}

// refusal is an error: MNEMONIC FIELD VALUE [PARAMS].
func (p *player) refusal(rest string, known bool) string {
	p.Helper()
	mnemonic, rest, _ := strings.Cut(rest, " ")
	said, ok := sentences[mnemonic]
	require.True(p, ok, "the contract has no %s", mnemonic)
	d := json.NewDecoder(strings.NewReader(rest))
	parts := []string{"null", "null", "{}"}
	for i := range parts {
		var part json.RawMessage
		if d.Decode(&part) != nil {
			break
		}
		parts[i] = string(part)
	}
	var params map[string]any
	require.NoError(p, json.Unmarshal([]byte(parts[2]), &params))
	message := said.message
	for name, value := range params {
		message = strings.ReplaceAll(message, "{"+name+"}", fmt.Sprint(value))
	}
	limits := `"version":null,"limits":{}`
	if known {
		limits = p.limits()
	}
	return fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"error":{"code":%d,"message":%q,"data":{"mnemonic":%q,"field":%s,"value":%s,"params":%s,"extended_helper":null,"metadata":{%s}}}}`,
		p.id, said.code, message, mnemonic, parts[0], parts[1], parts[2], limits)
}

// decoded is JSON as a value that can be compared: numbers are their digits, and
// no member may stand twice.
func decoded(t require.TestingT, text string) any {
	var value any
	require.NoError(t, numbered(text).Decode(&value), text)
	require.NoError(t, membersOnce(numbered(text)), text)
	return value
}

func numbered(text string) *json.Decoder {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	return d
}

func membersOnce(d *json.Decoder) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	if token != json.Delim('{') && token != json.Delim('[') {
		return nil
	}
	for d.More() {
		if token == json.Delim('{') {
			name, err := d.Token()
			if err != nil || seen[name.(string)] {
				return fmt.Errorf("%v stands twice: %w", name, err)
			}
			seen[name.(string)] = true
		}
		if err := membersOnce(d); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}

// operator does what `partnerapi customer lock|unlock` does: KIND NUMBER.
func (p *player) operator(word, rest string) {
	p.Helper()
	kind, digits, _ := strings.Cut(rest, " ")
	number, err := strconv.ParseInt(digits, 10, 64)
	require.NoError(p, err)
	lock := map[string]store.Status{"limit": store.StatusLimitLock, "debt": store.StatusDebtLock}[kind]
	if word == "lock" {
		require.NoError(p, p.store.Operator().LockCustomer(p.Context(), number, lock))
		return
	}
	require.NoError(p, p.store.Operator().UnlockCustomer(p.Context(), number, lock))
}

// sentences are code and message of each error, copied from the contract.
var sentences = map[string]struct {
	code    int
	message string
}{
	"parse_error":                    {-32700, "Invalid JSON was received by the server."},
	"invalid_request":                {-32600, "Invalid Request The JSON sent is not a valid Request object"},
	"method_not_found":               {-32601, "The method does not exist / is not available"},
	"data_type_error":                {-32602, "Data supplied is of wrong type"},
	"required_parameter_missed":      {-32602, "The required parameter has been missed"},
	"invalid_parameter_value":        {-32602, "Invalid parameter value"},
	"unexpected_parameters":          {-32602, "Unexpected method parameter(s)"},
	"invalid_parameters_combination": {-32602, "The combination of parameters is not permitted"},
	"sort_prohibited":                {-32602, "Sort by parameter is prohibited"},
	"filter_prohibited":              {-32602, "Filter by parameter is prohibited"},
	"entity_not_found":               {-32602, "Entity not found"},
	"duplicate_entity":               {-32602, "Duplicate entity"},
	"already_in_use":                 {-32602, "This value is already used by another entity"},
	"invalid_state":                  {-32602, "An attempt was made to use a status that is not correct in this state"},
	"access_token_invalid":           {-32001, "Access token is invalid"},
	"access_token_expired":           {-32001, "Access token has been expired"},
	"access_token_blocked":           {-32001, "Access token has been blocked"},
	"auth_error":                     {-32001, "Login or password is wrong"},
	"forbidden":                      {-32003, "Permission denied"},
	"ip_not_whitelisted":             {-32003, "Your IP {ip} is not whitelisted"},
	"account_inactive":               {-32009, "Your account has been disabled, contact the support service"},
	"limit_exceeded":                 {-32029, "Limit per {limit_type} has been exceeded. Value of current limit per {limit_type} is {limit_max_value}"},
	"batch_opreations_not_supported": {-32099, "Batch operations not supported"},
	"notifications_not_supported":    {-32099, "Notifications not supported"},
	"internal_error":                 {-32603, "Internal error, contact the support service"},
}
