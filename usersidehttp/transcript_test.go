package usersidehttp_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"partnerapi/internal/soaptest"
	"partnerapi/ops"
	"partnerapi/ops/userside"
	"partnerapi/store"
	"partnerapi/test/schemas"
	"partnerapi/usersidehttp"
)

// Transcripts of testdata/userside (its README has the format): what is asked, and
// the whole of what must come back, byte for byte.
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
					p := player{world: openWorld(t, settings(t, section.Name)), as: "p1"}
					for line := range bytes.Lines(section.Data) {
						p.line(strings.TrimSuffix(string(line), "\n"))
					}
					p.ended()
				})
			}
		})
	}
}

// settings are what a section's name says of its server.
func settings(t *testing.T, section string) func(o *usersidehttp.Options) {
	t.Helper()
	return func(o *usersidehttp.Options) {
		o.PostOnly = strings.HasPrefix(section, "POST only")
		if name, ok := strings.CutPrefix(section, "zone "); ok {
			name, _, _ = strings.Cut(name, ":")
			zone, err := time.LoadLocation(name)
			require.NoError(t, err)
			o.Set.Zone = zone
		}
	}
}

// player plays the lines of a section one after another.
type player struct {
	*world
	as     string // the key's name
	asked  string // the line that is being answered
	method string
	name   string // the action
	form   string // the other parameters
	answer *reply
	said   string // v2's answer
	parts  *reply // an answer of which parts were named
	rows   soaptest.Lines
}

func (p *player) line(line string) {
	p.Helper()
	word, rest, _ := strings.Cut(line, " ")
	rest = soaptest.Fill(rest)
	switch word {
	case "", "#":
		return
	case "row", "fault", "norow":
		p.rows.Expect(p, word, rest)
		return
	case "said", "made", "refused":
		p.expectV2(word, rest)
		return
	case "as", "wait", "lock", "unlock", "disable", "enable", "revoke", ">", "post", "soap", "v2":
		p.ended()
		p.asked, p.parts = line, nil
	}
	switch word {
	case "as":
		p.as = rest
	case "wait":
		d, err := time.ParseDuration(rest)
		require.NoError(p, err)
		p.wait(d)
	case "lock", "unlock", "disable", "enable", "revoke":
		p.operator(word, rest)
	case ">", "post":
		p.method = map[string]string{">": http.MethodGet, "post": http.MethodPost}[word]
		p.name, p.form, _ = strings.Cut(rest, " ")
		p.answer = p.ask(p.as)
	case "soap":
		p.rows.Ask(p, p.client(p.as[:2]), rest)
	case "v2":
		p.askV2(rest)
	default:
		p.expect(word, rest)
	}
}

// ended: every question has been answered.
func (p *player) ended() {
	p.Helper()
	require.True(p, p.answer == nil && p.said == "", "nothing is said of the answer to %s", p.asked)
	p.rows.Ended(p)
}

// encoded is a query as it may stand in an address: transcripts write blanks and
// letters as they are.
func encoded(query string) string {
	var b strings.Builder
	for i := range len(query) {
		if c := query[i]; c <= ' ' || c >= 0x7f {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// ask calls the action of the moment with a key.
func (p *player) ask(key string) *reply {
	p.Helper()
	query := "key=" + keyText(key) + "&cat=customer&action=" + p.name
	if p.form != "" {
		query += "&" + encoded(p.form)
	}
	var r reply
	if p.method == http.MethodGet {
		r = p.send(p.method, usersidehttp.Path+"?"+query, "")
	} else {
		r = p.send(p.method, usersidehttp.Path, query, "Content-Type", "application/x-www-form-urlencoded")
	}
	assert.Equal(p, "application/json; charset=utf-8", r.header.Get("Content-Type"))
	assert.Equal(p, "no-store", r.header.Get("Cache-Control"))
	assert.Equal(p, strconv.Itoa(len(r.body)), r.header.Get("Content-Length"))
	dialect := cmp.Or(keys[key].Dialect, "both")
	if strings.Contains(r.body, `"error_code":"bad_key"`) {
		dialect = "both" // whose a key is that is none, nobody knows
	}
	if action, found := p.action(); found || r.status != http.StatusOK {
		require.NoError(p, answers().Check(action.Name, dialect, r.status, r.body), "%s as %s\nanswers %s", p.asked, key, r.body)
	}
	return &r
}

// expect compares the answer with what a line stands for.
func (p *player) expect(word, rest string) {
	p.Helper()
	if word == "has" || word == "hasnot" {
		if p.answer != nil {
			p.parts, p.answer = p.answer, nil
		}
		require.NotNil(p, p.parts, "nothing was asked before %s %s", word, rest)
		assert.Equal(p, word == "has", strings.Contains(p.parts.body, rest), "%s: %s %s in %s", p.asked, word, rest, p.parts.body)
		assert.Equal(p, http.StatusOK, p.parts.status)
		return
	}
	require.NotNil(p, p.answer, "nothing was asked before %s %s", word, rest)
	if word == "raw" { // STATUS BODY
		status, body, _ := strings.Cut(rest, " ")
		assert.Equal(p, status, strconv.Itoa(p.answer.status), p.asked)
		assert.Equal(p, body, p.answer.body, p.asked)
		p.answer = nil
		return
	}
	want := p.wanted(word, rest)
	p.same(want, p.as, p.answer)
	// What changes nothing must be the same in each dialect.
	if p.as == "p1" && !p.Failed() && (p.reads() || want.status != http.StatusOK) {
		for _, key := range []string{"p1-modern", "p1-legacy"} {
			p.same(want, key, p.ask(key))
		}
	}
	p.answer = nil
}

// answers are the schemas of the answers.
var answers = sync.OnceValue(func() schemas.Schemas {
	s, err := schemas.Load(filepath.Join(testdata, "schemas"))
	if err != nil {
		panic(err)
	}
	return s
})

// action is the action of the moment.
func (p *player) action() (action userside.Action, found bool) {
	at := slices.IndexFunc(userside.Actions, func(a userside.Action) bool { return a.Name == p.name || a.Alias == p.name })
	if at < 0 {
		return action, false
	}
	return userside.Actions[at], true
}

// reads says whether the action of the moment writes nothing.
func (p *player) reads() bool {
	action, found := p.action()
	return found && action.Kind == ops.Read
}

// wanted is what a line stands for, in no dialect yet.
func (p *player) wanted(word, rest string) expectation {
	p.Helper()
	switch word {
	case "ok":
		return expectation{status: http.StatusOK}
	case "id":
		return expectation{status: http.StatusOK, id: rest}
	case "data":
		return expectation{status: http.StatusOK, data: rest}
	case "count": // COUNT DATA
		count, data, _ := strings.Cut(rest, " ")
		return expectation{status: http.StatusOK, data: data, count: count}
	case "missing": // PARAMETER
		return expectation{status: http.StatusBadRequest, code: "missing_parameter", text: "Не указан обязательный параметр " + rest}
	case "bad": // PARAMETER WHAT
		name, what, _ := strings.Cut(rest, " ")
		require.Contains(p, expected, what)
		return expectation{status: http.StatusBadRequest, code: "bad_value", text: "Недопустимое значение параметра " + name + ": " + expected[what]}
	case "error": // STATUS CODE TEXT
		parts := strings.SplitN(rest, " ", 3)
		require.Len(p, parts, 3, "error %s", rest)
		status, err := strconv.Atoi(parts[0])
		require.NoError(p, err)
		return expectation{status: status, code: parts[1], text: parts[2]}
	}
	require.Fail(p, "no such line: "+word)
	return expectation{}
}

func (p *player) same(want expectation, key string, got *reply) {
	p.Helper()
	assert.Equal(p, want.status, got.status, "%s\nanswers %s", p.asked, got.body)
	assert.Equal(p, want.in(keys[key].Dialect), got.body, "%s as %s", p.asked, key)
}

// askV2 calls a method of v2 as the partner of the moment: METHOD PARAMS.
func (p *player) askV2(rest string) {
	p.Helper()
	method, params, _ := strings.Cut(rest, " ")
	params = strings.TrimPrefix(params, "{")
	if params == "" {
		params = "}"
	} else {
		params = "," + params
	}
	body := fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":%q,"params":{"access_token":%q%s}`, method, p.as[:2], params)
	p.said = p.send(http.MethodPost, "/v2.0", body).body
}

// expectV2 says what v2's data are, or what its refusal is called.
func (p *player) expectV2(word, rest string) {
	p.Helper()
	var answer struct {
		Result struct{ Data json.RawMessage }
		Error  struct{ Data struct{ Mnemonic string } }
	}
	require.NoError(p, json.Unmarshal([]byte(p.said), &answer), p.said)
	switch word {
	case "said":
		assert.Equal(p, rest, string(answer.Result.Data), "%s\nanswers %s", p.asked, p.said)
	case "made":
		assert.Regexp(p, `^\{"id":`+rest+`,"ext_id":"[0-9a-f-]{36}"\}$`, string(answer.Result.Data), p.asked)
	default:
		assert.Equal(p, rest, answer.Error.Data.Mnemonic, "%s\nanswers %s", p.asked, p.said)
	}
	p.said = ""
}

// operator does what commands do: lock and unlock a customer (KIND NUMBER),
// disable and enable a partner, revoke a key by its name.
func (p *player) operator(word, rest string) {
	p.Helper()
	o := p.store.Operator()
	kind, digits, _ := strings.Cut(rest, " ")
	number, _ := strconv.ParseInt(digits, 10, 64) // 0 of what names no customer is nobody's
	lock := map[string]store.Status{"limit": store.StatusLimitLock, "debt": store.StatusDebtLock}[kind]
	var err error
	switch word {
	case "lock":
		err = o.LockCustomer(p.Context(), number, lock)
	case "unlock":
		err = o.UnlockCustomer(p.Context(), number, lock)
	case "revoke":
		access, known := o.KeyAccess(p.Context(), store.HashSecret(keyText(rest)))
		require.NoError(p, known)
		err = o.RevokeKey(p.Context(), partnerID(rest), access.Key)
	default:
		err = o.SetPartnerDisabled(p.Context(), partnerID(rest), word == "disable")
	}
	require.NoError(p, err, p.asked)
	p.wait(time.Second) // what the server remembers is older by then
}
