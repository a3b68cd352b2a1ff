package db

import "maps"

// counterTable gives out ids and numbers from the table counter: each sequence is read
// once and written once, however many calls share the transaction.
type counterTable struct {
	c    *Conn
	next map[string]int64
}

// Take implements Counters.
func (n *counterTable) Take(name string) (int64, error) {
	next, err := n.Peek(name)
	if err != nil {
		return 0, err
	}
	n.next[name] = next + 1
	return next, nil
}

// Raise implements Counters.
func (n *counterTable) Raise(name string, used int64) error {
	next, err := n.Peek(name)
	if err != nil {
		return err
	}
	if used >= next {
		n.next[name] = used + 1
	}
	return nil
}

// Peek implements Counters.
func (n *counterTable) Peek(name string) (int64, error) {
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

func (n *counterTable) mark() (release func()) {
	next := maps.Clone(n.next)
	return func() { n.next = next }
}

func (n *counterTable) save() error {
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
		if next == 1 {
			continue // as of a sequence that has no row
		}
		if _, err := c.Exec(`INSERT INTO counter (name, next) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING`, name, next); err != nil {
			return err
		}
	}
	return nil
}
