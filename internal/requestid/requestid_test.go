package requestid

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTake(t *testing.T) {
	for _, c := range []struct {
		brought []string
		kept    bool
	}{
		{nil, false},
		{[]string{"a"}, true},
		{[]string{"Az09._-"}, true},
		{[]string{strings.Repeat("x", 128)}, true},
		{[]string{strings.Repeat("x", 129)}, false},
		{[]string{""}, false},
		{[]string{"a b"}, false},
		{[]string{"a\r\nb"}, false},
		{[]string{"ключ"}, false},
		{[]string{"a,b"}, false},
		{[]string{"a", "b"}, false},
	} {
		w, r := httptest.NewRecorder(), &http.Request{Header: http.Header{}}
		if c.brought != nil {
			r.Header[Header] = c.brought
		}
		id := Take(w, r)
		if c.kept {
			assert.Equal(t, c.brought[0], id)
		} else {
			assert.Regexp(t, `^[0-9a-f]{12}$`, id, "%q", c.brought)
		}
		assert.Equal(t, id, w.Header().Get("X-Request-Id"))
		assert.Equal(t, id, Take(w, r), "taken once")
	}
}
