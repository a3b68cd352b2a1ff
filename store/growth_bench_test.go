package store

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
)

// A partner's day of 1,000 calls is read in the same time whatever else is kept: the calls
// of a year of a hundred partners, so many as each number of GROWTH says, such as
// "1000000 20000000". The largest takes some minutes to be written.
func BenchmarkDayOfCalls(b *testing.B) {
	ctx := context.Background()
	st := newStore(b)
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	require.NoError(b, st.write(ctx, func(tx *Tx) error {
		for n := 3; n <= 100; n++ {
			if err := tx.c.Script(fmt.Sprintf(`INSERT INTO partner (id, partner_id, number, partner_name, disabled) VALUES (%[1]d, 'partner-%[1]d', %[1]d, 'Партнер', 0)`, n)); err != nil {
				return err
			}
		}
		for month := range 12 {
			if err := tx.db.MakePartitions(start.AddDate(0, month, 0)); err != nil {
				return err
			}
		}
		return nil
	}))
	day := Instant(start.AddDate(0, 5, 15).Unix())
	addCalls(b, st, 0, 1000, `1`, fmt.Sprintf(`%d + n * 80`, day))

	numbers, kept := strings.Fields(os.Getenv("GROWTH")), 1000
	if len(numbers) == 0 {
		numbers = []string{"10000", "100000"}
	}
	from, to := day, day+24*60*60-1
	for _, number := range numbers {
		n, err := strconv.Atoi(number)
		require.NoError(b, err)
		// Of another partner in turn, at a moment of the year that no other call is near to.
		addCalls(b, st, kept, n-kept, `2 + n % 99`, fmt.Sprintf(`%d + n * 7919 %% 31536000`, start.Unix()))
		kept = n
		b.Run(number, func(b *testing.B) {
			for b.Loop() {
				rows := 0
				require.NoError(b, st.As(1).Calls(ctx, StatisticsFilter{From: &from, To: &to})(func(*CallRecord) error { rows++; return nil }))
				require.Equal(b, 1000, rows)
			}
		})
	}
}

// addCalls adds calls without a word to the directory, which no read by time asks. partner
// and moment are expressions of n, the number of the call.
func addCalls(b *testing.B, st *Store, kept, more int, partner, moment string) {
	const atOnce = 200_000 // a statement has a minute
	series, id, before := `WITH RECURSIVE s (n) AS (SELECT ?1 UNION ALL SELECT n + 1 FROM s WHERE n < ?2)`, `randomblob(16)`, ``
	if enginetest.OnPostgres() {
		series, id, before = `WITH s (n) AS (SELECT generate_series(CAST(?1 AS bigint), ?2))`, `uuid_send(gen_random_uuid())`, `SET LOCAL session_replication_role = replica`
	}
	text := fmt.Sprintf(`INSERT INTO call (partner, time, id, call_id, duration, url_call_record) %s SELECT %s, %s, n + 1, %s, 60, '' FROM s`, series, partner, moment, id)
	for first := kept; first < kept+more; first += atOnce {
		require.NoError(b, st.write(context.Background(), func(tx *Tx) error {
			if err := tx.c.Script(before); err != nil {
				return err
			}
			_, err := tx.c.Exec(text, first, min(first+atOnce, kept+more)-1)
			return err
		}))
	}
	if enginetest.OnPostgres() {
		require.NoError(b, st.Operator().Analyze(context.Background()))
	}
}
