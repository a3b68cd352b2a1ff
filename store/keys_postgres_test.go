package store

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
	"partnerapi/store/internal/db"
)

const registerDirectory = "says where the row of an id is that is unique in the store"

// sharedTables have keys without a partner, for these reasons. All other tables are
// partners' own, and can be distributed by the partner.
var sharedTables = map[string]string{
	"call_directory":           registerDirectory,
	"chat_message_directory":   registerDirectory,
	"remote_session_directory": registerDirectory,
	"sip_call_directory":       registerDirectory,
	"audit":                    "of the store: operators' commands",
	"api_session":              "found by the hash of a token before the partner is known",
	"contact_type":             "all partners' register",
	"counter":                  "of the store",
	"directory":                "says whose a value is that is unique in the store",
	"its_contract":             "the register of 1C, all partners'",
	"login":                    "found by its name before the partner is known",
	"migration":                "of the store",
	"partner":                  "the register of partners itself",
	"probe":                    "of the store",
	"region":                   "all partners' register",
	"role":                     "all partners' register",
	"sealing_key":              "of the store",
	"service_type":             "a line that a partner exports is read by all, and referred to",
}

// PostgreSQL's catalogue: primary keys, unique indexes and foreign keys of partners'
// tables hold within one partner, so that the tables can be distributed by it.
func TestKeysCarryThePartner(t *testing.T) {
	enginetest.PostgresOnly(t, "SQLite's keys hold in the whole store")
	st, _ := newTenant(t)
	var names []string
	partnerKeys := map[string]bool{}
	query(t, st, `SELECT CAST(c.relname AS text) COLLATE "C", EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'partner' AND a.attnotnull)
  FROM pg_class c WHERE c.relnamespace = CAST(current_schema() AS regnamespace) AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1`, func(r db.Row) {
		names = append(names, r.Text(0))
		partnerKeys[r.Text(0)] = r.Bool(1)
	})
	require.Greater(t, len(names), 40, "tables")
	for table := range sharedTables {
		assert.Contains(t, names, table, "sharedTables names it, and it is not there")
	}
	for _, name := range names {
		if sharedTables[name] == "" {
			assert.True(t, partnerKeys[name], "table %s has no column partner that is NOT NULL, and sharedTables does not name it", name)
		}
	}
	query(t, st, uniqueIndexes, func(r db.Row) {
		table, index, columns := r.Text(0), r.Text(1), strings.Fields(r.Text(2))
		if sharedTables[table] == "" {
			assert.Contains(t, columns, "partner", "unique index %s of %s holds in the whole store", index, table)
		}
		if r.Bool(3) && sharedTables[table] == "" {
			assert.Equal(t, "partner", columns[0], "the primary key of %s", table)
		}
	})
	query(t, st, foreignKeys, func(r db.Row) {
		table, key, to, columns, toColumns := r.Text(0), r.Text(1), r.Text(2), strings.Fields(r.Text(3)), strings.Fields(r.Text(4))
		if sharedTables[to] != "" {
			return
		}
		assert.Empty(t, sharedTables[table], "foreign key %s from %s to the partners' own %s", key, table, to)
		at := slices.Index(columns, "partner")
		if assert.GreaterOrEqual(t, at, 0, "foreign key %s from %s to %s goes across partners", key, table, to) {
			assert.Equal(t, "partner", toColumns[at], "foreign key %s from %s to %s", key, table, to)
		}
	})
}

const (
	uniqueIndexes = `SELECT CAST(c.relname AS text), CAST(i.relname AS text), string_agg(CAST(a.attname AS text), ' ' ORDER BY k.at), x.indisprimary
  FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
    CROSS JOIN LATERAL unnest(x.indkey) WITH ORDINALITY AS k(number, at) JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.number
  WHERE x.indisunique AND c.relnamespace = CAST(current_schema() AS regnamespace) GROUP BY 1, 2, 4`
	foreignKeys = `SELECT CAST(c.relname AS text), CAST(k.conname AS text), CAST(t.relname AS text),
    (SELECT string_agg(CAST(a.attname AS text), ' ' ORDER BY n.at) FROM unnest(k.conkey) WITH ORDINALITY AS n(number, at) JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = n.number),
    (SELECT string_agg(CAST(a.attname AS text), ' ' ORDER BY n.at) FROM unnest(k.confkey) WITH ORDINALITY AS n(number, at) JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = n.number)
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid
  WHERE k.contype = 'f' AND c.relnamespace = CAST(current_schema() AS regnamespace)`
)

func query(t *testing.T, st *Store, text string, fn func(r db.Row)) {
	t.Helper()
	require.NoError(t, st.db.Read(t.Context(), db.Nobody, func(c *db.Conn) error {
		return c.EachOnce(text, nil, func(r db.Row) error {
			fn(r)
			return nil
		})
	}))
}

// The next agent_user_number is the largest + 1 (S10): what a refused call took is given
// to the next, and two that want one take turns.
func TestAgentUserNumbersLeaveNoneOut(t *testing.T) {
	enginetest.PostgresOnly(t, "SQLite writes one call after another, and a refused one leaves a gap")
	w := newWorld(t)
	take := func(p *Tenant, then error) (number string) {
		err := p.Write(t.Context(), func(tx *Tx) (err error) {
			if number, err = agentNumber(tx.ids, OfClient); err != nil {
				return err
			}
			return then
		})
		require.ErrorIs(t, err, then)
		return number
	}
	first := take(w.a, nil)
	refused := take(w.a, ErrTaken)
	assert.Equal(t, []string{"100000001", "100000002", "100000002"}, []string{first, refused, take(w.b, nil)})
}

// Tests that put rows by hand make the store go on above them, on either engine and with
// either kind of counter.
func TestSetCounters(t *testing.T) {
	w := newWorld(t)
	enginetest.SetCounters(t, w.place.SQL(t), map[string]int64{seqAgentUserNumber: 500_000_000, "mac_history": 70})
	w.write(t, w.a, func(tx *Tx) error {
		number, err := agentNumber(tx.ids, OfClient)
		require.NoError(t, err)
		assert.Equal(t, "500000000", number)
		id, err := tx.ids.Take("mac_history")
		assert.EqualValues(t, 70, id)
		return err
	})
}
