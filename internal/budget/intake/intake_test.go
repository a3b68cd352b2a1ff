package intake

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/remote"
)

// addr is the address that the interfaces count a client under.
func addr(text string) netip.Addr { return remote.Network(netip.MustParseAddr(text)) }

// bare is a request of which nothing is to be counted.
var bare = new(http.Request)

// begun begins a request that must be let in.
func begun(t testing.TB, in *Intake, from string) *Request {
	q := new(Request)
	require.NoError(t, in.Begin(q, bare, addr(from)))
	return q
}

// An address has so many requests under way, and an IPv6 network of 64 bits is one.
func TestInFlight(t *testing.T) {
	in := New(Options{InFlight: 2})
	first := begun(t, in, "192.0.2.1")
	begun(t, in, "192.0.2.1")
	assert.ErrorIs(t, in.Begin(new(Request), bare, addr("192.0.2.1")), ErrBusy)
	begun(t, in, "192.0.2.2")
	first.End()
	first.End() // twice is once
	begun(t, in, "192.0.2.1")
	assert.ErrorIs(t, in.Begin(new(Request), bare, addr("192.0.2.1")), ErrBusy)

	begun(t, in, "2001:db8::1")
	begun(t, in, "2001:db8::2:1")
	assert.ErrorIs(t, in.Begin(new(Request), bare, addr("2001:db8::3")), ErrBusy)
	begun(t, in, "2001:db8:0:1::1")

	for range 10 { // proxies are not counted
		require.NoError(t, in.Begin(new(Request), bare, netip.Addr{}))
	}
}

// What a header holds is counted: its names, and its values under one name too.
func TestHeadersAreCounted(t *testing.T) {
	for name, header := range map[string]http.Header{
		"many values": {"A": make([]string, 12000)},
		"a long one":  {"A": {strings.Repeat("a", 60<<10)}},
	} {
		in := New(Options{})
		var q Request
		require.NoError(t, in.Begin(&q, &http.Request{Header: header}, addr("192.0.2.1")), name)
		assert.Greater(t, in.Held(), int64(48<<10), name)
		q.End()
		assert.Zero(t, in.Held(), name)
	}
}

// Addresses are forgotten when they have nothing under way.
func TestAddressesAreForgotten(t *testing.T) {
	in := New(Options{})
	var requests []*Request
	for i := range 1000 {
		requests = append(requests, begun(t, in, netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}).String()))
	}
	for _, q := range requests {
		q.End()
	}
	for i := range in.addresses.parts {
		assert.Empty(t, in.addresses.parts[i].known)
	}
}

// Unknown callers share a part: however much they hold, known ones go on, and large
// requests leave room for small ones.
func TestSharesOfUnknownCallers(t *testing.T) {
	const budget = 16 << 20
	in := New(Options{Budget: budget})
	hold := func(from string, known bool, n int64) error {
		q := begun(t, in, from)
		if known {
			q.Known()
		}
		return q.Hold(n)
	}
	many := func(network byte, known bool, n int64) (held int64) {
		for i := range 4096 {
			if hold(netip.AddrFrom4([4]byte{10, network, byte(i >> 8), byte(i)}).String(), known, n) == nil {
				held += n
			}
		}
		return held
	}
	assert.EqualValues(t, budget/4, many(1, false, 64<<10))
	assert.ErrorIs(t, hold("192.0.2.1", false, 64<<10), ErrBusy)
	assert.EqualValues(t, budget/4, many(2, false, 8<<10), "small ones have a share of their own")
	assert.EqualValues(t, budget/2, in.Held())
	assert.EqualValues(t, budget/2, many(3, true, 64<<10))
	assert.ErrorIs(t, hold("192.0.2.1", true, 1), ErrBusy, "the budget is the end of all")
	assert.EqualValues(t, budget, in.Held())
}

// One address does not take all: neither of what unknown callers have nor of the
// whole.
func TestSharesOfAnAddress(t *testing.T) {
	const budget = 16 << 20
	in := New(Options{Budget: budget})
	many := func(from string, known bool) (held int64) {
		for range 400 {
			q := begun(t, in, from)
			if known {
				q.Known()
			}
			if q.Hold(64<<10) == nil {
				held += 64 << 10
			}
		}
		return held
	}
	assert.EqualValues(t, budget/8, many("192.0.2.1", false))
	assert.EqualValues(t, budget/8, many("192.0.2.2", false))
	assert.EqualValues(t, budget/2, many("192.0.2.3", true))
	assert.EqualValues(t, budget/4, many("192.0.2.4", true), "what is left")
}

// What is given back, in whatever way, is all there again.
func TestAllIsGivenBack(t *testing.T) {
	in := New(Options{Budget: 1 << 20})
	var done sync.WaitGroup
	for i := range 8 {
		done.Go(func() {
			for n := range 2000 {
				var q Request
				if in.Begin(&q, bare, netip.AddrFrom4([4]byte{10, 0, 0, byte(i)})) != nil {
					continue
				}
				sizes := []int64{100, 20 << 10, -50, int64(n) << 7, -1000}
				for at, size := range sizes {
					if at == n%7 {
						q.Known()
					}
					_ = q.Hold(size)
				}
				q.End()
			}
		})
	}
	done.Wait()
	assert.Zero(t, in.Held())
	assert.Zero(t, in.unknownSmall.used.Load())
	assert.Zero(t, in.unknownLarge.used.Load())
}

// read reads a body; the text is nil after an error.
func read(q *Request, body io.Reader, encoding string, limit int64) (text *string, err error) {
	r := httptest.NewRequest(http.MethodPost, "/", body)
	r.ContentLength = -1
	if encoding != "" {
		r.Header.Set("Content-Encoding", encoding)
	}
	err = q.Read(r, limit, func(body []byte) error {
		got := string(body)
		text = &got
		return nil
	})
	return text, err
}

func zipped(t testing.TB, text string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := io.WriteString(z, text)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return b.String()
}

type broken struct{ error }

func (b broken) Read([]byte) (int, error) { return 0, b.error }

func TestRead(t *testing.T) {
	in := New(Options{})
	const limit = 100 << 10
	full := strings.Repeat("я", limit/2)
	reset := errors.New("connection reset")
	for name, c := range map[string]struct {
		body     io.Reader
		encoding string
		want     string
		err      error
	}{
		"empty":             {body: strings.NewReader("")},
		"short":             {body: strings.NewReader("text"), want: "text"},
		"identity":          {body: strings.NewReader("text"), encoding: "identity", want: "text"},
		"as much as may":    {body: strings.NewReader(full), want: full},
		"one more":          {body: strings.NewReader(full + "."), err: ErrTooLarge},
		"gzip":              {body: strings.NewReader(zipped(t, full)), encoding: "gzip", want: full},
		"x-gzip":            {body: strings.NewReader(zipped(t, "text")), encoding: " X-GZIP ", want: "text"},
		"one more in gzip":  {body: strings.NewReader(zipped(t, full+".")), encoding: "gzip", err: ErrTooLarge},
		"bomb":              {body: strings.NewReader(zipped(t, strings.Repeat(full, 100))), encoding: "gzip", err: ErrTooLarge},
		"no gzip":           {body: strings.NewReader("text is no gzip"), encoding: "gzip", err: ErrCorrupt},
		"broken gzip":       {body: strings.NewReader(zipped(t, full)[:30] + "....."), encoding: "gzip", err: ErrCorrupt},
		"gzip cut off":      {body: strings.NewReader(zipped(t, full)[:30]), encoding: "gzip", err: ErrIncomplete},
		"another encoding":  {body: strings.NewReader("text"), encoding: "br", err: ErrEncoding},
		"several encodings": {body: strings.NewReader("text"), encoding: "gzip, gzip", err: ErrEncoding},
		"cut off":           {body: io.MultiReader(strings.NewReader("te"), broken{reset}), err: ErrIncomplete},
	} {
		t.Run(name, func(t *testing.T) {
			q := begun(t, in, "192.0.2.1")
			text, err := read(q, c.body, c.encoding, limit)
			if c.err != nil {
				assert.ErrorIs(t, err, c.err)
				assert.Nil(t, text)
			} else {
				require.NoError(t, err)
				assert.Equal(t, c.want, *text)
			}
			assert.Zero(t, in.Held(), "the buffer is given back")
			q.End()
		})
	}
}

// What is announced is refused unread, and what is not there yet is not held.
func TestAnnouncedLength(t *testing.T) {
	in := New(Options{})
	q := begun(t, in, "192.0.2.1")
	r := httptest.NewRequest(http.MethodPost, "/", broken{errors.New("read")})
	r.ContentLength = 101
	assert.ErrorIs(t, q.Read(r, 100, nil), ErrTooLarge)

	pipe, w := io.Pipe()
	r = httptest.NewRequest(http.MethodPost, "/", pipe)
	r.ContentLength = 1 << 20
	go func() {
		_, err := w.Write([]byte("slow"))
		assert.NoError(t, err)
		assert.LessOrEqual(t, in.Held(), int64(keepBuffer))
		w.Close()
	}()
	assert.NoError(t, q.Read(r, 1<<20, func(body []byte) error {
		assert.Equal(t, "slow", string(body))
		return nil
	}))
}

// Bodies that are on their way are refused once their share is used up, as far as
// they have come.
func TestBodiesShareABudget(t *testing.T) {
	in := New(Options{Budget: 1 << 20})
	q := begun(t, in, "192.0.2.1")
	_, err := read(q, strings.NewReader(strings.Repeat(".", 200<<10)), "", 1<<20)
	assert.ErrorIs(t, err, ErrBusy)
	q.Known()
	_, err = read(q, strings.NewReader(strings.Repeat(".", 200<<10)), "", 1<<20)
	assert.NoError(t, err)
	assert.Zero(t, in.Held())
}

func BenchmarkRequest(b *testing.B) {
	in := New(Options{})
	from := addr("192.0.2.1")
	for b.Loop() {
		var q Request
		_ = in.Begin(&q, bare, from)
		_ = q.Hold(4096)
		q.Known()
		_ = q.Hold(-4096)
		_ = q.Hold(1000)
		q.End()
	}
}
