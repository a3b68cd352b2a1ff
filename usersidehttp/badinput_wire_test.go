package usersidehttp

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const formType = "application/x-www-form-urlencoded"

// Requests that are wrong as a whole: JSON in the right envelope whatever comes, and
// nothing is written.
func TestBadRequests(t *testing.T) {
	p := openProvider(t)
	w := p.watch()
	begin := "key=a&cat=customer&action="
	write := begin + "change_date_connect&customer_id=" + customerOfA + "&value=2024-01-15"
	many := strings.Repeat("&x", 100000)
	distinct := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "&%d=1", i)
		}
		return b.String()
	}
	for name, c := range map[string]struct{ query, kind, body, code string }{
		"nothing":                 {"", "", "", "missing_parameter"},
		"no cat":                  {"", formType, "key=a&action=get_data", "missing_parameter"},
		"no action":               {"", formType, "key=a&cat=customer", "missing_parameter"},
		"blank action":            {"", formType, "key=a&cat=customer&action=+", "missing_parameter"},
		"unknown cat":             {"", formType, "key=a&cat=device&action=get_data", "unknown_action"},
		"cat with NUL":            {"", formType, "key=a&cat=customer%00&action=get_data", "unknown_action"},
		"unknown action":          {"", formType, begin + "no_such", "unknown_action"},
		"action in upper case":    {"", formType, begin + "GET_DATA", "unknown_action"},
		"action of no UTF-8":      {"", formType, begin + "%ff%fe", "unknown_action"},
		"long action":             {"", formType, begin + strings.Repeat("a", 100000), "unknown_action"},
		"no key":                  {"", formType, "cat=customer&action=get_data", "bad_key"},
		"bad key":                 {"", formType, "key=A&cat=customer&action=get_data", "bad_key"},
		"key of no UTF-8":         {"", formType, "key=%ff&cat=customer&action=get_data", "bad_key"},
		"long key":                {"", formType, "key=" + strings.Repeat("a", 100000) + "&cat=customer&action=get_data", "bad_key"},
		"unknown action, bad key": {"", formType, "key=A&cat=customer&action=no_such", "bad_key"},
		"broken percent":          {"", formType, write + "&x=%", "bad_value"},
		"broken percent of name":  {"", formType, write + "&%zz=1", "bad_value"},
		"half a percent":          {"", formType, write + "&x=%4", "bad_value"},
		"broken percent in query": {write + "&x=%g1", "", "", "bad_value"},
		"semicolons":              {"", formType, strings.ReplaceAll(write, "&", ";"), "missing_parameter"},
		"JSON":                    {"", "application/json", `{"key":"a","cat":"customer","action":"get_data"}`, "missing_parameter"},
		"more than a MiB":         {"", formType, write + "&x=" + strings.Repeat("a", 1<<20), "bad_value"},
		"a MiB of &":              {"", formType, strings.Repeat("&", 1<<20), "missing_parameter"},
		"a MiB of =":              {"", formType, strings.Repeat("=", 1<<20), "missing_parameter"},
		"distinct parameters":     {"", formType, write + distinct(100000), "bad_value"},
		"too many in the query":   {write + distinct(1001), "", "", "bad_value"},
		"the same parameter":      {"", formType, write + many, ""},
		"1000 parameters":         {"", formType, write + distinct(1000-5), ""},
		"unknown parameters":      {"", formType, write + "&skip_internal_api=1&%D1%8F=%D1%8F&__proto__=1&=&&a%00b=%ff", ""},
		"multipart, no boundary":  {"", "multipart/form-data", "x", "bad_value"},
		"multipart, none":         {"", "multipart/form-data; boundary=b", "", "missing_parameter"},
		"multipart, cut":          {"", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\na", "bad_value"},
		"multipart, no headers":   {"", "multipart/form-data; boundary=b", "--b\r\n\r\n", "bad_value"},
		"multipart, broken line":  {"", "multipart/form-data; boundary=b", "--b\r\nx\r\n\r\na\r\n--b--", "bad_value"},
		"multipart, too large":    {"", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n" + strings.Repeat("a", 1<<20) + "\r\n--b--", "bad_value"},
		"odd content type":        {"", "text/html; charset", write, ""},
		"no content type":         {"", "", write, ""},
	} {
		w.begin()
		method := http.MethodPost
		if c.body == "" && c.query != "" {
			method = http.MethodGet
		}
		code, _ := p.outcome(name, p.send(method, c.query, c.kind, c.body))
		assert.Equal(t, c.code, code, name)
		if code != "" {
			w.unchanged(name)
		}
	}
	for _, method := range []string{http.MethodHead, http.MethodPut, http.MethodDelete, http.MethodPatch, http.MethodOptions, "BREW"} {
		w.begin()
		r := p.send(method, write, "", "")
		assert.Equal(t, http.StatusMethodNotAllowed, r.status, method)
		assert.Equal(t, "GET, POST", r.header.Get("Allow"), method)
		if method != http.MethodHead {
			code, _ := p.outcome(method, r)
			assert.Equal(t, "method_not_allowed", code)
		}
		w.unchanged(method)
	}
	assert.NotContains(t, p.log.String(), "level=ERROR")
}

// A multipart form is read as PHP sends it, and its fields are as bad as others.
func TestMultipart(t *testing.T) {
	p := openProvider(t)
	send := func(parameters ...string) reply {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		for i := 0; i < len(parameters); i += 2 {
			require.NoError(t, form.WriteField(parameters[i], parameters[i+1]))
		}
		require.NoError(t, form.Close())
		return p.send(http.MethodPost, "", form.FormDataContentType(), body.String())
	}
	code, _ := p.outcome("good", send("key", "a", "cat", "customer", "action", "msg_add", "customer_id", customerOfA, "text", "a&#047;b"))
	assert.Empty(t, code)
	assert.Contains(t, p.call("msg", "customer_id", customerOfA).body, `"Text":"a/b"`)
	code, message := p.outcome("bad", send("key", "a", "cat", "customer", "action", "msg_add", "customer_id", customerOfA, "text", "a\x00b"))
	assert.Equal(t, "bad_value", code)
	assert.Contains(t, message, "text")
	var many []string
	for i := range 1001 {
		many = append(many, strconv.Itoa(i), "x")
	}
	code, _ = p.outcome("many", send(many...))
	assert.Equal(t, "bad_value", code)
}

// The envelope of a refusal is that of the key's dialect, where there is a key.
func TestRefusalsInEachDialect(t *testing.T) {
	p := openProvider(t)
	for key, want := range map[string][]string{
		"a":        {"result", "error", "error_code", "Result", "ErrorText"},
		"a-modern": {"result", "error", "error_code"},
		"a-legacy": {"Result", "ErrorText", "error_code"},
		"unknown":  {"result", "error", "error_code", "Result", "ErrorText"},
	} {
		r := p.form("key=" + key + "&cat=customer&action=get_data&customer_id=x%00")
		names, _ := membersOf(t, key, r.body)
		assert.Equal(t, want, names, key)
	}
}
