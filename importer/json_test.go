package importer

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// Whatever stands in a line, reading it ends with an answer; what json.Unmarshal
// reads is read alike, and what it refuses is refused.
func FuzzLine(f *testing.F) {
	f.Add([]byte(`{"kind":"region","region_id":"c963cfe0-afae-4a3b-b909-6a04e7d80068","region_name":"Москва","region_time_zone":3}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		all, err := object(line, nil)
		var want map[string]json.RawMessage
		trimmed := strings.TrimSpace(string(line))
		isObject := json.Unmarshal(line, &want) == nil && strings.HasPrefix(trimmed, "{") && utf8.Valid(line)
		if err == nil {
			require.True(t, isObject)
		}
		if isObject && !strings.Contains(trimmed, `\u`) {
			require.NoError(t, err)
		}
		if err == nil {
			sameMembers(t, all, want)
		}
		d := decoder{zone: time.UTC}
		record, problems := d.line(7, line)
		for _, problem := range problems {
			require.EqualValues(t, 7, problem.Line)
			require.NotEmpty(t, problem.Text)
			require.True(t, utf8.ValidString(problem.String()))
		}
		require.True(t, record != nil || len(problems) > 0)
	})
}

func sameMembers(t *testing.T, all []member, want map[string]json.RawMessage) {
	got := map[string]json.RawMessage{}
	for _, m := range all {
		got[m.name] = m.value.json
	}
	require.Len(t, got, len(want))
	for name, value := range want {
		require.Equal(t, string(value), string(got[name]), name)
		if value[0] == '"' {
			var text string
			require.NoError(t, json.Unmarshal(value, &text))
			if read, err := unquote(value); err == nil {
				require.Equal(t, text, read)
			} else {
				require.ErrorIs(t, err, errSurrogate)
				require.Contains(t, text, "�")
			}
		}
		if value[0] == '[' {
			var list []json.RawMessage
			require.NoError(t, json.Unmarshal(value, &list))
			parts := items(value)
			require.Len(t, parts, len(list))
			for n := range list {
				require.Equal(t, string(list[n]), string(parts[n].json))
			}
		}
	}
}
