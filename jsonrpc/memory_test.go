package jsonrpc_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/jsonrpc"
	"partnerapi/ops"
	"partnerapi/test/doors"
)

// What a request of 1 MiB holds while its token is being checked is within 8 MiB,
// whatever it is made of.
func TestMemoryOfHeldRequest(t *testing.T) {
	var held int64
	w := openWorld(t, func(o *jsonrpc.Options) {
		o.StrictSpec = true
		o.Callers = doors.Callers(func(ops.Credentials, netip.Addr) (ops.Caller, error) {
			held = max(held, doors.LiveHeap())
			return ops.Caller{}, ops.ErrTokenInvalid
		})
	})
	call := func(x string) string {
		return `{"jsonrpc":"2.0","id":1,"method":"get.account","params":{"access_token":"p1","x":` + x + `}}`
	}
	fill := func(begin, item, end string, most int) string {
		room := 1<<20 - len(call("")) - len(begin) - len(end)
		return begin + strings.Repeat(item, min(room/len(item), most)) + end
	}
	for name, body := range map[string]string{
		"numbers":        call(fill("[", "0,", "0]", 19_000)),
		"objects":        call(fill("[", `{"":0},`, "0]", 9_000)),
		"escapes":        call(fill(`"`, `\n`, `"`, 1<<20)),
		"escaped names":  call(fill("[", `{"\t______________________________________________":0},`, "0]", 9_000)),
		"texts":          call(fill("[", `"________________________________________________\n",`, "0]", 19_000)),
		"one name":       call(fill(`{"\n`, "x", `":0}`, 1<<20)),
		"one text":       call(fill(`"`, "x", `"`, 1<<20)),
		"batch of calls": "[" + call(fill("[", "0,", "0]", 9_000)) + "," + call(fill("[", "0,", "0]", 9_000)) + "]",
	} {
		t.Run(name, func(t *testing.T) {
			held = 0
			before := doors.LiveHeap()
			w.refused("access_token_invalid", w.post(body))
			t.Logf("%d KiB", (held-before)>>10)
			assert.Less(t, held-before-2*int64(len(body)), int64(8<<20), "without the test's own two copies")
		})
	}
}

// The body may be compressed, as at SOAP; its limit holds for what comes out.
func TestGzip(t *testing.T) {
	w := openWorld(t, nil)
	send := func(body, encoding string) reply {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.url+jsonrpc.Paths[0], strings.NewReader(body))
		require.NoError(t, err)
		r.Header.Set("Content-Encoding", encoding)
		resp, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		defer resp.Body.Close()
		text, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		return reply{resp.StatusCode, resp.Header, string(text)}
	}
	zipped := func(text string) string {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, err := io.WriteString(z, text)
		require.NoError(t, err)
		require.NoError(t, z.Close())
		return b.String()
	}
	assert.Contains(t, send(zipped(accountCall), "gzip").body, `"result"`)
	assert.Contains(t, send(accountCall, "identity").body, `"result"`)
	assert.Equal(t, http.StatusRequestEntityTooLarge, send(zipped(accountCall+strings.Repeat(" ", 64<<20)), "gzip").status)
	for encoding, body := range map[string]string{"gzip": accountCall, "br": accountCall, "x-gzip": zipped(accountCall)[:30]} {
		r := send(body, encoding)
		assert.Equal(t, http.StatusOK, r.status)
		w.refused("parse_error", r.body)
	}
}

// Answers are compressed for who takes it, as at SOAP: not short ones, long ones
// while they are sent.
func TestGzipAnswers(t *testing.T) {
	w := openWorld(t, nil)
	w.crowd(2500, 0)
	ask := func(body, accept string) (header http.Header, data string) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.url+jsonrpc.Paths[0], strings.NewReader(body))
		require.NoError(t, err)
		r.Header.Set("Accept-Encoding", accept)
		resp, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		defer resp.Body.Close()
		var from io.Reader = resp.Body
		if resp.Header.Get("Content-Encoding") == "gzip" {
			from, err = gzip.NewReader(resp.Body)
			require.NoError(t, err)
		}
		text, err := io.ReadAll(from)
		require.NoError(t, err)
		data, _, _ = strings.Cut(string(text), `"metadata"`) // what is left of the points differs
		return resp.Header, data
	}
	for body, compressed := range map[string]bool{
		accountCall: false, strings.Replace(lists[0], "10000", "10", 1): true, lists[0]: true, `{"jsonrpc":"2.0","id":1,"method":"rpc.discover"}`: true, "{": false,
	} {
		_, plain := ask(body, "identity")
		for _, refuses := range []string{"gzip;q=0", "br"} {
			header, _ := ask(body, refuses)
			assert.Empty(t, header.Get("Content-Encoding"), refuses)
		}
		header, packed := ask(body, "br, gzip;q=0.5")
		assert.Equal(t, compressed, header.Get("Content-Encoding") == "gzip", body)
		assert.Equal(t, compressed, header.Get("Vary") == "Accept-Encoding", body)
		assert.Equal(t, "application/json; charset=utf-8", header.Get("Content-Type"))
		assert.Equal(t, plain, packed)
	}
}
