package servers

import (
	"encoding/json"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A partner has its points once, whichever servers it calls, and each answer says what
// is left of them everywhere.
func TestPointsAreSpentOnce(t *testing.T) {
	const limit = 60
	o := open(t, "--points-day", strconv.Itoa(limit), "--points-minute", "0")
	for n := range int64(6) {
		a, err := o.v2(o.url(int(n)%serverCount), "get.account", nil)
		require.NoError(t, err)
		require.NotNil(t, a.Result, a.raw)
		require.Equal(t, limit-1-n, a.Result.Metadata.Limits.Day)
	}
	refused, err := o.v2(o.url(0), "update.customers", map[string]any{"id": 1})
	require.NoError(t, err)
	require.Equal(t, "entity_not_found", refused.mnemonic())
	require.EqualValues(t, limit-6, refused.Error.Data.Metadata.Limits.Day, "what is refused costs nothing")
	var passed atomic.Int64
	var done sync.WaitGroup
	for i := range 12 {
		done.Go(func() {
			for range 10 {
				a, err := o.v2(o.url(i%serverCount), "get.account", nil)
				if !assert.NoError(t, err) {
					return
				}
				switch a.mnemonic() {
				case "":
					passed.Add(1)
				case "limit_exceeded":
				default:
					t.Error(a.raw)
				}
			}
		})
	}
	done.Wait()
	assert.EqualValues(t, limit-6, passed.Load())
	for i := range o.servers {
		a, err := o.v2(o.url(i), "get.account", nil)
		require.NoError(t, err)
		assert.Equal(t, "limit_exceeded", a.mnemonic(), "server %d", i)
	}
}

// within is how soon each server knows what a command has changed.
const within = time.Second

// What a command ends every server refuses within a second, though it has just
// answered, and what one server ends the others do.
func TestRefusedEverywhere(t *testing.T) {
	o := open(t, "--points-day", "0", "--points-minute", "0") // it asks again and again
	said, err := o.v2(o.url(0), "login.user", map[string]any{"login": login, "password": password})
	require.NoError(t, err)
	require.NotNil(t, said.Result, said.raw)
	var begun struct {
		Token string `json:"access_token"`
	}
	require.NoError(t, json.Unmarshal(said.Result.Data, &begun))
	account := func(token string) func(i int) bool {
		return func(i int) bool {
			a, err := o.v2(o.url(i), "get.account", map[string]any{"access_token": token})
			require.NoError(t, err)
			return a.Result != nil
		}
	}
	served := map[string]func(i int) bool{
		"token":   account(o.token),
		"session": account(begun.Token),
		"key": func(i int) bool {
			a, err := o.userside(o.url(i), "get_data", map[string]string{"customer_id": "1"})
			require.NoError(t, err)
			return a.Code == "not_found"
		},
		"login": func(i int) bool {
			a, err := soap(o.url(i)).Call(t.Context(), "partner_read")
			if err != nil {
				require.Equal(t, http.StatusUnauthorized, a.Status, "%s", err)
			}
			return a.Status == http.StatusOK
		},
	}
	all := []string{"token", "session", "key", "login"}
	expect := func(want bool, names ...string) {
		t.Helper()
		changed := time.Now()
		for _, name := range names {
			for i := range o.servers {
				for asked := time.Now(); served[name](i) != want; asked = time.Now() {
					require.Less(t, asked.Sub(changed), within, "%s at server %d", name, i)
				}
			}
		}
	}
	expect(true, all...)
	o.run("partner", "disable", partner)
	expect(false, all...)
	o.run("partner", "enable", partner)
	expect(true, all...)
	said, err = o.v2(o.url(1), "logout.user", map[string]any{"access_token": begun.Token})
	require.NoError(t, err)
	require.NotNil(t, said.Result, said.raw)
	expect(false, "session")
	o.run("token", "revoke", "1", "--partner", partner)
	expect(false, "token")
	o.run("key", "revoke", "1", "--partner", partner)
	expect(false, "key")
	expect(true, "login")
	o.run("partner", "login", "reset", login)
	expect(false, "login")
}

// What is sent to all servers at once is done once: by request_id, and within a key's
// duplicate window.
func TestDoneOnce(t *testing.T) {
	o := open(t)
	made, err := o.userside(o.url(0), "add", map[string]string{"is_potential": "1"})
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, made.status, made.raw)
	customer := strconv.FormatInt(made.ID, 10)
	once := func(action string, in map[string]string) {
		t.Helper()
		var ids [2 * serverCount]int64
		var done sync.WaitGroup
		for i := range ids {
			done.Go(func() {
				a, err := o.userside(o.url(i%serverCount), action, in)
				if assert.NoError(t, err) && assert.Equal(t, http.StatusOK, a.status, a.raw) {
					ids[i] = a.ID
				}
			})
		}
		done.Wait()
		for _, id := range ids {
			require.Equal(t, ids[0], id, action)
		}
	}
	const times = 10
	for n := range times {
		request := strconv.Itoa(n)
		once("change_balance", map[string]string{"customer_id": customer, "amount": "1.5", "comment": "Оплата", "request_id": request})
		once("msg_add", map[string]string{"customer_id": customer, "text": "Привет", "request_id": request})
		once("add", map[string]string{"is_potential": "1", "request_id": request})
	}
	o.key = o.run("key", "add", "--partner", partner, "--duplicate-window", "1h")
	for n := range times {
		once("change_balance", map[string]string{"customer_id": customer, "amount": "1.5", "comment": strconv.Itoa(n)})
	}
	var bookings, minor, messages int64
	db := o.place.SQL(t)
	require.NoError(t, db.QueryRow(`SELECT count(*), sum(amount) FROM ledger l JOIN client c ON c.id = l.client WHERE c.number = $1`, made.ID).Scan(&bookings, &minor))
	require.NoError(t, db.QueryRow(`SELECT count(*) FROM customer_message m JOIN client c ON c.id = m.client WHERE c.number = $1`, made.ID).Scan(&messages))
	assert.EqualValues(t, 2*times, bookings)
	assert.EqualValues(t, 2*times*150, minor)
	assert.EqualValues(t, times, messages)
}
