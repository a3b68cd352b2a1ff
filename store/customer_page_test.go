package store

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"partnerapi/internal/enginetest"
	"partnerapi/store/internal/db"
)

// manyClients gives both partners clients in turn, every seventh in the archive,
// and answers the numbers of the first partner's that are not, ascending.
func manyClients(t *testing.T, w *world, n int, number string) (numbers []int64) {
	t.Helper()
	w.write(t, w.a, func(tx *Tx) error {
		return tx.c.Script(fmt.Sprintf(`WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < %d)
INSERT INTO client (partner, id, client_id, number, client_new_id, client_name, status, status_time, created)
SELECT 1 + n %% 2, n, '00000000-0000-4000-8000-' || (100000000000 + n), %s, '', 'Клиент ' || n, CASE WHEN n %% 7 = 0 THEN 6 ELSE 2 END, 0, 0 FROM s;
INSERT INTO client_disorder SELECT DISTINCT partner FROM (SELECT partner, number, lag(number) OVER (PARTITION BY partner ORDER BY id) AS before FROM client) AS c WHERE number < before;`, n, number))
	})
	require.NoError(t, w.read(t.Context(), func(c *db.Conn) error {
		return c.Each(`SELECT number FROM client WHERE partner = 1 AND status < 6 ORDER BY number`, nil, func(r db.Row) error {
			numbers = append(numbers, r.Int(0))
			return nil
		})
	}))
	return numbers
}

func numbersOf(t require.TestingT, seq Seq[Customer]) []int64 {
	rows, err := All(seq)
	require.NoError(t, err)
	numbers := []int64{}
	for _, c := range rows {
		numbers = append(numbers, c.Number)
	}
	return numbers
}

// Pages of more than two chunks, whether numbers ascend with keys or not.
func TestCustomerPages(t *testing.T) {
	for order, number := range map[string]string{"as made": "n + 500", "as imported": "(n * 7919) % 10007 + 1"} {
		t.Run(order, func(t *testing.T) {
			w := newWorld(t)
			all := manyClients(t, w, 5000, number)
			disorder, err := w.a.disorder(t.Context())
			require.NoError(t, err)
			require.Equal(t, order == "as imported", disorder)
			total, err := w.a.CountCustomers(t.Context())
			require.NoError(t, err)
			require.EqualValues(t, len(all), total)
			require.Equal(t, all, numbersOf(t, w.a.Customers(t.Context(), CustomerFilter{})))
			rapid.Check(t, func(rt *rapid.T) {
				page := Page{
					Limit:  rapid.OneOf(rapid.IntRange(0, 5), rapid.SampledFrom([]int{999, 1000, 1001, 2000, 10000})).Draw(rt, "limit"),
					Offset: rapid.OneOf(rapid.IntRange(0, 5), rapid.IntRange(0, len(all)+5), rapid.SampledFrom([]int{1000, 100000})).Draw(rt, "offset"),
				}
				from, to := page.bounds(len(all))
				require.Equal(rt, append([]int64{}, all[from:to]...), numbersOf(rt, w.a.Customers(t.Context(), CustomerFilter{Page: page})))
			})
		})
	}
}

// Customers that are named by number, UUID or both.
func TestCustomersByName(t *testing.T) {
	w := newWorld(t)
	manyClients(t, w, 40, "100 - n")
	known := all(t, w.a.Customers(t.Context(), CustomerFilter{}))
	foreign := all(t, w.b.Customers(t.Context(), CustomerFilter{}))
	require.NotEmpty(t, foreign)
	numbers, uuids := []int64{-1, 1 << 60}, []string{"", "x"}
	for _, c := range append(slices.Clone(known), foreign...) {
		numbers, uuids = append(numbers, c.Number), append(uuids, c.UUID)
	}
	rapid.Check(t, func(rt *rapid.T) {
		f := CustomerFilter{Page: Page{Limit: rapid.IntRange(0, 4).Draw(rt, "limit"), Offset: rapid.IntRange(0, 4).Draw(rt, "offset")}}
		which := rapid.IntRange(1, 3).Draw(rt, "which")
		if which&1 != 0 {
			f.Numbers = append([]int64{}, rapid.SliceOfN(rapid.SampledFrom(numbers), 0, 20).Draw(rt, "numbers")...)
		}
		if which&2 != 0 {
			f.UUIDs = append([]string{}, rapid.SliceOfN(rapid.SampledFrom(uuids), 0, 20).Draw(rt, "uuids")...)
		}
		want := slices.DeleteFunc(slices.Clone(known), func(c Customer) bool {
			return f.Numbers != nil && !slices.Contains(f.Numbers, c.Number) || f.UUIDs != nil && !slices.Contains(f.UUIDs, c.UUID)
		})
		slices.SortFunc(want, func(a, b Customer) int { return cmp.Compare(a.Number, b.Number) })
		from, to := f.Page.bounds(len(want))
		got, err := All(w.a.Customers(t.Context(), f))
		require.NoError(rt, err)
		require.Equal(rt, append([]Customer{}, want[from:to]...), append([]Customer{}, got...))
	})
}

// An import that gives numbers makes the order of keys useless, and says so.
func TestImportedNumbersKeepTheOrder(t *testing.T) {
	st := newStore(t)
	rapid.Check(t, func(rt *rapid.T) {
		runScript(t, st, `DELETE FROM client; DELETE FROM client_disorder`)
		var want []int64
		importer := st.Operator().Importer()
		for n := range rapid.IntRange(1, 8).Draw(rt, "clients") {
			entry := ClientEntry{UUID: fmt.Sprintf("00000000-0000-4000-8000-%012d", rapid.IntRange(0, n).Draw(rt, "which")), Partner: 1, Name: "x"}
			if rapid.Bool().Draw(rt, "numbered") {
				entry.Number = ptr(rapid.Int64Range(1, 20).Draw(rt, "number"))
			}
			err := importer.Write(t.Context(), func(tx *ImportTx) error { return tx.PutClient(entry) })
			var refusal *Refusal
			if err != nil {
				require.ErrorAs(rt, err, &refusal) // the number is another's
			}
		}
		require.NoError(rt, st.read(t.Context(), func(c *db.Conn) error {
			return c.Each(`SELECT number FROM client WHERE partner = 1 ORDER BY number`, nil, func(r db.Row) error {
				want = append(want, r.Int(0))
				return nil
			})
		}))
		require.Equal(rt, append([]int64{}, want...), numbersOf(rt, st.As(1).Customers(t.Context(), CustomerFilter{})))
	})
}

// What another process writes is counted half a second later at most.
func TestCountsBesideAnotherProcess(t *testing.T) {
	place := enginetest.New(t)
	now := time.Date(2024, 6, 15, 12, 0, 0, 0, Moscow)
	beside := newStoreAt(t, place)
	st, err := Open(place.Store, Options{KeyFile: place.KeyFile, Now: func() time.Time { return now }})
	require.NoError(t, err)
	defer func() { require.NoError(t, st.Close()) }()
	count := func() int64 {
		n, err := st.As(1).CountCustomers(t.Context())
		require.NoError(t, err)
		return n
	}
	require.Zero(t, count())
	addClient(t, beside.As(1), "one")
	now = now.Add(500 * time.Millisecond)
	assert.EqualValues(t, 1, count())
	addClient(t, st.As(1), "two")
	assert.EqualValues(t, 2, count(), "one's own is counted at once")
}
