package store

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"partnerapi/store/internal/db"
)

// Partner is the internal key of a partner; a Caller has it from its login.
type Partner int64

// Tenant is the handle on one partner's rows. Within a transaction it also reads what that
// has written.
type Tenant struct {
	s       *Store
	partner Partner
	tx      *Tx
}

// As returns the handle on a partner's rows.
func (s *Store) As(p Partner) *Tenant { return &Tenant{s: s, partner: p} }

// Partner returns the partner whose rows the handle reaches.
func (t *Tenant) Partner() Partner { return t.partner }

// Tx is the transaction of one call that writes: a handle on the partner's rows, and one
// moment for all that the call does.
type Tx struct {
	*Tenant
	// Now is the moment of the call.
	Now time.Time
	c   *db.Conn // of db
	ids db.Counters
	db  *db.Tx
	// imports is set in an import. What it changes makes no entries in the history of
	// customers, because it happened elsewhere.
	imports bool
}

func newTx(w *db.Tx) *Tx { return &Tx{Now: w.Now, c: w.Conn, ids: w.Counters, db: w} }

// Write runs fn in a transaction of the partner and returns after it is durable.
// An error of fn undoes all that fn did. fn may run twice; see db.DB.Write.
func (t *Tenant) Write(ctx context.Context, fn func(tx *Tx) error) error {
	defer t.s.counts.forget(t.partner)
	return t.s.db.Write(ctx, db.Asker(t.partner), func(w *db.Tx) error {
		tx := newTx(w)
		tx.Tenant = &Tenant{s: t.s, partner: t.partner, tx: tx}
		return fn(tx)
	})
}

// Today returns the date in Moscow (S15, S17, S26): that of the transaction's moment within
// one, else the present one.
func (t *Tenant) Today() Date {
	if t.tx != nil {
		return DateOf(t.tx.Now)
	}
	return DateOf(t.s.Now())
}

func (t *Tenant) read(ctx context.Context, fn func(c *db.Conn) error) error {
	if t.tx != nil {
		return fn(t.tx.c)
	}
	return t.s.db.Read(ctx, db.Asker(t.partner), fn)
}

// find returns the internal id of a row of the partner by its UUID, or ErrNotFound. The
// query's parameters are the partner, the UUID, and then more.
func (t *Tenant) find(ctx context.Context, text, id string, more ...any) (n int64, err error) {
	found := false
	err = t.read(ctx, func(c *db.Conn) error {
		n, found, err = c.Int(text, append([]any{int64(t.partner), id}, more...)...)
		return err
	})
	if err == nil && !found {
		err = ErrNotFound
	}
	return n, err
}

// newUUID returns a new UUID in lower case (T5). It is of version 7, which begins with the
// time. New rows are so neighbours in the index of UUIDs, and a transaction writes a third
// of the pages that it would write with random UUIDs.
func newUUID() string { return uuid.Must(uuid.NewV7()).String() }

// ZeroUUID is 1C's empty reference as text: it names nothing (T3).
const ZeroUUID = "00000000-0000-0000-0000-000000000000"

// ParseUUID reads a UUID in upper or lower case, with or without braces (T5), and returns it
// in lower case without braces.
func ParseUUID(text string) (string, bool) {
	if len(text) == 38 && text[0] == '{' && text[37] == '}' {
		text = text[1:37]
	}
	if len(text) != 36 || uuid.Validate(text) != nil {
		return "", false
	}
	return strings.ToLower(text), true
}
