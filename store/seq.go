package store

import (
	"context"

	"partnerapi/internal/budget/holding"
	"partnerapi/store/internal/db"
)

// Seq hands rows to yield, one by one. An error of yield ends the sequence and is its
// result. yield must not keep the row: it is valid only during the call.
type Seq[T any] func(yield func(*T) error) error

// stream reads rows in chunks, each of which begins where the one before it ended.
// fill appends the next rows, at most db.ChunkSize, to rows: those after the row last,
// which is nil for the first chunk. seen is how many rows earlier chunks had. fill may
// be called twice for the same chunk. Each chunk is a snapshot; the whole stream is not.
func stream[T any](ctx context.Context, t *Tenant, fill func(c *db.Conn, last *T, seen int, rows []T) ([]T, error)) Seq[T] {
	return db.Stream(ctx, db.Source{Read: t.read, Answer: t.answer(ctx)}, fill)
}

// answer returns the budget that pays for the rows of a read, or nil within a
// transaction: a transaction that waited for memory would make others wait for it.
func (t *Tenant) answer(ctx context.Context) *holding.Answer {
	if t.tx != nil {
		return nil
	}
	return holding.Of(ctx)
}

// All collects a sequence. It is for short ones: all rows are in memory at once.
func All[T any](seq Seq[T]) ([]T, error) {
	var all []T
	err := seq(func(row *T) error {
		all = append(all, *row)
		return nil
	})
	return all, err
}

// single returns the one row of a sequence, or ErrNotFound.
func single[T any](seq Seq[T]) (row T, err error) {
	rows, err := All(seq)
	if err == nil && len(rows) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return row, err
	}
	return rows[0], nil
}

// queryAll reads all rows of a query before it hands out the first: for registers of
// few rows.
func queryAll[T any](ctx context.Context, t *Tenant, scan func(r db.Row) T, text string, args ...any) Seq[T] {
	return func(yield func(*T) error) error {
		var rows []T
		err := t.read(ctx, func(c *db.Conn) error {
			return c.Each(text, args, func(r db.Row) error {
				rows = append(rows, scan(r))
				return nil
			})
		})
		if err != nil {
			return err
		}
		for i := range rows {
			if err := yield(&rows[i]); err != nil {
				return err
			}
		}
		return nil
	}
}
