package jsonvalue

import (
	"bytes"
	"encoding/json"
	"errors"
	"runtime"
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
		if errors.Is(err, ErrLimit) {
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

// Each limit at the last value that passes and the first that does not.
func TestLimits(t *testing.T) {
	list := func(n int, item string) string {
		return "[" + strings.TrimSuffix(strings.Repeat(item+",", n), ",") + "]"
	}
	object := func(n int) string {
		return "{" + strings.TrimSuffix(strings.Repeat(`"":0,`, n), ",") + "}"
	}
	nested := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	for name, c := range map[string][2]string{
		"depth":                  {nested(MaxDepth), nested(MaxDepth + 1)},
		"depth of objects":       {strings.Repeat(`{"":`, MaxDepth) + "0" + strings.Repeat("}", MaxDepth), strings.Repeat(`{"":`, 1<<18)},
		"values":                 {list(MaxValues-1, "0"), list(MaxValues, "0")},
		"values in each other":   {list((MaxValues-1)/2, "[0]"), list(MaxValues/2, "[0]")},
		"members":                {object(MaxMembers), object(MaxMembers + 1)},
		"members of all objects": {list((MaxValues-1)/101, object(100)), list(MaxValues/100, object(100))},
	} {
		_, err := Parse(c[0])
		require.NoError(t, err, name)
		_, err = Parse(c[1])
		require.ErrorIs(t, err, ErrLimit, name)
	}
	_, err := Parse(nested(MaxDepth + 1)[:MaxDepth])
	require.ErrorIs(t, err, ErrSyntax)
}

// Whatever a text of 1 MiB is made of, no more than 8 MiB of memory is asked for,
// live or not.
func TestMemory(t *testing.T) {
	const size = 1 << 20
	fill := func(begin, item, end string) string {
		return begin + strings.Repeat(item, (size-len(begin)-len(end))/len(item)) + end
	}
	for name, text := range map[string]string{
		"numbers":         fill("[", "0,", "0]"),
		"empty lists":     fill("[", "[],", "0]"),
		"objects":         fill("[", `{"":0},`, "0]"),
		"members":         fill("{", `"a":0,`, `"":0}`),
		"depth":           fill("", `{"":[`, ""),
		"escapes":         fill(`"`, `\n`, `"`),
		"escaped names":   fill("[", `{"\t":"\n"},`, "0]"),
		"one name":        fill(`{"\n`, "x", `":0}`),
		"digits":          fill("[", "1", "]"),
		"no end":          fill(`"`, `\\`, ""),
		"as many as may":  "[" + strings.Repeat(`{"\n":"\n"},`, MaxValues/2-1) + "0]",
		"as many numbers": "[" + strings.Repeat(`0,`, MaxValues-2) + "0]",
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		v, _ := Parse(text)
		runtime.ReadMemStats(&after)
		asked := int64(after.TotalAlloc - before.TotalAlloc)
		t.Logf("%s: %d KiB", name, asked>>10)
		require.LessOrEqual(t, asked+int64(len(text)), int64(8<<20), name)
		runtime.KeepAlive(v)
	}
	require.LessOrEqual(t, Cost(bytes.Repeat([]byte("0,"), size/2)), int64(8<<20))
	require.Less(t, Cost([]byte(`{"jsonrpc":"2.0","id":1,"method":"get.account","params":{"access_token":"x"}}`)), int64(2<<10))
}

func BenchmarkParse(b *testing.B) {
	text := `{"jsonrpc":"2.0","id":1,"method":"get.customers","params":{"access_token":"0123456789abcdef0123456789abcdef","limit":100,"filter":{"field":"name","operator":"ilike","value":"%клиент%"}}}`
	for b.Loop() {
		if _, err := Parse(text); err != nil {
			b.Fatal(err)
		}
	}
}
