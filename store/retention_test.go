package store

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
	"partnerapi/store/internal/db"
)

// Servers that prepare the months to come at once do not collide, and do so by the
// store's clock.
func TestPrepareMonths(t *testing.T) {
	location, opts := inPlace(t, Options{Now: func() time.Time { return time.Date(2031, 11, 30, 23, 59, 59, 0, time.UTC) }})
	var stores []*Store
	for range 3 {
		st, err := Open(location, opts)
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, st.Close()) })
		stores = append(stores, st)
		if !enginetest.OnPostgres() {
			break
		}
	}
	var done sync.WaitGroup
	for _, st := range stores {
		done.Go(func() {
			for range 3 {
				assert.NoError(t, st.Operator().PrepareMonths(t.Context()))
			}
		})
	}
	done.Wait()
	assert.Equal(t, time.Date(2028, 11, 1, 0, 0, 0, 0, time.UTC), stores[0].Operator().MonthsAgo(36))
	if !enginetest.OnPostgres() {
		return
	}
	var names []string
	require.NoError(t, stores[0].read(t.Context(), func(c *db.Conn) error {
		return c.Each(`SELECT CAST(relname AS text) FROM pg_class WHERE relname ~ '^sip_call_[0-9_]+$' ORDER BY relname`, nil, func(r db.Row) error {
			names = append(names, r.Text(0))
			return nil
		})
	}))
	assert.Equal(t, []string{"sip_call_2031_11", "sip_call_2031_12", "sip_call_2032_01", "sip_call_2032_02"}, names)
}

// The migration to partitions keeps every row, of any time, and the directory knows it.
func TestMigrationToPartitions(t *testing.T) {
	enginetest.PostgresOnly(t, "its partitions")
	place := enginetest.Empty(t)
	old, err := db.OpenPostgres(t.Context(), place.Store, db.Options{Schema: 9, Readers: 1, Counters: counters(1), Now: time.Now, Batch: func(int, error) {}})
	require.NoError(t, err)
	require.NoError(t, old.Write(t.Context(), db.Nobody, func(tx *db.Tx) error {
		return tx.Script(worldSetupRows + `
INSERT INTO call (partner, time, id, call_id, duration, url_call_record) VALUES (1, -62135500000, 1, x'01', 7, 'a'), (1, 1700000000, 2, x'02', NULL, ''),
  (2, 1700000001, 3, x'03', 9, ''), (2, 253402300000, 4, x'04', 9, '');`)
	}))
	require.NoError(t, old.Close())

	st, err := Open(place.Store, Options{KeyFile: place.KeyFile})
	require.NoError(t, err)
	defer func() { require.NoError(t, st.Close()) }()
	for query, want := range map[string]int64{
		`SELECT count(*) FROM call`:             4,
		`SELECT count(*) FROM call_before_2000`: 1,
		`SELECT count(*) FROM call_2023_11`:     2,
		`SELECT count(*) FROM call_from_2100`:   1,
		`SELECT count(*) FROM call c JOIN call_directory d ON d.call_id = c.call_id AND d.partner = c.partner AND d.time = c.time AND d.id = c.id`: 4,
		`SELECT duration FROM call WHERE id = 1`:                             7,
		`SELECT count(*) FROM pg_class WHERE relname LIKE '%unpartitioned%'`: 0,
	} {
		require.NoError(t, st.read(t.Context(), func(c *db.Conn) error {
			n, _, err := c.Int(query)
			assert.Equal(t, want, n, query)
			return err
		}))
	}
	assert.Len(t, all(t, st.As(1).Calls(t.Context(), StatisticsFilter{})), 2)
}

// Old rows of every register that is given up are archived as they were, and no others.
func TestOldRowsAreArchived(t *testing.T) {
	w := newWorld(t)
	o := w.Operator()
	old, now := time.Date(2020, 5, 7, 0, 0, 0, 0, time.UTC), time.Now()
	require.NoError(t, w.Store.write(t.Context(), func(tx *Tx) error {
		if err := tx.db.MakePartitions(old, now); err != nil {
			return err
		}
		if err := tx.c.Script(`INSERT INTO employee (partner, id, type, employee_id, number, name) VALUES (1, 7, 1, 'employee', 70, 'x')`); err != nil {
			return err
		}
		for n, at := range []time.Time{old, now} {
			for _, text := range []string{
				`INSERT INTO call (partner, time, id, call_id) VALUES (1, ?1, ?2, ?3)`,
				`INSERT INTO remote_session (partner, time, id, session_id) VALUES (1, ?1, ?2, ?3)`,
				`INSERT INTO sip_call (partner, time, id, call_id) VALUES (1, ?1, ?2, ?3)`,
				`INSERT INTO chat_message (partner, time, id, message_id, employee1, author_name, text) VALUES (1, ?1, ?2, ?3, 7, 'a', 't')`,
			} {
				if _, err := tx.c.Exec(text, at.Unix(), n+1, []byte{byte(n + 1)}); err != nil {
					return err
				}
			}
		}
		return nil
	}))
	enginetest.FillDirectory(t, w.place.SQL(t))
	before := o.MonthsAgo(1)
	for _, of := range ArchivedRegisters {
		months, err := o.OldMonths(t.Context(), of, before)
		require.NoError(t, err)
		assert.Equal(t, []OldMonth{{time.Date(2020, 5, 1, 0, 0, 0, 0, time.UTC), 1}}, months, of.Kind())
		var archived []ArchivedRow
		var gone int64
		require.NoError(t, o.Retire(t.Context(), of, before, func(_ string, rows Seq[ArchivedRow]) error {
			return rows(func(row *ArchivedRow) error {
				archived = append(archived, *row)
				return nil
			})
		}, func(rows int64) { gone += rows }))
		require.Len(t, archived, 1, of.Kind())
		assert.Equal(t, []byte{1}, archived[0][0], of.Kind())
		assert.EqualValues(t, 1, gone, of.Kind())
		left := enginetest.Rows(t, w.place.SQL(t), of.Kind())
		assert.Len(t, left, 1, of.Kind())
	}
}
