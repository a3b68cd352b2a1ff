package jsonrpc_test

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"partnerapi/importer"
	"partnerapi/internal/password"
	"partnerapi/jsonrpc"
	"partnerapi/ops/v2"
	"partnerapi/store"
	"partnerapi/test/doors"
)

// benchWorld is a handler over a store with a partner of so many customers, and
// the weakest hashes.
func benchWorld(b *testing.B, customers int) http.Handler {
	b.Helper()
	w := &world{Tester: b, points: &points{used: map[store.Partner]int64{}}}
	st, _ := (&doors.Template{}).Open(b, func() time.Time { return doors.Noon })
	var lines bytes.Buffer
	fmt.Fprintf(&lines, `{"kind":"region","region_id":%q,"region_name":"x","region_time_zone":3}`+"\n", uuidOf("e1"))
	fmt.Fprintf(&lines, `{"kind":"partner","partner_id":%q,"partner_name":"x","regions":[%q],"roles":[]}`+"\n", uuidOf("f1"), uuidOf("e1"))
	fmt.Fprintf(&lines, `{"kind":"service_type","service_type_id":%q,"service_type_name":"x","partner_id":%q,"number":1}`+"\n", uuidOf("b1"), uuidOf("f1"))
	for n := range customers {
		fmt.Fprintf(&lines, `{"kind":"client","client_id":"00000000-0000-4000-8000-%012d","partner_id":%q,"region_id":null,"client_name":"Клиент %d ООО","client_full_name":null,"client_del":false,"client_inn":null,"client_kpp":null,"client_reg_num":null,"pay_method_id":2,"addit_attribute":null,"client_new_id":null,"number":%d}`+"\n",
			n, uuidOf("f1"), n, n+1)
	}
	_, err := importer.Import(b.Context(), st, doors.NewHasher(b), &lines, importer.Options{Problem: func(p importer.Problem) { b.Error(p) }})
	require.NoError(b, err)
	weakest, err := password.NewHasher(password.Params{Memory: 8, Time: 1, Threads: 1})
	require.NoError(b, err)
	return jsonrpc.New(jsonrpc.Options{
		Set:     doors.V2(b, &v2.Set{Store: st, Zone: store.Moscow, Hasher: weakest, Sessions: sessions{}, PartnerAPI: doors.PartnerAPI(b, st)}),
		Callers: doors.Callers(w.token), Points: w.points, Log: slog.New(slog.DiscardHandler),
	})
}

// BenchmarkGetCustomers is get.customers without the network.
func BenchmarkGetCustomers(b *testing.B) {
	handler := benchWorld(b, 10000)
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

// BenchmarkClientRead is partnerapi.client_read without the network.
func BenchmarkClientRead(b *testing.B) {
	for _, rows := range []int{1, 100, 10000} {
		handler := benchWorld(b, rows)
		b.Run(strconv.Itoa(rows), func(b *testing.B) {
			const body = `{"jsonrpc":"2.0","id":1,"method":"partnerapi.client_read","params":{"access_token":"p1"}}`
			b.ReportAllocs()
			for b.Loop() {
				handler.ServeHTTP(discard{}, httptest.NewRequest(http.MethodPost, "/v2.0", strings.NewReader(body)))
			}
		})
	}
}

// BenchmarkCreateCustomers is create.customers without the network, from 16
// clients at a time.
func BenchmarkCreateCustomers(b *testing.B) {
	handler := benchWorld(b, 0)
	const body = `{"jsonrpc":"2.0","id":1,"method":"create.customers","params":{"access_token":"p1","name":"Новый клиент ООО","tariff_plan_id":1,"email":"boss-{once}@new.example","password":"не-короче-8",` +
		`"monthly_base_limit":1000,"monthly_base_notify_emails":["boss@new.example"],"monthly_calls_notify_emails":[],"daily_calls_notify_emails":[]}}`
	first := httptest.NewRecorder()
	handler.ServeHTTP(first, httptest.NewRequest(http.MethodPost, "/v2.0", strings.NewReader(body)))
	require.Contains(b, first.Body.String(), `"result"`)
	b.SetParallelism(max(1, 16/runtime.GOMAXPROCS(0)))
	b.ReportAllocs()
	var made atomic.Int64
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			one := strings.Replace(body, "{once}", strconv.FormatInt(made.Add(1), 10), 1)
			handler.ServeHTTP(discard{}, httptest.NewRequest(http.MethodPost, "/v2.0", strings.NewReader(one)))
		}
	})
}

// discard is a client that reads nothing.
type discard struct{}

func (discard) Header() http.Header         { return http.Header{} }
func (discard) Write(b []byte) (int, error) { return io.Discard.Write(b) }
func (discard) WriteHeader(int)             {}
