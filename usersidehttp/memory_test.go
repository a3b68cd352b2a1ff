package usersidehttp_test

import (
	"fmt"
	"net/http"
	"net/netip"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"partnerapi/ops"
	"partnerapi/test/doors"
	"partnerapi/usersidehttp"
)

// What a request with a form of 1 MiB holds while its key is being checked is within
// 8 MiB, whatever the form is made of; nor does it ask for much more, live or not.
func TestMemoryOfHeldRequest(t *testing.T) {
	var held int64
	w := openWorld(t, func(o *usersidehttp.Options) {
		o.Callers = doors.Callers(func(ops.Credentials, netip.Addr) (ops.Caller, error) {
			held = max(held, doors.LiveHeap())
			return ops.Caller{}, ops.ErrKey
		})
	})
	const asked = "cat=customer&action=get_data&key=nobody"
	fill := func(begin, item, end string) string {
		return begin + strings.Repeat(item, (1<<20-len(begin)-len(end))/len(item)) + end
	}
	numbered := func(most int, format string) string {
		var b strings.Builder
		for i := range most {
			fmt.Fprintf(&b, format, i, i)
		}
		return b.String()
	}
	part := func(i int) string {
		return fmt.Sprintf("--b\r\nContent-Disposition: form-data; name=\"n%d\"\r\n\r\n", i)
	}
	var parts strings.Builder
	for i := range 900 {
		parts.WriteString(part(i) + strings.Repeat("x", 1000) + "\r\n")
	}
	for name, c := range map[string]struct {
		multipart bool
		body      string
		reached   bool // the key is asked about
	}{
		"the same name":          {body: fill(asked+"&", "a&", "a"), reached: true},
		"one escaped name":       {body: fill(asked+"&", "%41", ""), reached: true},
		"one escaped value":      {body: fill(asked+"&a=", "%41", ""), reached: true},
		"nothing but ampersands": {body: fill(asked, "&", ""), reached: true},
		"references":             {body: fill(asked+"&a=", "%26%23047;", ""), reached: true},
		"many names":             {body: fill(asked, numbered(900, "&n%d=%%41"+strings.Repeat("x", 1000)+"%d"), ""), reached: true},
		"too many names":         {body: asked + numbered(80_000, "&n%d=%d")},
		"parts":                  {multipart: true, body: parts.String() + part(900) + "x\r\n--b--"},
		"small parts":            {multipart: true, body: fill("", "--b\r\n\r\n\r\n", "--b--")},
		"headers of a part":      {multipart: true, body: fill("--b\r\n", "a:\r\n", "\r\n\r\n--b--")},
		"one header of a part":   {multipart: true, body: fill("--b\r\n", "a", ":\r\n\r\n\r\n--b--")},
		"one long part":          {multipart: true, body: fill(part(0), "x", "\r\n--b--")},
	} {
		t.Run(name, func(t *testing.T) {
			contentType := form
			if c.multipart {
				contentType = "multipart/form-data; boundary=b"
			}
			held = 0
			before := doors.LiveHeap()
			var started, ended runtime.MemStats
			runtime.ReadMemStats(&started)
			r := w.api(http.MethodPost, "", c.body, "Content-Type", contentType)
			runtime.ReadMemStats(&ended)
			assert.GreaterOrEqual(t, r.status, 400)
			assert.Equal(t, c.reached, held > 0, r.body)
			t.Logf("%d KiB live, %d KiB in all", max(held-before, 0)>>10, (ended.TotalAlloc-started.TotalAlloc)>>10)
			assert.Less(t, held-before-int64(len(c.body)), int64(8<<20), "without the test's own copy")
			assert.Less(t, ended.TotalAlloc-started.TotalAlloc, uint64(32<<20))
		})
	}
}
