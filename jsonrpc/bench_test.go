package jsonrpc_test

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"partnerapi/jsonrpc"
	"partnerapi/ops/v2"
	"partnerapi/registers"
	"partnerapi/store"
	"partnerapi/test/doors"
)

// BenchmarkGetCustomers is get.customers without the network.
func BenchmarkGetCustomers(b *testing.B) {
	w := &world{Tester: b, points: &points{used: map[store.Partner]int64{}}}
	st, _ := (&doors.Template{}).Open(b, func() time.Time { return doors.Noon })
	var lines bytes.Buffer
	fmt.Fprintf(&lines, `{"kind":"partner","partner_id":%q,"partner_name":"x","regions":[],"roles":[]}`+"\n", uuidOf("f1"))
	for n := range 10000 {
		fmt.Fprintf(&lines, `{"kind":"client","client_id":"00000000-0000-4000-8000-%012d","partner_id":%q,"region_id":null,"client_name":"Клиент %d ООО","client_full_name":null,"client_del":false,"client_inn":null,"client_kpp":null,"client_reg_num":null,"pay_method_id":2,"addit_attribute":null,"client_new_id":null,"number":%d}`+"\n",
			n, uuidOf("f1"), n, n+1)
	}
	_, err := registers.Import(b.Context(), st, doors.NewHasher(b), &lines, registers.Options{Problem: func(p registers.Problem) { b.Error(p) }})
	require.NoError(b, err)
	handler := jsonrpc.New(jsonrpc.Options{
		Set:   (&v2.Set{Store: st, Zone: store.Moscow, Sessions: sessions{}}).Init(),
		Token: w.token, Points: w.points, Log: slog.New(slog.DiscardHandler),
	})
	for name, params := range map[string]string{"1": `"filter":{"field":"id","operator":"=","value":7}`, "100": `"limit":100`, "10000": `"limit":10000`} {
		b.Run(name, func(b *testing.B) {
			body := `{"jsonrpc":"2.0","id":1,"method":"get.customers","params":{"access_token":"p1",` + params + `}}`
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequest(http.MethodPost, "/v2.0", strings.NewReader(body))
				handler.ServeHTTP(discard{}, r)
			}
		})
	}
}

// discard is a client that reads nothing.
type discard struct{}

func (discard) Header() http.Header         { return http.Header{} }
func (discard) Write(b []byte) (int, error) { return io.Discard.Write(b) }
func (discard) WriteHeader(int)             {}
