package jsonvalue

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// lone says that a text escapes a surrogate without its other half: what
// encoding/json mends and we refuse.
func lone(text string) bool {
	var mended any
	return json.Unmarshal([]byte(text), &mended) == nil && strings.Contains(plain(mended), "\uFFFD") && !strings.Contains(strings.ToLower(text), `\ufffd`) && !strings.Contains(text, "\uFFFD")
}

// plain joins all texts of a value.
func plain(v any) string {
	var b strings.Builder
	switch v := v.(type) {
	case string:
		return v
	case []any:
		for _, item := range v {
			b.WriteString(plain(item))
		}
	case map[string]any:
		for name, item := range v {
			b.WriteString(name + plain(item))
		}
	}
	return b.String()
}

// What we take is what encoding/json takes, less what it mends; what we write of
// it means the same.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{`null`, `{"a":1,"a":2}`, `[1.50,-0,1e400,12345678901234567890]`, `"\u0041\ud83d\ude00\n"`, `"\ud800"`, `"\ude00\ud83d"`, ` [ ] `,
		`{"a":{"b":[true,false]}}`, `01`, `1.`, `.5`, `+1`, `"\x"`, "\"\x1f\"", "\"\xff\"", `[1,]`, `{"a":1,}`, `{a:1}`, `nul`, `""`, `1 2`, "\ufeff1", `"\ufffd"`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := Parse(text)
		if strings.Count(text, "[")+strings.Count(text, "{") > MaxDepth {
			return
		}
		valid := json.Valid([]byte(text)) && utf8.ValidString(text)
		if err != nil {
			require.True(t, !valid || lone(text) || strings.Contains(strings.ToLower(text), `\ud`), "refused: %q", text)
			return
		}
		require.True(t, valid, "taken: %q", text)
		require.False(t, lone(text), "taken: %q", text)
		written := v.Append(nil)
		again, err := Parse(string(written))
		require.NoError(t, err, "%q", written)
		require.Equal(t, v, again)
		for _, n := range []int{0, 5, 100} {
			require.Equal(t, string(written[:min(n, len(written))]), string(v.Beginning(n)[:min(n, len(written))]))
		}
	})
}

func TestAsWritten(t *testing.T) {
	v, err := Parse(`{"id":12345678901234567890,"x":1.50,"x":[],"ID":"\ud83d\ude00\u0000"}`)
	require.NoError(t, err)
	id, _ := v.Get("id")
	require.Equal(t, "12345678901234567890", id.Text)
	name, repeated := v.Repeated()
	require.True(t, repeated)
	require.Equal(t, "x", name)
	_, found := v.Get("Id")
	require.False(t, found, "names are case-sensitive")
	require.Equal(t, `{"id":12345678901234567890,"x":1.50,"x":[],"ID":"😀\u0000"}`, string(v.Append(nil)))
}

func TestDepth(t *testing.T) {
	_, err := Parse(strings.Repeat("[", MaxDepth) + strings.Repeat("]", MaxDepth))
	require.NoError(t, err)
	_, err = Parse(strings.Repeat("[", MaxDepth+1) + strings.Repeat("]", MaxDepth+1))
	require.ErrorIs(t, err, ErrSyntax)
	_, err = Parse(strings.Repeat(`{"a":`, 1<<20))
	require.ErrorIs(t, err, ErrSyntax)
}

func BenchmarkParse(b *testing.B) {
	text := `{"jsonrpc":"2.0","id":1,"method":"get.customers","params":{"access_token":"0123456789abcdef0123456789abcdef","limit":100,"filter":{"field":"name","operator":"ilike","value":"%клиент%"}}}`
	for b.Loop() {
		if _, err := Parse(text); err != nil {
			b.Fatal(err)
		}
	}
}
