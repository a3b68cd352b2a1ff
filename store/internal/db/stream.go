package db

import (
	"context"
	"reflect"
	"sync"

	"partnerapi/internal/budget/holding"
)

// ChunkSize is how many rows a read takes from a connection at a time. Between
// chunks the connection goes back, so that a slow client pins no snapshot.
const ChunkSize = 500

// LimitChunk ends the text of such a read. The number is no parameter: SQLite
// prepares a statement anew whenever a bound LIMIT is bound, which costs more than
// reading a row.
const LimitChunk = ` LIMIT 500`

// Source is where a stream reads.
type Source struct {
	// Read runs a function on a connection.
	Read func(ctx context.Context, fn func(c *Conn) error) error
	// Answer is what holds the rows that are handed out; nil counts nothing.
	Answer *holding.Answer
}

// LargeChunk is the number of rows from which a chunk is counted as what its answer
// holds, and made in turns.
const LargeChunk = 64

// Stream returns a sequence that reads by key, in chunks: fill appends to rows what comes after the row
// last, nil at first, at most ChunkSize; seen rows came before. fill may be asked for
// the same chunk twice. The rows of a stream are not one snapshot; each chunk is.
func Stream[T any](ctx context.Context, from Source, fill func(c *Conn, last *T, seen int, rows []T) ([]T, error)) func(yield func(*T) error) error {
	return func(yield func(*T) error) error {
		s := streamed[T]{from: from, fill: fill, pool: chunks[T]()}
		defer func() {
			s.from.Answer.Drop(s.counted)
			s.from.Answer.Rest()
			s.forget()
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
			if len(rows) < ChunkSize {
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

// streamed is a stream as far as it has been read.
type streamed[T any] struct {
	from    Source
	fill    func(c *Conn, last *T, seen int, rows []T) ([]T, error)
	pool    *sync.Pool
	chunk   *[]T // of the pool; nil while there is none
	last    *T
	seen    int
	counted int64 // bytes of the chunk that the answer holds
}

// next reads the next chunk. A large one that finds no room is given up, not held,
// until there is.
func (s *streamed[T]) next(ctx context.Context) error {
	if s.seen > 0 {
		if err := s.from.Answer.Turn(ctx); err != nil {
			return err
		}
	}
	if err := s.read(ctx); err != nil || len(*s.chunk) < LargeChunk {
		return err
	}
	more := weight(*s.chunk) - s.counted
	if more > 0 && !s.from.Answer.TryHold(more) {
		s.forget()
		if err := s.from.Answer.Hold(ctx, more); err != nil {
			return err
		}
		if err := s.read(ctx); err != nil {
			return err
		}
	}
	s.counted += max(more, 0)
	return s.from.Answer.Turn(ctx)
}

func (s *streamed[T]) read(ctx context.Context) error {
	return s.from.Read(ctx, func(c *Conn) (err error) {
		if s.chunk == nil {
			s.chunk = s.pool.Get().(*[]T)
		}
		before := c.handed
		*s.chunk, err = s.fill(c, s.last, s.seen, (*s.chunk)[:0])
		c.handed = before // fill may be asked again, whatever it was handed
		return err
	})
}

// forget gives the chunk to other reads, without the rows: their texts are the
// caller's.
func (s *streamed[T]) forget() {
	if s.chunk != nil {
		clear((*s.chunk)[:cap(*s.chunk)])
		s.pool.Put(s.chunk)
		s.chunk = nil
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
