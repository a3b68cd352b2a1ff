package invariants

import (
	"bytes"
	"database/sql"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"partnerapi/cmd/partnerapi/server"
	"partnerapi/importer"
	"partnerapi/internal/config"
	"partnerapi/internal/enginetest"
	"partnerapi/store"
	"partnerapi/test/doors"
)

// partner is who calls. Both partners number their billings, marks, houses and
// groups alike.
type partner struct {
	id                 int64
	login, uuid        string
	token, key, window string  // window is a key with a duplicate window of a day
	keys               []int64 // the ids of key and window
	tariffs            []int64 // that it may give (S14)
	clerk              int64   // the number of an employee
}

var partners = []*partner{
	{id: 1, login: "p1", uuid: "00000000-0000-4000-8000-0000000000f1", token: strings.Repeat("T", 52), key: strings.Repeat("A", 52), window: strings.Repeat("B", 52), keys: []int64{1, 2}, tariffs: []int64{11, 13, 16}},
	{id: 2, login: "p2", uuid: "00000000-0000-4000-8000-0000000000f2", token: strings.Repeat("U", 52), key: strings.Repeat("C", 52), window: strings.Repeat("D", 52), keys: []int64{3, 4}, tariffs: []int64{13, 14, 15}},
}

// region is of both partners.
const region = "00000000-0000-4000-8000-0000000000a1"

// What the registers of testdata/v2 lack. No action hangs customers on ports, so
// some hang there from the beginning; and some stand below each other, with numbers
// and a login, so that it takes few steps until they meet.
const more = `
INSERT INTO billing VALUES (1, 1, 'a'), (1, 2, 'b'), (2, 1, 'a'), (2, 2, 'b');
INSERT INTO mark VALUES (1, 1, 'a'), (1, 2, 'b'), (2, 1, 'a'), (2, 2, 'b');
INSERT INTO customer_group VALUES (1, 51, 'a'), (2, 51, 'a');
INSERT INTO house VALUES (1, 1, 'a', 7), (2, 1, 'a', 7);
INSERT INTO device VALUES (1, 1, 'a', 167772161), (1, 2, 'b', NULL), (2, 1, 'a', 167772161);
INSERT INTO commutation SELECT partner, id, 1, 5 FROM client WHERE number IN (101, 102, 201);
INSERT INTO commutation SELECT partner, id, 2, number FROM client WHERE number IN (102, 103, 106);
INSERT INTO customer_phone SELECT partner, id, 0, '8 ' || number, '8' || number FROM client WHERE number IN (101, 102, 104, 201);
INSERT INTO customer_data (partner, client, parent, login, email) SELECT c.partner, c.id, p.id, 'login', 'a@example.org' FROM client c LEFT JOIN client p ON p.number = c.number - 1 AND p.number > 100
  WHERE c.number IN (101, 102, 103);`

// weak hashes passwords as cheaply as can be.
func weak() *config.Config {
	c := config.Default()
	c.Argon2 = config.Argon2{Time: 1, Memory: 8, Threads: 1}
	return c
}

// A partner has an employee, who books and writes.
const clerk = `{"kind": "partner_user", "partner_user_id": "00000000-0000-4000-8000-00000000010%d", "partner_id": %q, "partner_user_name": "Касса", ` +
	`"partner_user_family_name": null, "partner_user_father_name": null, "partner_user_birthday": null, "partner_user_del": false}` + "\n"

// importRegisters makes the store that every world copies.
func importRegisters(t *testing.T) enginetest.Place {
	place := enginetest.New(t)
	hasher, err := server.Hasher(weak())
	require.NoError(t, err)
	st, err := store.Open(place.Store, store.Options{KeyFile: place.KeyFile})
	require.NoError(t, err)
	lines, err := os.ReadFile("../../testdata/v2/registers.jsonl")
	require.NoError(t, err)
	for _, p := range partners {
		lines = fmt.Appendf(lines, clerk, p.id, p.uuid)
	}
	_, err = importer.Import(t.Context(), st, hasher, bytes.NewReader(lines), importer.Options{Problem: func(p importer.Problem) { t.Errorf("%v", p) }})
	require.NoError(t, err)
	for _, p := range partners {
		require.NoError(t, st.Operator().AddToken(t.Context(), p.uuid, store.NewToken{Token: p.token}))
		all := store.ScopeRead | store.ScopeWrite | store.ScopeFinance
		require.NoError(t, st.Operator().AddKey(t.Context(), p.uuid, store.NewKey{Key: p.key, Scopes: all, Dialect: "both"}))
		require.NoError(t, st.Operator().AddKey(t.Context(), p.uuid, store.NewKey{Key: p.window, Scopes: all, Dialect: "both", DuplicateWindow: 24 * time.Hour}))
	}
	require.NoError(t, st.Close())
	db := place.SQL(t)
	_, err = db.Exec(more)
	require.NoError(t, err)
	for _, p := range partners {
		require.NoError(t, db.QueryRow(`SELECT number FROM employee WHERE type = 1 AND partner = $1`, p.id).Scan(&p.clerk))
	}
	require.NoError(t, db.Close()) // a database with connections is copied nowhere
	return place
}

// world is the server as it is, with all three interfaces, over a copy of the
// registers, and the database as somebody else may read it.
type world struct {
	doors.Tester
	url    string
	db     *sql.DB
	client *http.Client
}

func openWorld(t doors.Tester, registers enginetest.Place) *world {
	c, place := weak(), registers.Copy(t)
	doors.Configure(c, place)
	c.Listen, c.Points, c.Readers = "127.0.0.1:0", config.Points{}, 2
	s, err := server.Start(c, slog.New(slog.DiscardHandler), "test")
	require.NoError(t, err)
	transport := &http.Transport{}
	w := &world{Tester: t, url: s.URL(), client: &http.Client{Transport: transport}, db: place.SQL(t)}
	w.db.SetMaxOpenConns(1)
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		require.NoError(t, s.Stop())
	})
	return w
}
