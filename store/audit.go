package store

import (
	"context"
	"slices"

	"partnerapi/store/internal/db"
)

// Command is an operator's command that has the store open. Whatever it changes
// leaves a line of it in the audit.
type Command struct {
	// Line is the command line without its secrets.
	Line string
	// User is the system user, SudoUser who became it by sudo, "" for nobody.
	User, SudoUser string
}

// change runs fn in a transaction and writes the command into the audit in the same
// one: every change of the operator's commands goes this way, so none is without
// its line.
func (o Operator) change(ctx context.Context, fn func(tx *Tx) error) error {
	return o.s.write(ctx, func(tx *Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return o.s.audit(tx, "")
	})
}

// Outcome writes into the audit how a command ended whose changes took several
// transactions, as an import's do.
func (o Operator) Outcome(ctx context.Context, outcome string) error {
	return o.s.write(ctx, func(tx *Tx) error { return o.s.audit(tx, outcome) })
}

func (s *Store) audit(tx *Tx, outcome string) error {
	by := s.opts.Command
	_, err := tx.c.Exec(`INSERT INTO audit (time, system_user, sudo_user, command, outcome) VALUES (?1, ?2, ?3, ?4, ?5)`,
		tx.Now.Unix(), by.User, by.SudoUser, by.Line, outcome)
	return err
}

// AuditLine is a line of the audit.
type AuditLine struct {
	ID   int64
	Time Instant
	Command
	// Outcome is how a command of several transactions ended; "" of others, and of the
	// line that such a command begins with.
	Outcome string
}

// Audit answers the last lines of the audit since a moment, at most so many, oldest
// first.
func (o Operator) Audit(ctx context.Context, since Instant, limit int64) (list []AuditLine, err error) {
	err = o.s.read(ctx, func(c *db.Conn) error {
		return c.Each(`SELECT id, time, system_user, sudo_user, command, outcome FROM audit WHERE time >= ?1 ORDER BY id DESC LIMIT ?2`, []any{since, limit}, func(r db.Row) error {
			list = append(list, AuditLine{ID: r.Int(0), Time: Instant(r.Int(1)), Command: Command{User: r.Text(2), SudoUser: r.Text(3), Line: r.Text(4)}, Outcome: r.Text(5)})
			return nil
		})
	})
	slices.Reverse(list)
	return list, err
}
