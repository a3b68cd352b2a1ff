package usersidehttp

import (
	"bytes"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"partnerapi/importer"
	"partnerapi/internal/enginetest"
	"partnerapi/internal/password"
	"partnerapi/ops"
	"partnerapi/ops/userside"
	"partnerapi/store"
	"partnerapi/test/doors"
)

// provider is the interface over a store with two partners, a and b, who have the same
// registers under other numbers; their keys are their names.
type provider struct {
	testing.TB
	place   enginetest.Place
	store   *store.Store
	handler *Handler
	url     string
	log     bytes.Buffer
	made    int    // what next has counted
	parent  string // a customer of a beside customerOfA
}

// What a has, and what b has in its place.
const (
	customerOfA, customerOfB = "101", "201"
	ownOfA, ownOfB           = "1", "8" // billings, marks, groups, houses, devices
	lineOfA, lineOfB         = "11", "12"
	employeeOfA, employeeOfB = "1", "2"
	ipOfA, ipOfB             = "10.1.0.1", "10.2.0.1"
	unknownNumber            = "999999"
)

var noon = time.Date(2024, 6, 15, 12, 0, 0, 0, store.Moscow)

func openProvider(t testing.TB) *provider {
	t.Helper()
	p := &provider{TB: t, place: enginetest.New(t), made: 1000}
	st, err := store.Open(p.place.Store, store.Options{KeyFile: p.place.KeyFile, Now: func() time.Time { return noon }})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	p.store = st
	hasher, err := password.NewHasher(password.Params{Memory: 7168, Time: 5, Threads: 1})
	require.NoError(t, err)
	_, err = importer.Import(t.Context(), st, hasher, strings.NewReader(registersOf("a", "1")+registersOf("b", "2")), importer.Options{Problem: func(p importer.Problem) { t.Errorf("%v", p) }})
	require.NoError(t, err)
	require.NoError(t, st.Operator().AddKey(t.Context(), uuidOf("p", "1"), store.NewKey{Key: "the key that books", Scopes: store.ScopeFinance})) // the ledger names it
	p.handler = New(Options{Set: (&userside.Set{Store: st, Zone: store.Moscow, Hasher: hasher}).Init(), Callers: doors.Callers(keys), Log: slog.New(slog.NewTextHandler(&p.log, nil))})
	server := httptest.NewServer(p.handler)
	t.Cleanup(server.Close)
	p.url = server.URL + Path
	p.must("a", "ip_add", "customer_id", customerOfA, "value", ipOfA, "mac", "00:11:22:33:44:55")
	p.must("b", "ip_add", "customer_id", customerOfB, "value", ipOfB, "mac", "00:11:22:33:44:66")
	return p
}

// keys knows the partners by their names; "-modern" and "-legacy" are dialects.
func keys(c ops.Credentials, _ netip.Addr) (ops.Caller, error) {
	name, dialect, _ := strings.Cut(c.Secret, "-")
	partner := strings.Index("ab", name) + 1
	if len(name) != 1 || partner == 0 {
		return ops.Caller{}, ops.ErrKey
	}
	if dialect == "" {
		dialect = "both"
	}
	return ops.Caller{Partner: store.Partner(partner), Login: "key:1", Rights: ops.Rights{Key: 1, Scopes: store.ScopeRead | store.ScopeWrite | store.ScopeFinance, Dialect: dialect}}, nil
}

// uuidOf is the UUID of a partner's row.
func uuidOf(kind, row string) string {
	return fmt.Sprintf("%08x-0000-4000-8000-%012s", kind[0], row)
}

// registersOf are the registers of a partner, numbered by n.
func registersOf(name, n string) string {
	own := map[string]string{"a": ownOfA, "b": ownOfB}[name]
	text := `{"kind":"region","region_id":"` + uuidOf("r", "1") + `","region_name":"Москва","region_time_zone":3}
{"kind":"partner","partner_id":"PARTNER","partner_name":"` + name + `","regions":["` + uuidOf("r", "1") + `"],"roles":[]}
{"kind":"billing","billing_id":OWN,"partner_id":"PARTNER","billing_name":"Биллинг"}
{"kind":"mark","mark_id":OWN,"partner_id":"PARTNER","mark_name":"Метка"}
{"kind":"customer_group","customer_group_id":OWN,"partner_id":"PARTNER","customer_group_name":"Группа"}
{"kind":"house","house_id":OWN,"partner_id":"PARTNER","house_name":"Дом","address_unit_id":OWN}
{"kind":"device","device_id":OWN,"partner_id":"PARTNER","device_name":"Коммутатор"}
{"kind":"service_type","service_type_id":"` + uuidOf("l", n) + `","service_type_name":"Линия","partner_id":"PARTNER","number":1N}
{"kind":"partner_user","partner_user_id":"` + uuidOf("e", n) + `","partner_id":"PARTNER","partner_user_name":"Иван","partner_user_family_name":"Иванов","partner_user_father_name":null,"partner_user_birthday":null,"partner_user_del":false}
{"kind":"client","client_id":"` + uuidOf("c", n) + `","partner_id":"PARTNER","region_id":null,"client_name":"Клиент","client_full_name":null,"client_del":false,"client_inn":null,"client_kpp":null,"client_reg_num":null,"pay_method_id":2,"addit_attribute":null,"client_new_id":null,"number":N01}
{"kind":"commutation","client_id":"` + uuidOf("c", n) + `","device_id":OWN,"port":1}
`
	return strings.NewReplacer("PARTNER", uuidOf("p", n), "OWN", own, "1N", "1"+n, "N01", n+"01").Replace(text)
}

// reply is what came back.
type reply struct {
	status int
	header http.Header
	body   string
}

// call sends a form as a: names and values in turn, as they are.
func (p *provider) call(action string, parameters ...string) reply {
	p.Helper()
	return p.form("key=a&cat=customer&action=" + action + pairs(parameters))
}

// must calls as a partner what succeeds.
func (p *provider) must(key, action string, parameters ...string) string {
	p.Helper()
	r := p.form("key=" + key + "&cat=customer&action=" + action + pairs(parameters))
	require.Equal(p, http.StatusOK, r.status, "%s %v: %s", action, parameters, r.body)
	return r.body
}

func pairs(parameters []string) string {
	var b strings.Builder
	for i := 0; i < len(parameters); i += 2 {
		b.WriteString("&" + url.QueryEscape(parameters[i]) + "=" + url.QueryEscape(parameters[i+1]))
	}
	return b.String()
}

func (p *provider) form(body string) reply {
	p.Helper()
	return p.send(http.MethodPost, "", "application/x-www-form-urlencoded", body)
}

// send sends a request as it is.
func (p *provider) send(method, query, kind, body string) reply {
	p.Helper()
	r, err := http.NewRequestWithContext(p.Context(), method, p.url, strings.NewReader(body))
	require.NoError(p, err)
	r.URL.RawQuery = query
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	answer, err := http.DefaultClient.Do(r)
	require.NoError(p, err)
	defer func() { _ = answer.Body.Close() }() // read to its end
	text, err := io.ReadAll(answer.Body)
	require.NoError(p, err)
	return reply{answer.StatusCode, answer.Header, string(text)}
}

// add makes a customer of a and answers its number.
func (p *provider) add() string {
	p.Helper()
	body := p.must("a", "add", "billing_id", ownOfA, "billing_customer_id", p.next())
	_, rest, _ := strings.Cut(body, `"Id":`)
	number, _, _ := strings.Cut(rest, ",")
	return number
}

// next is a number that nothing has had.
func (p *provider) next() string {
	p.made++
	return strconv.Itoa(p.made)
}

// nextIP is an address that nobody has had, and the beginning of a /24.
func (p *provider) nextIP() string {
	p.made++
	return fmt.Sprintf("11.%d.%d.0", p.made>>8, p.made&255)
}

// addFull makes a customer that has what providers keep of theirs.
func (p *provider) addFull(n int) string {
	p.Helper()
	number, text := p.add(), strconv.Itoa(n)
	p.must("a", "edit", "id", number, "account_number", "0000"+text, "agreement_number", text, "agreement_date", "2024-01-15", "apartment_number", text, "entrance", "2", "floor", "5",
		"comment", "Вход со двора", "date_connect", "2024-01-16", "email", text+"@example.com", "group_id", ownOfA, "house_id", ownOfA, "login", "user"+text, "manager_id", employeeOfA,
		"name", "Иванов Иван Иванович", "phone0", "+7 903 000-00-00", "phone1", "8 495 000-00-00")
	p.must("a", "ip_add", "customer_id", number, "value", p.nextIP(), "mac", "00:11:22:33:44:55")
	p.must("a", "mark_add", "customer_id", number, "mark_id", ownOfA)
	p.must("a", "tarif_change", "customer_id", number, "tarif", lineOfA)
	p.must("a", "service_add", "customer_id", number, "service_id", lineOfA, "price", "150.50")
	return number
}

// outside is a connection to the database of its own.
func (p *provider) outside() *sql.Conn {
	p.Helper()
	conn, err := p.place.SQL(p).Conn(p.Context())
	require.NoError(p, err)
	p.Cleanup(func() { require.NoError(p, conn.Close()) })
	return conn
}
