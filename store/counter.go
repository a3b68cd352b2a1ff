package store

// counters gives out ids and numbers within one transaction: each sequence is
// read once and written once, however many calls share the transaction. What a
// refused call took is a gap; nothing is ever given twice.
type counters struct {
	c    *conn
	next map[string]int64
}

// take answers the next value of the sequence.
func (n *counters) take(name string) (int64, error) {
	next, err := n.peek(name)
	if err != nil {
		return 0, err
	}
	n.next[name] = next + 1
	return next, nil
}

// raise makes the sequence go on above a value that came from outside.
func (n *counters) raise(name string, used int64) error {
	next, err := n.peek(name)
	if err != nil {
		return err
	}
	if used >= next {
		n.next[name] = used + 1
	}
	return nil
}

func (n *counters) peek(name string) (int64, error) {
	if next, ok := n.next[name]; ok {
		return next, nil
	}
	next, found, err := n.c.int(`SELECT next FROM counter WHERE name = ?1`, name)
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

func (n *counters) save() error {
	for name, next := range n.next {
		if _, err := n.c.exec(`INSERT INTO counter (name, next) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET next = excluded.next`, name, next); err != nil {
			return err
		}
	}
	return nil
}

// Sequences of numbers (O9) and of agents' numbers (S10); the sequences of
// internal ids are named after their tables.
const (
	seqPartnerNumber      = "partner.number"
	seqClientNumber       = "client.number"
	seqClientUserNumber   = "client_user.number"
	seqPartnerUserNumber  = "partner_user.number"
	seqServiceTypeNumber  = "service_type.number"
	seqAgentPartnerNumber = "agent_partner.number"
	seqAgentUserNumber    = "agent_user.number"
)

// startCounters sets where a new database begins to count.
func startCounters(c *conn, base int64) error {
	for _, name := range []string{seqPartnerNumber, seqClientNumber, seqClientUserNumber, seqPartnerUserNumber, seqServiceTypeNumber} {
		if _, err := c.exec(`INSERT INTO counter (name, next) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING`, name, base); err != nil {
			return err
		}
	}
	return nil
}
