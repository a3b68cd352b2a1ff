package store

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
	"partnerapi/store/internal/db"
)

// A server of an older schema that runs on beside a newer one: what it writes is found
// by the newer one, and of a value that both want one gets it. That the directories hold
// all of it the place looks at itself.
func TestUpgradeBesideOldServers(t *testing.T) {
	enginetest.PostgresOnly(t, "a data directory has one server")
	for _, schema := range []int{9, 12, 13, 14} {
		t.Run(fmt.Sprint(schema), func(t *testing.T) {
			place := enginetest.Empty(t)
			old, err := db.OpenPostgres(t.Context(), place.Store, db.Options{Schema: schema, Readers: 1, Counters: counters(1), Now: time.Now, Batch: func(int, error) {}})
			require.NoError(t, err)
			defer func() { require.NoError(t, old.Close()) }()
			write := func(script string) error {
				return old.Write(t.Context(), 1, func(tx *db.Tx) error { return tx.Script(script) })
			}
			if schema > 9 {
				require.NoError(t, write(`SELECT make_partition('call', 1700000000)`))
			}
			require.NoError(t, write(worldSetupRows+`
INSERT INTO call (partner, time, id, call_id, duration, url_call_record) VALUES (1, 1700000000, 1, x'01', 7, '');`+oldRows(schema, 1)))
			st, err := Open(place.Store, Options{KeyFile: place.KeyFile})
			require.NoError(t, err)
			defer func() { require.NoError(t, st.Close()) }()
			require.NoError(t, write(oldRows(schema, 2)))
			require.NoError(t, write(`INSERT INTO call (partner, time, id, call_id, duration, url_call_record) VALUES (1, 1700000001, 2, x'02', 7, '')`))

			for n := range int64(2) {
				n++
				require.NoError(t, st.read(t.Context(), func(c *db.Conn) error {
					for of, value := range map[*db.Unique]any{clientIDs: fmt.Sprintf("c%d", n), clientNumbers: 100 + n, employeeIDs: fmt.Sprintf("e%d", n),
						employeeNumbers[OfClient]: 200 + n, agentIDs: fmt.Sprintf("a%d", n), agentNumbers[OfClient]: fmt.Sprint(300 + n), tokenHashes: []byte{byte(n)}} {
						partner, id, found, err := c.Holder(of, value)
						assert.NoError(t, err)
						assert.Equal(t, []any{int64(1), n, true}, []any{partner, id, found}, "%v is row %d's", value, n)
					}
					at, _, err := c.Int(`SELECT time FROM call_directory WHERE call_id = ?1`, []byte{byte(n)})
					assert.Equal(t, 1699999999+n, at)
					return err
				}))
			}
			for token, bound := range map[string]bool{"plain-token": false, "bound-token": true} {
				n := NewToken{Token: token, Addresses: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}
				if bound {
					n.Methods = Methods{"get.*"}
				}
				require.NoError(t, st.Operator().AddToken(t.Context(), "21111111-1111-4111-8111-111111111112", n))
				hash := HashSecret(token)
				var addresses string
				require.NoError(t, old.Read(t.Context(), 1, func(c *db.Conn) error {
					_, err := c.One(`SELECT addresses FROM api_token WHERE hash = ?1`, []any{hash[:]}, func(r db.Row) { addresses = r.Text(0) })
					return err
				}))
				_, err := splitPrefixes(addresses) // as servers of schema 9 to 14 read it
				assert.Equal(t, bound, err != nil, "a server that knows nothing of methods refuses such a token: %v", err)
				access, err := st.Operator().Access(t.Context(), hash)
				require.NoError(t, err)
				assert.Equal(t, n.Addresses, access.Addresses)
				assert.Equal(t, n.Methods, access.Methods)
			}
			if schema < 13 { // what it can do no more is refused wholly
				for text, code := range map[string]string{
					`INSERT INTO client_contact (partner, id, client, contact_type, contact_view) VALUES (1, 1, 1, 1, 'x') ON CONFLICT (client, contact_type) DO NOTHING`:              "42P10",
					`INSERT INTO competence (partner, id, competence_id, agent, service_type) VALUES (1, 1, 'k', 1, 1) ON CONFLICT (agent, service_type) WHERE stopped = 0 DO NOTHING`: "42P10",
					`SELECT nextval('seq_agent_user_number')`: "42P01",
				} {
					require.ErrorContains(t, write(text), code, text)
				}
			}
			_, err = addClientNumbered(t, st.As(2), 103)
			require.NoError(t, err)
			require.Error(t, write(oldRows(schema, 3)), "client number 103 is the newer server's")
			_, err = addClientNumbered(t, st.As(2), 102)
			require.ErrorIs(t, err, db.ErrUnavailable, "client number 102 is the old server's")
			require.NoError(t, write(`UPDATE client SET number = 104 WHERE number = 102`))
			_, err = addClientNumbered(t, st.As(2), 102)
			require.NoError(t, err, "the old server has given it up")
		})
	}
}

// oldRows are rows as a server of a schema writes them. One of 13 claims their values
// itself.
func oldRows(schema, n int) string {
	script := ``
	if schema == 13 {
		script = `INSERT INTO directory (kind, value, partner, id) VALUES ('client_id', 'c%[1]d', 1, %[1]d), ('client_number', CAST(100 + %[1]d AS text), 1, %[1]d) ON CONFLICT DO NOTHING;`
	}
	return fmt.Sprintf(script+`
INSERT INTO client (partner, id, client_id, number, client_new_id, client_name, status, status_time, created) VALUES (1, %[1]d, 'c%[1]d', 100 + %[1]d, '', 'x', 2, 0, 0);
INSERT INTO employee (partner, id, type, employee_id, number, name, client) VALUES (1, %[1]d, 2, 'e%[1]d', 200 + %[1]d, 'x', %[1]d);
INSERT INTO agent (partner, id, type, agent_id, number, password, client, employee, activity) VALUES (1, %[1]d, 2, 'a%[1]d', CAST(300 + %[1]d AS text), x'00', %[1]d, %[1]d, 1);
INSERT INTO api_token (partner, id, hash, beginning, created) VALUES (1, %[1]d, x'%02[1]d', '', 0);`, n)
}

func addClientNumbered(t *testing.T, of *Tenant, number int64) (id int64, err error) {
	err = of.Write(t.Context(), func(tx *Tx) error {
		id, _, err = tx.addClient(newClient{name: "x", number: number, status: StatusActive})
		return err
	})
	return id, err
}
