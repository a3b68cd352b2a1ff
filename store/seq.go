package store

import (
	"context"

	"partnerapi/internal/budget/holding"
	"partnerapi/store/internal/db"
)

// Seq hands rows to yield until it returns an error, which ends the sequence and
// is its result. The row is yield's only for the time of the call.
type Seq[T any] func(yield func(*T) error) error

// stream reads by key, in chunks: fill appends to rows what comes after the row
// last, nil at first, at most db.ChunkSize; seen rows came before. fill may be asked
// for the same chunk twice. The rows of a stream are not one snapshot; each chunk is.
func stream[T any](ctx context.Context, t *Tenant, fill func(c *db.Conn, last *T, seen int, rows []T) ([]T, error)) Seq[T] {
	return db.Stream(ctx, db.Source{Read: t.read, Answer: t.answer(ctx)}, fill)
}

// answer is what holds the rows that a read hands out. Within a transaction nobody
// waits for room: others would wait for the transaction.
func (t *Tenant) answer(ctx context.Context) *holding.Answer {
	if t.tx != nil {
		return nil
	}
	return holding.Of(ctx)
}

// All collects a short sequence.
func All[T any](seq Seq[T]) ([]T, error) {
	var all []T
	err := seq(func(row *T) error {
		all = append(all, *row)
		return nil
	})
	return all, err
}

// only returns the one row of a sequence, or ErrNotFound.
func only[T any](seq Seq[T]) (one T, err error) {
	rows, err := All(seq)
	if err == nil && len(rows) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return one, err
	}
	return rows[0], nil
}

// short reads a register of few rows at one go.
func short[T any](ctx context.Context, t *Tenant, scan func(r db.Row) T, text string, args ...any) Seq[T] {
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
