package store

import (
	"context"
	"fmt"
)

// Importer writes the registers of all partners with rows from outside (S22), which keep
// the ids that they had there. Only the import command uses it.
type Importer struct {
	s     *Store
	found map[Noun]map[outsideID]Found
	named map[stranger]bool // what is noted, or found to be none
	kept  bool              // what the last transaction found and noted is known to be there
	begun bool              // the audit has the command
}

// Importer returns the handle that writes registers. It serves one goroutine.
func (o Operator) Importer() *Importer {
	return &Importer{s: o.s, found: map[Noun]map[outsideID]Found{}, named: map[stranger]bool{}}
}

// Write runs fn in one transaction and returns after it is durable. The first transaction
// also writes the command into the audit. An error of fn undoes all that fn did. fn need
// not return the Refusal of a row, because nothing of a refused row is written. fn may run
// twice; see db.DB.Write.
func (i *Importer) Write(ctx context.Context, fn func(tx *ImportTx) error) error {
	err := i.s.write(ctx, func(tx *Tx) error {
		if !i.kept {
			clear(i.found) // ids of a transaction that was lost go to other rows
			clear(i.named)
		}
		i.kept = false
		imported := &ImportTx{
			tx: tx, s: i.s, found: i.found, named: i.named, locked: map[int64]bool{}, staged: map[register]*staged{}, booked: map[bookedFor]bool{},
		}
		if err := fn(imported); err != nil {
			return err
		}
		if err := imported.flushAll(); err != nil {
			return err
		}
		if err := imported.datePositiveBalances(); err != nil || i.begun {
			return err
		}
		return i.s.audit(tx, "")
	})
	i.kept = err == nil
	i.begun = i.begun || i.kept
	return err
}

// ImportTx is one transaction of an import. Its methods write a row each. A row that exists
// is updated; what its entry leaves out stays.
type ImportTx struct {
	tx     *Tx
	s      *Store
	found  map[Noun]map[outsideID]Found
	named  map[stranger]bool
	locked map[int64]bool // partners whose rows others cannot write now
	staged map[register]*staged
	// booked are the customers with bookings among the lines.
	booked map[bookedFor]bool
}

// lock locks the partner's rows, so that servers do not write them meanwhile. Every method
// that writes rows of a partner calls it first.
func (i *ImportTx) lock(partner int64) error {
	if i.locked[partner] {
		return nil
	}
	i.locked[partner] = true
	return i.tx.db.Lock(partner)
}

// forPartner returns the transaction as one of a partner, which must be locked.
func (i *ImportTx) forPartner(p Partner) *Tx {
	tx := *i.tx
	tx.imports = true
	tx.Tenant = &Tenant{s: i.s, partner: p, tx: &tx}
	return &tx
}

// Refusal is the error of a row that was not written. Column is the key of import.md that
// was wrong, Why continues the sentence that begins with it.
type Refusal struct{ Column, Why string }

func (r *Refusal) Error() string { return r.Column + ": " + r.Why }

func refuse(column, format string, args ...any) error {
	return &Refusal{column, fmt.Sprintf(format, args...)}
}
