package servers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"testing"
	"time"
)

// notAsked is what the proxy says when it has handed a request to nobody.
const notAsked = "no server is ready"

// proxy hands each request to the next server that is ready, whoever asks: it knows no
// sessions and repeats nothing. Of a server that breaks off it says so with 502.
type proxy struct {
	url string

	mu      sync.Mutex
	servers [serverCount]backend
	next    int
}

type backend struct {
	url   *url.URL // nil: there is none
	ready bool
}

func newProxy(t *testing.T) *proxy {
	p := &proxy{}
	forward := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(r.In.Context().Value(chosen{}).(*url.URL))
		},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, err error) {
			http.Error(w, err.Error(), http.StatusBadGateway)
		},
	}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		to := p.choose()
		if to == nil {
			http.Error(w, notAsked, http.StatusBadGateway)
			return
		}
		forward.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), chosen{}, to)))
	}))
	p.url = front.URL
	stop := make(chan struct{})
	var asked sync.WaitGroup
	for i := range serverCount {
		asked.Go(func() { p.ask(i, stop) })
	}
	t.Cleanup(func() {
		close(stop)
		asked.Wait()
		front.Close()
	})
	return p
}

// chosen is the key of a request's server in its context.
type chosen struct{}

// use says where a server is.
func (p *proxy) use(i int, address string) {
	to, err := url.Parse(address)
	if err != nil {
		panic(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.servers[i] = backend{url: to}
}

// choose returns the next server that is ready; nil: there is none.
func (p *proxy) choose() *url.URL {
	p.mu.Lock()
	defer p.mu.Unlock()
	for range serverCount {
		p.next = (p.next + 1) % serverCount
		if p.servers[p.next].ready {
			return p.servers[p.next].url
		}
	}
	return nil
}

// ask asks a server again and again whether it is ready.
func (p *proxy) ask(i int, stop chan struct{}) {
	for every := time.NewTicker(50 * time.Millisecond); ; {
		select {
		case <-stop:
			every.Stop()
			return
		case <-every.C:
		}
		p.mu.Lock()
		to := p.servers[i].url
		p.mu.Unlock()
		if to == nil {
			continue
		}
		ready := isReady(to.String())
		p.mu.Lock()
		if p.servers[i].url == to {
			p.servers[i].ready = ready
		}
		p.mu.Unlock()
	}
}

var impatient = http.Client{Timeout: 5 * time.Second}

func isReady(address string) bool {
	resp, err := impatient.Get(address + "/readyz")
	return err == nil && resp.Body.Close() == nil && resp.StatusCode == http.StatusOK
}
