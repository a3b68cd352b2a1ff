package clients

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"testing"

	"github.com/beevik/etree"
	"github.com/stretchr/testify/require"
)

// tap stands between the clients and the server and keeps what passes. The WSDL
// that passes names the tap's address, for it is the one that the request used
// (W1): a client whose calls do not come through here has not read it.
type tap struct {
	// URL is the service's address behind the tap.
	URL string

	mu        sync.Mutex
	exchanges []*exchange
}

// exchange is a call and its answer, without gzip.
type exchange struct {
	request, answer []byte
}

type exchangeKey struct{}

func newTap(t *testing.T, address string) *tap {
	t.Helper()
	target, err := url.Parse(address)
	require.NoError(t, err)
	p := &tap{}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.Out.URL.Scheme, r.Out.URL.Host = target.Scheme, target.Host },
		ModifyResponse: func(r *http.Response) error {
			e, ok := r.Request.Context().Value(exchangeKey{}).(*exchange)
			if !ok {
				return nil
			}
			body, err := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(body))
			if err == nil {
				e.answer, err = plain(r.Header, body)
			}
			return err
		},
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			body, err := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(body))
			e := &exchange{}
			if err == nil {
				e.request, err = plain(r.Header, body)
			}
			if err != nil {
				http.Error(w, err.Error(), http.StatusBadGateway)
				return
			}
			p.mu.Lock()
			p.exchanges = append(p.exchanges, e)
			p.mu.Unlock()
			r = r.WithContext(context.WithValue(r.Context(), exchangeKey{}, e))
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	p.URL = server.URL + target.Path
	return p
}

func plain(header http.Header, body []byte) ([]byte, error) {
	if header.Get("Content-Encoding") != "gzip" {
		return body, nil
	}
	unzipped, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(unzipped)
}

// wire answers how the last call carried its operands: "absent", "nil", "empty",
// or the text.
func (p *tap) wire(t *testing.T, operand string) string {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	doc := etree.NewDocument()
	require.NoError(t, doc.ReadFromBytes(p.exchanges[len(p.exchanges)-1].request))
	found := doc.FindElement("//Body/*/" + operand)
	switch {
	case found == nil:
		return "absent"
	case found.SelectAttrValue("nil", "") == "true":
		return "nil"
	case found.Text() == "":
		return "empty"
	}
	return found.Text()
}
