package db

import "maps"

// Nested runs fn within a savepoint. Where fn fails with an error that undo reports
// true of, what fn wrote is undone and the values that it took are free again:
// nothing has them. After another error the transaction must not be committed.
func (n *Counters) Nested(fn func() error, undo func(error) bool) error {
	if _, err := n.c.Exec(`SAVEPOINT nested`); err != nil {
		return err
	}
	next := maps.Clone(n.next)
	err := fn()
	switch {
	case err != nil && undo(err):
		n.next = next
		if _, failed := n.c.Exec(`ROLLBACK TO nested`); failed != nil {
			return failed
		}
	case err != nil:
		return err
	}
	if _, failed := n.c.Exec(`RELEASE nested`); failed != nil {
		return failed
	}
	return err
}

// Counters gives out ids and numbers within one transaction: each sequence is
// read once and written once, however many calls share the transaction. What a
// refused call took is a gap; nothing is ever given twice.
type Counters struct {
	c    *Conn
	next map[string]int64
}

// Take returns the next value of the sequence.
func (n *Counters) Take(name string) (int64, error) {
	next, err := n.Peek(name)
	if err != nil {
		return 0, err
	}
	n.next[name] = next + 1
	return next, nil
}

// Raise makes the sequence go on above a value that came from outside.
func (n *Counters) Raise(name string, used int64) error {
	next, err := n.Peek(name)
	if err != nil {
		return err
	}
	if used >= next {
		n.next[name] = used + 1
	}
	return nil
}

// Peek returns what Take would.
func (n *Counters) Peek(name string) (int64, error) {
	if next, ok := n.next[name]; ok {
		return next, nil
	}
	next, found, err := n.c.Int(`SELECT next FROM counter WHERE name = ?1`, name)
	if err != nil {
		return 0, err
	}
	if !found {
		next = 1
	}
	if n.next == nil {
		n.next = map[string]int64{}
	}
	n.next[name] = next
	return next, nil
}

func (n *Counters) save() error {
	for name, next := range n.next {
		if _, err := n.c.Exec(`INSERT INTO counter (name, next) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET next = excluded.next`, name, next); err != nil {
			return err
		}
	}
	return nil
}

// startCounters sets where sequences begin that the database does not have.
func startCounters(c *Conn, first map[string]int64) error {
	for name, next := range first {
		if _, err := c.Exec(`INSERT INTO counter (name, next) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING`, name, next); err != nil {
			return err
		}
	}
	return nil
}
