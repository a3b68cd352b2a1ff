package usersidehttp

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// BenchmarkGetData is get_data without the network.
func BenchmarkGetData(b *testing.B) {
	p := openProvider(b)
	var numbers []string
	for i := range 100 {
		numbers = append(numbers, p.addFull(i))
	}
	p.handler.Log = slog.New(slog.DiscardHandler)
	for _, n := range []int{1, 100} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			url := Path + "?key=a&cat=customer&action=get_data&customer_id=" + strings.Join(numbers[:n], ",")
			b.ReportAllocs()
			for b.Loop() {
				p.handler.ServeHTTP(discard{}, httptest.NewRequest(http.MethodGet, url, nil))
			}
		})
	}
	answer := p.call("get_data", "customer_id", numbers[0])
	require.Equal(b, http.StatusOK, answer.status, answer.body)
}

// discard is a client that reads nothing.
type discard struct{}

func (discard) Header() http.Header         { return http.Header{} }
func (discard) Write(b []byte) (int, error) { return io.Discard.Write(b) }
func (discard) WriteHeader(int)             {}
