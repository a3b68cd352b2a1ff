package db

import (
	"context"
	"errors"
)

// Rehearse implements DB: in one transaction that is rolled back. Rows that it has
// written are locked until then.
func (db *postgresDB) Rehearse(ctx context.Context, fn func(rehearsal DB) error) error {
	var failed error
	err := db.Write(ctx, Nobody, func(tx *Tx) error {
		tx.Counters = &rehearsedCounters{}
		tx.shared = false // for what is not kept nobody's partner is locked
		if failed = fn(&rehearsal{postgresDB: db, tx: tx}); failed != nil {
			return failed
		}
		return errRehearsed
	})
	if errors.Is(err, errRehearsed) {
		return nil
	}
	return err
}

// OneTransaction implements DB.
func (db *postgresDB) OneTransaction() bool { return true }

var errRehearsed = errors.New("the rehearsal is over")

// rehearsal is a database within a transaction.
type rehearsal struct {
	*postgresDB
	tx *Tx
}

// Write implements DB.
func (r *rehearsal) Write(ctx context.Context, _ Asker, fn func(tx *Tx) error) error {
	if err := context.Cause(ctx); err != nil {
		return err
	}
	return r.tx.Nested(func() error { return call(r.tx, fn) }, func(error) bool { return true })
}

// Close implements DB.
func (r *rehearsal) Close() error { return nil }

// rehearsedCounters give out what no sequence gives: sequences take nothing back, and
// a rehearsal leaves no gap.
type rehearsedCounters struct{ last map[string]int64 }

// rehearsedFrom is above all ids and numbers, and far below the largest.
const rehearsedFrom = 1 << 48

// Take implements Counters.
func (r *rehearsedCounters) Take(name string) (int64, error) {
	next, err := r.Peek(name)
	r.last[name] = next
	return next, err
}

// Peek implements Counters.
func (r *rehearsedCounters) Peek(name string) (int64, error) {
	if r.last == nil {
		r.last = map[string]int64{}
	}
	return max(rehearsedFrom, r.last[name]+1), nil
}

// Raise implements Counters.
func (r *rehearsedCounters) Raise(string, int64) error { return nil }

func (r *rehearsedCounters) mark() (release func()) { return func() {} }
