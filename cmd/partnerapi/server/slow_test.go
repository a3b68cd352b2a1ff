package server_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/cmd/partnerapi/server"
	"partnerapi/internal/config"
	"partnerapi/internal/proctest"
	"partnerapi/internal/soaptest"
	"partnerapi/soap"
	"partnerapi/test/doors"
)

// manyClients is how many clients a partner of these tests has: enough for answers
// that no socket buffers.
const manyClients = 10_000

// large is a server whose two partners have many clients, with the requests of each
// interface that read all of them.
type large struct {
	*server.Server
	requests map[string][2]string // by interface, of the first and the second partner
}

func startLarge(t *testing.T, change func(c *config.Config)) large {
	c := configuration(t)
	c.Points.Minute = 0
	c.Points.Day = 0
	var b strings.Builder
	region := soaptest.Fill("$e1")
	fmt.Fprintf(&b, `{"kind":"region","region_id":%q,"region_name":"Москва","region_time_zone":3}`+"\n", region)
	for p := range 2 {
		partner := soaptest.Fill(fmt.Sprintf("$f%d", p+1))
		fmt.Fprintf(&b, `{"kind":"partner","partner_id":%q,"partner_name":"П","regions":[%q],"roles":[],"logins":[{"login":"p%d","password":"p%d"}]}`+"\n", partner, region, p+1, p+1)
		for n := range manyClients {
			fmt.Fprintf(&b, `{"kind":"client","client_id":"c0000000-0000-4000-8000-%012d","partner_id":%q,"region_id":%q,"client_name":"Клиент %d ООО","client_full_name":"Общество с ограниченной ответственностью «Клиент %d»","client_del":false,"client_inn":"","client_kpp":"","client_reg_num":"","addit_attribute":null,"client_new_id":"d0000000-0000-4000-8000-%012d","pay_method_id":2,"number":%d}`+"\n",
				p*manyClients+n+1, partner, region, n, n, p*manyClients+n+1, p*manyClients+n+1)
		}
	}
	file := filepath.Join(t.TempDir(), "registers.jsonl")
	require.NoError(t, os.WriteFile(file, []byte(b.String()), 0o600))
	proctest.Run(t, placeOf(c).Flags(), "import", file)
	requests := map[string][2]string{"soap": {}, "v2": {}, "userside": {}}
	for p := range 2 {
		partner := soaptest.Fill(fmt.Sprintf("$f%d", p+1))
		token := strings.TrimSpace(proctest.Run(t, placeOf(c).Flags(), "token", "add", "--partner", partner))
		key := strings.TrimSpace(proctest.Run(t, placeOf(c).Flags(), "key", "add", "--partner", partner))
		var ids strings.Builder
		for n := range manyClients {
			fmt.Fprintf(&ids, "%d,", p*manyClients+n+1)
		}
		for door, body := range map[string]string{
			"soap":     string(soaptest.Client{}.Envelope("client_read")),
			"v2":       `{"jsonrpc":"2.0","id":1,"method":"get.customers","params":{"access_token":"` + token + `","limit":10000}}`,
			"userside": "key=" + key + "&customer_id=" + strings.TrimSuffix(ids.String(), ","),
		} {
			two := requests[door]
			two[p] = body
			requests[door] = two
		}
	}
	change(c)
	return large{start(t, c), requests}
}

func (l large) client(login string) soaptest.Client {
	return soaptest.Client{URL: l.URL() + soap.Paths[0], Login: login, Password: login}
}

// ask sends the request of a partner that reads everything.
func (l large) ask(t *testing.T, door string, partner int) net.Conn {
	conn, err := net.Dial("tcp", strings.TrimPrefix(l.URL(), "http://"))
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, l.URL()+paths[door], strings.NewReader(l.requests[door][partner]))
	require.NoError(t, err)
	r.SetBasicAuth(fmt.Sprintf("p%d", partner+1), fmt.Sprintf("p%d", partner+1))
	require.NoError(t, r.Write(conn))
	return conn
}

// Clients that read nothing hold no more than the budget, at each interface, and leave
// little more to the collector; another partner reads on, and they make room for it.
func TestSlowReaders(t *testing.T) {
	const budget = 32 << 20
	l := startLarge(t, func(c *config.Config) { c.Budgets.Answers = budget })
	for _, login := range []string{"p1", "p2"} {
		_, err := l.client(login).Call(t.Context(), "region_read")
		require.NoError(t, err)
	}
	idle := doors.LiveHeap()
	for door, clients := range map[string]int{"soap": 250, "v2": 250, "userside": 60} {
		t.Run(door, func(t *testing.T) {
			var conns []net.Conn
			for range clients {
				conns = append(conns, l.ask(t, door, 0))
			}
			live, all := int64(0), int64(0)
			for range 5 {
				var m runtime.MemStats
				for !l.readWhole(t, door, 1) && !t.Failed() {
				}
				runtime.ReadMemStats(&m)
				all = max(all, int64(m.HeapAlloc)-idle)
				live = max(live, doors.LiveHeap()-idle)
			}
			t.Logf("%d MiB live, %d MiB in all", live>>20, all>>20)
			assert.Less(t, live, int64(2*budget), "half of the budget, with the requests themselves")
			assert.Less(t, all, int64(3*budget), "with what is not collected yet")
			answer, err := l.client("p2").Call(t.Context(), "client_read")
			require.NoError(t, err)
			require.Nil(t, answer.Fault)
			assert.Len(t, answer.Rows, manyClients)
			for _, conn := range conns {
				require.NoError(t, conn.Close())
			}
			require.Eventually(t, func() bool { return doors.LiveHeap()-idle < budget/4 }, time.Minute, 10*time.Millisecond, "it is all given back")
		})
	}
	require.NoError(t, l.Stop())
}

// Many reads of everything at once wait for room in the budget, which is too small
// for all of them. Who waits too long, as may be on a slow machine, is refused or cut
// off and comes again; all are answered, and never half as if it were whole.
func TestManyReadersAtOnce(t *testing.T) {
	l := startLarge(t, func(c *config.Config) { c.Budgets.Answers = 32 << 20 })
	for door := range l.requests {
		t.Run(door, func(t *testing.T) {
			var readers sync.WaitGroup
			for i := range 24 {
				readers.Go(func() {
					for !l.readWhole(t, door, i%2) && !t.Failed() {
					}
				})
			}
			readers.Wait()
		})
	}
	require.NoError(t, l.Stop())
}

// readWhole reads everything of a partner; false means that the server was busy.
// An answer that was not cut off is whole.
func (l large) readWhole(t *testing.T, door string, partner int) bool {
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, l.URL()+paths[door], strings.NewReader(l.requests[door][partner]))
	if !assert.NoError(t, err) {
		return false
	}
	login := fmt.Sprintf("p%d", partner+1)
	r.SetBasicAuth(login, login)
	resp, err := http.DefaultClient.Do(r)
	if !assert.NoError(t, err) {
		return false
	}
	defer resp.Body.Close()
	n, err := io.Copy(io.Discard, resp.Body)
	if err != nil || resp.Header.Get("Retry-After") != "" {
		return false // cut off in the middle, or not begun
	}
	assert.Equal(t, http.StatusOK, resp.StatusCode)
	assert.Greater(t, n, int64(1<<20))
	return true
}
