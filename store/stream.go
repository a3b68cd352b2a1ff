package store

import (
	"context"
	"reflect"
	"sync"
)

// chunkSize is how many rows a read takes from a connection at a time. Between
// chunks the connection goes back, so that a slow client pins no snapshot.
const chunkSize = 1000

// limitChunk ends the text of such a read. The number is no parameter: SQLite
// prepares a statement anew whenever a bound LIMIT is bound, which costs more than
// reading a row.
const limitChunk = ` LIMIT 1000`

// Seq hands rows to yield until it answers an error, which ends the sequence and
// is its result. The row is yield's only for the time of the call.
type Seq[T any] func(yield func(*T) error) error

// stream reads by key, in chunks: fill appends to rows what comes after the row
// last, nil at first, at most chunkSize. The rows of a stream are not one
// snapshot; each chunk is.
func stream[T any](ctx context.Context, t *Tenant, fill func(c *conn, last *T, rows []T) ([]T, error)) Seq[T] {
	return func(yield func(*T) error) error {
		pool := chunks[T]()
		chunk := pool.Get().(*[]T)
		defer func() {
			clear((*chunk)[:cap(*chunk)]) // its texts are the caller's
			pool.Put(chunk)
		}()
		var last *T
		for {
			err := t.read(ctx, func(c *conn) (err error) {
				*chunk, err = fill(c, last, (*chunk)[:0])
				return err
			})
			if err != nil {
				return err
			}
			rows := *chunk
			for i := range rows {
				if err := yield(&rows[i]); err != nil {
					return err
				}
			}
			if len(rows) < chunkSize {
				return nil
			}
			if err := ctx.Err(); err != nil {
				return context.Cause(ctx)
			}
			keep := rows[len(rows)-1]
			last = &keep
		}
	}
}

// chunkPools hold chunks of rows that were read, by the type of the row: making
// one anew takes as long as filling it.
var chunkPools sync.Map

func chunks[T any]() *sync.Pool {
	of := reflect.TypeFor[T]()
	pool, ok := chunkPools.Load(of)
	if !ok {
		pool, _ = chunkPools.LoadOrStore(of, &sync.Pool{New: func() any { return new([]T) }})
	}
	return pool.(*sync.Pool)
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

// only answers the one row of a sequence, or ErrNotFound.
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
func short[T any](ctx context.Context, t *Tenant, scan func(r row) T, text string, args ...any) Seq[T] {
	return func(yield func(*T) error) error {
		var rows []T
		err := t.read(ctx, func(c *conn) error {
			return c.each(text, args, func(r row) error {
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

// SeqOf is a sequence of rows that are there already.
func SeqOf[T any](rows []T) Seq[T] {
	return func(yield func(*T) error) error {
		for i := range rows {
			if err := yield(&rows[i]); err != nil {
				return err
			}
		}
		return nil
	}
}
