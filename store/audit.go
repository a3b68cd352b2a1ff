package store

import (
	"context"
	"slices"

	"partnerapi/store/internal/db"
)

// Command is an operator's command that has the store open. Each change by it leaves a line
// with the command in the audit.
type Command struct {
	// Line is the command line without its secrets.
	Line string
	// User is the system user. SudoUser is the user who became it by sudo, "" for none.
	User, SudoUser string
}

// change runs fn in a transaction, which also writes the command into the audit. All
// changes of the operator's commands are made by it, so that each has its line.
func (o Operator) change(ctx context.Context, fn func(tx *Tx) error) error {
	return o.s.write(ctx, func(tx *Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return o.s.audit(tx, "")
	})
}

// Outcome writes a line of the audit that says how the command ended. It is for commands
// with several transactions, such as an import.
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
	// Outcome says how a command with several transactions ended. It is "" in the first
	// line of such a command, and for other commands.
	Outcome string
}

// Audit returns the last lines of the audit since a moment, at most limit, oldest first.
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
