package soap

import (
	"compress/gzip"
	"io"
	"net/http/httptest"
	"net/netip"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// W11: each limit, at its default, at the last value that passes and the first
// that does not.
func TestLimits(t *testing.T) {
	s := serve(t, Options{})
	inBody := func(n int) string { return strings.Repeat("<a>", n) + strings.Repeat("</a>", n) }
	skipped := func(content string) string { // in a header block nobody minds elements
		return strings.Replace(call11(flagCall), "<s:Body>", "<s:Header>"+content+"</s:Header><s:Body>", 1)
	}
	attributes := func(n int) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(" a" + strconv.Itoa(i) + "=''")
		}
		return "<a" + b.String() + "/>"
	}
	padded := func(size int) string {
		document := call11(flagCall)
		return document + strings.Repeat(" ", size-len(document))
	}
	name := func(n int) string { return "<" + strings.Repeat("n", n) + "/>" }
	value := func(n int) string { return "<a x='" + strings.Repeat("v", n) + "'/>" }
	for code, c := range map[string][2]string{
		codeLimitBody:       {padded(1 << 20), padded(1<<20 + 1)},
		codeLimitDepth:      {skipped(inBody(30)), skipped(inBody(31))},
		codeLimitElements:   {skipped(strings.Repeat("<a/>", 1995)), skipped(strings.Repeat("<a/>", 1996))},
		codeLimitAttributes: {skipped(attributes(32)), skipped(attributes(33))},
		codeLimitName:       {skipped(name(128)), skipped(name(129))},
		codeLimitValue:      {skipped(value(4096)), skipped(value(4097))},
	} {
		assert.Equal(t, 200, s.post(t, c[0]).status, code)
		got := s.post(t, c[1])
		assert.Equal(t, code, faultOf(t, got))
		assert.Contains(t, got.body, "<faultcode>soap:Client</faultcode>")
		assert.Contains(t, got.body, "Превышено ограничение запроса")
	}
	// The body's limit holds without a Content-Length, and after gunzip.
	chunked := s.request(t, "POST", Paths[0], io.MultiReader(strings.NewReader(padded(1<<20+1))))
	assert.Equal(t, codeLimitBody, faultOf(t, s.send(t, chunked)))
	gz := header("Content-Encoding", "gzip")
	assert.Equal(t, 200, s.send(t, s.request(t, "POST", Paths[0], zipped(t, padded(1<<20)), gz)).status)
	assert.Equal(t, codeLimitBody, faultOf(t, s.send(t, s.request(t, "POST", Paths[0], zipped(t, padded(1<<20+1)), gz))))

	// Each is configurable.
	small := serve(t, Options{Limits: Limits{Body: 2000, Depth: 5, Elements: 10, Attributes: 4, Name: 20, Value: 70}})
	assert.Equal(t, 200, small.post(t, call11(flagCall)).status)
	for document, code := range map[string]string{
		padded(2001):                       codeLimitBody,
		skipped(inBody(4)):                 codeLimitDepth,
		skipped(strings.Repeat("<a/>", 7)): codeLimitElements,
		skipped(attributes(5)):             codeLimitAttributes,
		skipped(name(21)):                  codeLimitName,
		skipped(value(71)):                 codeLimitValue,
	} {
		assert.Equal(t, code, faultOf(t, small.post(t, document)))
	}
}

// bomb is an endless body, by itself or inside gzip.
type bomb struct {
	piece string
	left  string
	read  int
}

func (b *bomb) Read(p []byte) (int, error) {
	if b.left == "" {
		b.left = b.piece
	}
	n := copy(p, b.left)
	b.left = b.left[n:]
	b.read += n
	return n, nil
}

func zippedBomb(t testing.TB, piece string, size int64) string {
	t.Helper()
	var b strings.Builder
	z := gzip.NewWriter(&b)
	_, err := io.CopyN(z, &bomb{piece: piece}, size)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return b.String()
}

// maxLive is what one request may hold in memory (issue: at most 8 MiB).
const maxLive = 8 << 20

// TestMemoryOfRefused: all the memory that is asked for from a request's arrival
// to its fault, live or not, is within the bound.
func TestMemoryOfRefused(t *testing.T) {
	s := serve(t, Options{})
	attributes := func(n int) string {
		var b strings.Builder
		b.WriteString("<a")
		for i := range n {
			b.WriteString(" a" + strconv.Itoa(i) + "=''")
		}
		return b.String() + "/>"
	}
	emptyMember := zippedBomb(t, "x", 0)
	for name, c := range map[string]struct {
		body  io.Reader
		gzip  bool
		codes []string
	}{
		"a million elements":              {body: strings.NewReader("<r>" + strings.Repeat("<a/>", 1_000_000) + "</r>"), codes: []string{codeLimitBody}},
		"elements that fit":               {body: strings.NewReader("<r>" + strings.Repeat("<a/>", 260_000) + "</r>"), codes: []string{codeLimitElements}},
		"200,000 attributes":              {body: strings.NewReader(attributes(200_000)), codes: []string{codeLimitBody}},
		"attributes that fit":             {body: strings.NewReader(attributes(90_000)), codes: []string{codeLimitAttributes}},
		"nested 100,000 deep":             {body: strings.NewReader(strings.Repeat("<a>", 100_000)), codes: []string{codeLimitDepth}},
		"an endless body":                 {body: &bomb{piece: "<a>"}, codes: []string{codeLimitBody}},
		"64 MiB in gzip":                  {body: strings.NewReader(zippedBomb(t, "<a/>", 64<<20)), gzip: true, codes: []string{codeLimitBody}},
		"endless empty members of gzip":   {body: &bomb{piece: emptyMember}, gzip: true, codes: []string{codeLimitBody}},
		"gzip of not quite the limit":     {body: strings.NewReader(zippedBomb(t, "<a>", 1<<20)), gzip: true, codes: []string{codeLimitDepth}},
		"one name":                        {body: strings.NewReader("<" + strings.Repeat("n", 1<<20-1)), codes: []string{codeLimitName}},
		"one value":                       {body: strings.NewReader("<a x='" + strings.Repeat("&lt;", 1<<17) + "'/>"), codes: []string{codeLimitValue}},
		"one text of references":          {body: strings.NewReader("<a>" + strings.Repeat("&lt;", 1<<17) + "</a>"), codes: []string{codeNoEnvelope}},
		"comments without end":            {body: strings.NewReader("<a>" + strings.Repeat("<!---->x", 130_000) + "</a>"), codes: []string{codeNoEnvelope}},
		"windows-1251 of three-byte text": {body: strings.NewReader(`<?xml version="1.0" encoding="windows-1251"?><a>` + strings.Repeat("\xB9", 1<<20-100) + `</a>`), codes: []string{codeLimitBody}},
		"UTF-16":                          {body: strings.NewReader("\xFE\xFF" + strings.Repeat("\x20\xAC", 1<<19-2)), codes: []string{codeMalformed}},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest("POST", Paths[0], c.body)
			r.ContentLength = -1 // not refused for what it says
			r.SetBasicAuth(login, pass)
			if c.gzip {
				r.Header.Set("Content-Encoding", "gzip")
			}
			s.post(t, call11(flagCall)) // the login is known
			w := httptest.NewRecorder()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			s.Config.Handler.ServeHTTP(w, r)
			runtime.ReadMemStats(&after)
			assert.Contains(t, c.codes, faultOf(t, reply{w.Code, w.Header(), w.Body.String()}))
			t.Logf("%d KiB", (after.TotalAlloc-before.TotalAlloc)>>10)
			assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(maxLive))
			if b, ok := c.body.(*bomb); ok {
				assert.Less(t, b.read, 2<<20, "reading stopped")
			}
		})
	}
}

// TestMemoryOfAccepted: what a request holds when its operation begins, for the
// largest that pass.
func TestMemoryOfAccepted(t *testing.T) {
	h := New(nil, nil, contract, Options{})
	wide := strings.Repeat("\xD6", 1<<20-1000) // Ц in windows-1251, two bytes in UTF-8
	for name, text := range map[string]string{
		"plain":     wide,
		"reference": wide[:len(wide)-4] + "&lt;",
		"pieces":    wide[:10] + "<!---->" + wide[:len(wide)-30] + "\r<!---->",
		"cdata":     strings.Repeat("<![CDATA[\xD6\r]]>", 70_000),
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest("POST", Paths[0], strings.NewReader(call11("<p:op><p:text>"+text+"</p:text></p:op>")))
			r.Header.Set("Content-Type", "text/xml; charset=windows-1251")
			before := liveHeap()
			c := &call{Handler: h, request: r}
			require.NoError(t, h.opts.Intake.Begin(&c.held, r, netip.Addr{}))
			defer c.held.End()
			document, err := c.readDocument()
			require.NoError(t, err)
			var held uint64
			_, _, err = parse(document, h.opts.Limits.xml(), func(m *message) error {
				held = liveHeap()
				require.Len(t, m.operands, 1)
				return nil
			})
			require.NoError(t, err)
			runtime.KeepAlive(r) // with the body as it came
			t.Logf("%d KiB", (held-before)>>10)
			assert.Less(t, held-before, uint64(maxLive))
		})
	}
}

// liveHeap is the memory in use after a collection.
func liveHeap() uint64 {
	runtime.GC()
	runtime.GC() // pools let go in two steps
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
