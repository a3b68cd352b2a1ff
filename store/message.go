package store

import (
	"context"

	"partnerapi/store/internal/db"
)

// Message is a message between a customer and the partner.
type Message struct {
	ID       int64
	Customer int64 // by number
	Time     Instant
	Outgoing bool   // to the customer; false: the customer wrote
	Employee *int64 // the number of who wrote to the customer; nil: nobody is named
	Text     string
}

// NewMessage is the input of msg_add and msg_add_to_customer.
type NewMessage struct {
	Outgoing bool
	Employee int64 // the internal key of who wrote; 0: nobody is named
	Text     string
	Archived bool
}

// AddMessage stores a message of or to a customer and returns its id.
func (tx *Tx) AddMessage(client int64, m NewMessage) (int64, error) {
	return tx.addMessage(client, Instant(tx.Now.Unix()), m, nil)
}

// addMessage stores a message as of a moment. imported is the message_id of one that an
// import brings, else nil.
func (tx *Tx) addMessage(client int64, at Instant, m NewMessage, imported *string) (int64, error) {
	id, err := tx.ids.Take("customer_message")
	if err != nil {
		return 0, err
	}
	_, err = tx.c.Exec(`INSERT INTO customer_message (partner, id, client, time, outgoing, employee, text, archived, message_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)`,
		int64(tx.partner), id, client, at, m.Outgoing, reference(m.Employee), m.Text, m.Archived, imported)
	return id, err
}

// MessageFilter selects messages; zero and nil select all. From and To are
// inclusive.
type MessageFilter struct {
	Client   int64
	Employee *int64 // the internal key of who wrote; 0: who is not named
	Archived *bool
	From, To *Instant
}

// Messages reads the messages of the partner's customers, archived ones too,
// oldest first.
func (t *Tenant) Messages(ctx context.Context, f MessageFilter) Seq[Message] {
	// SQLite does not know how many rows there are, and prefers an index to the table only
	// if the index has all columns that are read. So k reads the rows' keys alone, and m
	// their texts.
	s := t.selectRows(`SELECT k.id, c.number, k.time, e.number, m.text, m.outgoing FROM customer_message k JOIN customer_message m ON m.partner = k.partner AND m.time = k.time AND m.id = k.id
    JOIN client c ON c.partner = m.partner AND c.id = m.client AND c.` + isKnown + ` LEFT JOIN employee e ON e.partner = m.partner AND e.id = m.employee WHERE k.partner = ?1`)
	s.andKey("k.client", f.Client)
	switch {
	case f.Employee == nil:
	case *f.Employee == 0:
		s.where.WriteString(" AND m.employee IS NULL")
	case f.Client != 0:
		s.andKey("m.employee", *f.Employee)
	default:
		s.andKey("k.employee", *f.Employee)
	}
	if f.Archived != nil {
		s.and("m.archived = ?", *f.Archived)
	}
	s.within("k.time", f.From, f.To)
	return streamByTime(ctx, t, s, "k.time", "k.id", func(m *Message) (Instant, int64) { return m.Time, m.ID }, func(r db.Row) Message {
		return Message{ID: r.Int(0), Customer: r.Int(1), Time: Instant(r.Int(2)), Employee: r.OptInt(3), Text: r.Text(4), Outgoing: r.Bool(5)}
	})
}
