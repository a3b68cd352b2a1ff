package doors

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/stretchr/testify/require"

	"partnerapi/internal/jsonvalue"
	"partnerapi/internal/soaptest"
	"partnerapi/jsonrpc"
	"partnerapi/ops"
	"partnerapi/ops/partner"
	"partnerapi/ops/v2"
	"partnerapi/wsdl"
)

// Operations calls PartnerAPI's operations as methods of v2 and shows their answers as
// soaptest shows SOAP's, so that the two can be compared cell by cell.
type Operations struct {
	// URL is the address of the server.
	URL string
	// Token is the caller's.
	Token string
	// Native sends numbers, flags and dates as JSON has them, where an operand's text is
	// one; else all operands are strings.
	Native bool
	// HTTP may be nil.
	HTTP *http.Client

	set *ops.Set
}

// bound are PartnerAPI's operations, without a store.
var bound = sync.OnceValues(func() (*ops.Set, error) {
	contract, err := wsdl.Read()
	if err != nil {
		return nil, err
	}
	return ops.Bind(contract, partner.Operations(partner.Config{}), nil)
})

// NewOperations makes a client of the server at an address.
func NewOperations(t Tester, url, token string) Operations {
	t.Helper()
	set, err := bound()
	require.NoError(t, err)
	return Operations{URL: url, Token: token, set: set}
}

// Call calls an operation. The error is of the transport, or of an answer that is not
// made as the contract says; refusals are answers. Operands that are raw XML cannot be
// sent.
func (c Operations) Call(ctx context.Context, operation string, operands ...soaptest.Operand) (*soaptest.Answer, error) {
	var params []byte
	for _, o := range operands {
		if o.Raw != "" {
			return nil, fmt.Errorf("XML in the place of an operand: %s", o.Raw)
		}
		params = append(jsonvalue.AppendString(append(params, ','), o.Name), ':')
		switch {
		case o.Value == nil:
			params = append(params, "null"...)
		case c.Native:
			params = c.appendNative(params, operation, o)
		default:
			params = jsonvalue.AppendString(params, *o.Value)
		}
	}
	return c.Post(ctx, operation, strings.TrimPrefix(string(params), ","))
}

var (
	wholeNumber = regexp.MustCompile(`^(0|-?[1-9][0-9]{0,17})$`)
	midnight    = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}T00:00:00$`)
	moment      = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}$`)
)

// appendNative appends a value as JSON has it.
func (c Operations) appendNative(b []byte, operation string, o soaptest.Operand) []byte {
	var typ wsdl.Type
	if op, found := c.set.Find(operation); found {
		operand, _ := op.Operand(o.Name)
		typ = operand.Type
	}
	text := *o.Value
	switch {
	case (typ == wsdl.Int || typ == wsdl.Integer) && wholeNumber.MatchString(text), typ == wsdl.Boolean && (text == "true" || text == "false"):
		return append(b, text...)
	case typ == wsdl.Date && midnight.MatchString(text):
		text = text[:len("2006-01-02")]
	case typ == wsdl.DateTime && moment.MatchString(text):
		text = strings.Replace(text, "T", " ", 1)
	}
	return jsonvalue.AppendString(b, text)
}

// Post calls an operation with the members of params as they are, beside the token.
func (c Operations) Post(ctx context.Context, operation, params string) (*soaptest.Answer, error) {
	if params != "" {
		params = "," + params
	}
	body := fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":"partnerapi.%s","params":{"access_token":%q%s}}`, operation, c.Token, params)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.URL+jsonrpc.Paths[0], strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	client := c.HTTP
	if client == nil {
		client = http.DefaultClient
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }() // read to its end or given up
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	answer := &soaptest.Answer{Status: res.StatusCode, Raw: raw}
	op, found := c.set.Find(operation)
	if !found {
		return nil, fmt.Errorf("no operation %s", operation)
	}
	if err := read(answer, op.Operation); err != nil {
		return nil, fmt.Errorf("%s: %w: %.300s", operation, err, raw)
	}
	if answer.Fault == nil {
		return answer, nil
	}
	answer.Fault.RequestID = res.Header.Get("X-Request-Id")
	if !slices.Contains(op.Codes(), answer.Fault.Code) && !slices.Contains(v2Errors, v2.Mnemonic(answer.Fault.Code)) {
		return nil, fmt.Errorf("%s has not declared that it refuses with %s", operation, answer.Fault.Code)
	}
	return answer, nil
}

// v2Errors are v2's own errors that an operation may be answered with.
var v2Errors = []v2.Mnemonic{v2.RequiredMissed, v2.DataTypeError, v2.Unexpected, v2.TokenInvalid, v2.Forbidden, v2.ServerBusy, v2.Unavailable}

// read fills an answer from its JSON.
func read(a *soaptest.Answer, op wsdl.Operation) error {
	whole, err := jsonvalue.Parse(string(a.Raw))
	if err != nil {
		return err
	}
	if refusal, found := whole.Get("error"); found {
		message, _ := refusal.Get("message")
		data, _ := refusal.Get("data")
		mnemonic, _ := data.Get("mnemonic")
		field, _ := data.Get("field")
		a.Fault = &soaptest.Fault{Text: message.Text, Code: mnemonic.Text, Operand: field.Text}
		return nil
	}
	result, found := whole.Get("result")
	if !found {
		return fmt.Errorf("neither result nor error")
	}
	data, found := result.Get("data")
	if metadata, described := result.Get("metadata"); !found || !described || len(metadata.Members) != 2 {
		return fmt.Errorf("data, or metadata of version and limits, is missing")
	}
	switch op.Result.Kind {
	case wsdl.Flag:
		value, _ := data.Get("value")
		if value == nil || value.Kind != jsonvalue.Bool || len(data.Members) != 1 {
			return fmt.Errorf("no flag")
		}
		a.Text = fmt.Sprint(value.Bool)
		return nil
	case wsdl.Binary:
		zip, _ := data.Get("zip")
		if zip == nil || zip.Kind != jsonvalue.String || len(data.Members) != 1 {
			return fmt.Errorf("no file")
		}
		a.Text = zip.Text
		return nil
	}
	if data.Kind != jsonvalue.Array {
		return fmt.Errorf("no list")
	}
	for i := range data.Items {
		row, columns, err := readRow(&data.Items[i], op.Result.Columns)
		if err != nil {
			return fmt.Errorf("row %d: %w", i, err)
		}
		a.Rows, a.Columns = append(a.Rows, row), columns
	}
	return nil
}

// readRow reads a row, which has exactly the columns of the contract, in its order.
func readRow(v *jsonvalue.Value, columns []wsdl.Column) (row soaptest.Row, names []string, err error) {
	if len(v.Members) != len(columns) {
		return nil, nil, fmt.Errorf("%d columns instead of %d", len(v.Members), len(columns))
	}
	row = soaptest.Row{}
	for i, member := range v.Members {
		if member.Name != columns[i].Name {
			return nil, nil, fmt.Errorf("column %d is %s", i, member.Name)
		}
		if row[member.Name], err = asInXML(&member.Value, columns[i].Type); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", member.Name, err)
		}
		names = append(names, member.Name)
	}
	return row, names, nil
}

// asInXML is a cell as SOAP writes it, nil for null.
func asInXML(v *jsonvalue.Value, typ wsdl.Type) (*string, error) {
	wrong := fmt.Errorf("%s is no %s", v.Append(nil), typ)
	var text string
	switch dated := typ == wsdl.Date || typ == wsdl.DateTime; {
	case v.Kind == jsonvalue.Null && dated:
		text = "0001-01-01T00:00:00"
	case v.Kind == jsonvalue.Null && typ != wsdl.Boolean:
		return nil, nil
	case v.Kind == jsonvalue.Bool && typ == wsdl.Boolean:
		text = fmt.Sprint(v.Bool)
	case v.Kind == jsonvalue.Number && (typ == wsdl.Int || typ == wsdl.Integer) && wholeNumber.MatchString(v.Text):
		text = v.Text
	case v.Kind == jsonvalue.String && typ == wsdl.Date:
		if text = v.Text + "T00:00:00"; !midnight.MatchString(text) {
			return nil, wrong
		}
	case v.Kind == jsonvalue.String && typ == wsdl.DateTime:
		if text = strings.Replace(v.Text, " ", "T", 1); !moment.MatchString(text) || text == v.Text {
			return nil, wrong
		}
	case v.Kind == jsonvalue.String && typ == wsdl.String:
		text = v.Text
	default:
		return nil, wrong
	}
	return &text, nil
}

// Generated are values that two stores have made each for itself, of one what the other
// has in its place: ids and passwords.
type Generated struct{ there, here map[string]string }

// generated are the looks of such values, agentNumber that of a number of an agent, which
// is never given again (S10).
var (
	generated   = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$|^[0-9a-zA-Z]{12}$`)
	agentNumber = regexp.MustCompile(`^[0-9]{9,}$`)
)

// same reports whether two cells of a column are the same, or stand for the same.
func (g *Generated) same(column string, a, b *string) bool {
	looks := generated
	if column == "agent_user_number" || column == "agent_partner_number" {
		looks = agentNumber
	}
	if a == nil || b == nil || *a == *b {
		return a == b || a != nil && b != nil
	}
	if g.there == nil {
		g.there, g.here = map[string]string{}, map[string]string{}
	}
	if !looks.MatchString(*a) || !looks.MatchString(*b) {
		return false
	}
	there, known := g.there[*a]
	here, knownToo := g.here[*b]
	if !known && !knownToo {
		g.there[*a], g.here[*b] = *b, *a
		return true
	}
	return there == *b && here == *a
}

// Differs says how the answers of two doors to the same call differ; "" when they do not.
func (g *Generated) Differs(soap, v2 *soaptest.Answer) string {
	switch a, b := soap.Fault, v2.Fault; {
	case (a == nil) != (b == nil):
		return fmt.Sprintf("SOAP: %+v, v2: %+v", a, b)
	case a != nil && (a.Code != b.Code || a.Operand != b.Operand || a.Text != b.Text):
		return fmt.Sprintf("SOAP: %+v, v2: %+v", *a, *b)
	case len(soap.Rows) != len(v2.Rows):
		return fmt.Sprintf("SOAP: %d rows, v2: %d", len(soap.Rows), len(v2.Rows))
	case strings.Join(soap.Columns, " ") != strings.Join(v2.Columns, " "):
		return fmt.Sprintf("SOAP: columns %v, v2: %v", soap.Columns, v2.Columns)
	case len(soap.Rows) == 0 && strings.TrimSpace(soap.Text) != v2.Text:
		return fmt.Sprintf("SOAP: %.100q, v2: %.100q", soap.Text, v2.Text)
	}
	for i := range soap.Rows {
		for _, column := range soap.Columns {
			if a, b := soap.Rows[i][column], v2.Rows[i][column]; !g.same(column, a, b) {
				return fmt.Sprintf("row %d: %s is %s over SOAP, %s over v2", i, column, shown(a), shown(b))
			}
		}
	}
	return ""
}

func shown(cell *string) string {
	if cell == nil {
		return "null"
	}
	return fmt.Sprintf("%.100q", *cell)
}

// Session logs a partner in by login.user and returns the session's token.
func Session(t Tester, url, login, password string) string {
	t.Helper()
	body := fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":"login.user","params":{"login":%q,"password":%q}}`, login, password)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+jsonrpc.Paths[0], strings.NewReader(body))
	require.NoError(t, err)
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer func() { _ = res.Body.Close() }() // read to its end or given up
	var answer struct {
		Result struct {
			Data struct {
				Token string `json:"access_token"`
			}
		}
	}
	require.NoError(t, json.NewDecoder(res.Body).Decode(&answer))
	require.NotEmpty(t, answer.Result.Data.Token, "%s cannot log in", login)
	return answer.Result.Data.Token
}
