package store

import (
	"context"
	"reflect"
	"sync"

	"partnerapi/internal/budget/holding"
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

// largeChunk is the number of rows from which a chunk is counted as what its answer
// holds, and made in turns.
const largeChunk = 64

// stream reads by key, in chunks: fill appends to rows what comes after the row
// last, nil at first, at most chunkSize; seen rows came before. fill may be asked for
// the same chunk twice. The rows of a stream are not one snapshot; each chunk is.
func stream[T any](ctx context.Context, t *Tenant, fill func(c *conn, last *T, seen int, rows []T) ([]T, error)) Seq[T] {
	return func(yield func(*T) error) error {
		pool := chunks[T]()
		s := streamed[T]{tenant: t, answer: t.answer(ctx), fill: fill, chunk: pool.Get().(*[]T)}
		defer func() {
			s.answer.Drop(s.counted)
			s.answer.Rest()
			s.forget()
			pool.Put(s.chunk)
		}()
		for {
			if err := s.next(ctx); err != nil {
				return err
			}
			rows := *s.chunk
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
			s.last = &keep
			s.seen += len(rows)
		}
	}
}

// answer is what holds the rows that a read hands out. Within a transaction nobody
// waits for room: others would wait for the transaction.
func (t *Tenant) answer(ctx context.Context) *holding.Answer {
	if t.tx != nil {
		return nil
	}
	return holding.Of(ctx)
}

// streamed is a stream as far as it has been read.
type streamed[T any] struct {
	tenant  *Tenant
	answer  *holding.Answer
	fill    func(c *conn, last *T, seen int, rows []T) ([]T, error)
	chunk   *[]T
	last    *T
	seen    int
	counted int64 // bytes of the chunk that the answer holds
}

// next reads the next chunk. A large one that finds no room is given up, not held,
// until there is.
func (s *streamed[T]) next(ctx context.Context) error {
	if s.seen > 0 {
		if err := s.answer.Turn(ctx); err != nil {
			return err
		}
	}
	if err := s.read(ctx); err != nil || len(*s.chunk) < largeChunk {
		return err
	}
	more := weight(*s.chunk) - s.counted
	if more > 0 && !s.answer.TryHold(more) {
		s.forget()
		if err := s.answer.Hold(ctx, more); err != nil {
			return err
		}
		if err := s.read(ctx); err != nil {
			return err
		}
	}
	s.counted += max(more, 0)
	return s.answer.Turn(ctx)
}

func (s *streamed[T]) read(ctx context.Context) error {
	return s.tenant.read(ctx, func(c *conn) (err error) {
		*s.chunk, err = s.fill(c, s.last, s.seen, (*s.chunk)[:0])
		return err
	})
}

// forget lets go of the rows: their texts are the caller's.
func (s *streamed[T]) forget() { clear((*s.chunk)[:cap(*s.chunk)]) }

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
