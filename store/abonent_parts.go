package store

import (
	"context"
	"strconv"
	"strings"

	"partnerapi/store/internal/db"
)

// phoneSlots is how many numbers edit knows: phone0 to phone4.
const phoneSlots = 5

// setPhones sets the numbers that are given; "" removes one. It returns the names
// of those that changed.
func (tx *Tx) setPhones(client int64, phones [phoneSlots]*string) (changed []string, err error) {
	for position, number := range phones {
		n := int64(0)
		switch {
		case number == nil:
		case *number == "":
			n, err = tx.c.Exec(`DELETE FROM customer_phone WHERE partner = ?1 AND client = ?2 AND position = ?3`, int64(tx.partner), client, position)
		default:
			n, err = tx.setPhone(client, int64(position), *number)
		}
		if err != nil {
			return nil, err
		}
		if n > 0 {
			changed = append(changed, "phone"+strconv.Itoa(position))
		}
	}
	return changed, nil
}

// setPhone puts a number into a place, and returns 0 for one that holds it already.
func (tx *Tx) setPhone(client, position int64, number string) (changed int64, err error) {
	return tx.c.Exec(`INSERT INTO customer_phone (partner, client, position, number, digits) VALUES (?1, ?2, ?3, ?4, ?5)
  ON CONFLICT (partner, client, position) DO UPDATE SET number = excluded.number, digits = excluded.digits WHERE customer_phone.number <> excluded.number`, int64(tx.partner), client, position, number, phoneDigits(number))
}

// phoneDigits are what is compared of a telephone number.
func phoneDigits(number string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, number)
}

// AddMark puts a mark on a customer; again, it changes nothing. ErrNotFound: the
// partner has no such mark.
func (tx *Tx) AddMark(client, mark int64) error {
	if _, err := tx.known(knownMark, mark); err != nil {
		return err
	}
	_, err := tx.c.Exec(`INSERT INTO customer_mark (partner, client, mark) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING`, int64(tx.partner), client, mark)
	return err
}

// RemoveMark takes a mark off a customer; again, it changes nothing. ErrNotFound:
// the partner has no such mark.
func (tx *Tx) RemoveMark(client, mark int64) error {
	if _, err := tx.known(knownMark, mark); err != nil {
		return err
	}
	_, err := tx.c.Exec(`DELETE FROM customer_mark WHERE partner = ?1 AND client = ?2 AND mark = ?3`, int64(tx.partner), client, mark)
	return err
}

// AddAbonentService attaches a line to a customer, by the line's internal key; see
// AvailableTariff. It answers the id of the attachment. The refusal is ErrTaken.
func (tx *Tx) AddAbonentService(client, line, price int64, comment string) (int64, error) {
	_, attached, err := tx.c.Int(`SELECT 1 FROM customer_service WHERE partner = ?1 AND client = ?2 AND service_type = ?3`, int64(tx.partner), client, line)
	if err == nil && attached {
		err = ErrTaken
	}
	if err != nil {
		return 0, err
	}
	id, err := tx.addService(client, line, price, comment, Instant(tx.Now.Unix()))
	if err != nil {
		return 0, err
	}
	number, err := tx.lineNumber(line)
	if err != nil {
		return 0, err
	}
	return id, tx.note(client, EntryService, "", numberText(&number))
}

// addService attaches a line as of a moment, without a trace in the history.

func (tx *Tx) addService(client, line, price int64, comment string, added Instant) (int64, error) {
	id, err := tx.ids.Take("customer_service")
	if err != nil {
		return 0, err
	}
	_, err = tx.c.Exec(`INSERT INTO customer_service (partner, client, service_type, id, price, comment, added) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`,
		int64(tx.partner), client, line, id, price, comment, added)
	return id, err
}

// RemoveAbonentService takes a line from a customer, by the line's number, also
// one that is available no more; or answers ErrNotFound.
func (tx *Tx) RemoveAbonentService(client, line int64) error {
	n, err := tx.c.Exec(`DELETE FROM customer_service WHERE partner = ?1 AND client = ?2 AND service_type = (SELECT id FROM service_type WHERE number = ?3)`,
		int64(tx.partner), client, line)
	if err := expectRow(n, err, ErrNotFound); err != nil {
		return err
	}
	return tx.note(client, EntryService, numberText(&line), "")
}

// Message is a message between a customer and the partner.
type Message struct {
	ID       int64
	Customer int64 // by number
	Time     Instant
	Outgoing bool   // to the customer; false: the customer wrote
	Employee *int64 // the number of who wrote to the customer; nil: nobody is named
	Text     string
}

// NewMessage is what msg_add and msg_add_to_customer are given.
type NewMessage struct {
	Outgoing bool
	Employee int64 // the internal key of who wrote; 0: nobody is named
	Text     string
	Archived bool
}

// AddMessage keeps a message of or to a customer and returns its id.
func (tx *Tx) AddMessage(client int64, m NewMessage) (int64, error) {
	return tx.addMessage(client, Instant(tx.Now.Unix()), m, nil)
}

// addMessage keeps a message of a moment; imported is the message_id of one that
// comes from an import.
func (tx *Tx) addMessage(client int64, at Instant, m NewMessage, imported *string) (int64, error) {
	id, err := tx.ids.Take("customer_message")
	if err != nil {
		return 0, err
	}
	if err := tx.claimUUID(messageUUIDs, "message_id", id, imported); err != nil {
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
	// Without knowing how many rows there are SQLite takes an index for no better than
	// the table itself, unless all that it asks for stands in the index: so k is asked
	// for the keys of the rows alone.
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

// CustomerGroup is a group of customers.
type CustomerGroup struct {
	ID   int64 // the partner's own number
	Name string
}

// CustomerGroups answers the partner's groups, by their numbers.
func (t *Tenant) CustomerGroups(ctx context.Context) Seq[CustomerGroup] {
	return queryAll(ctx, t, func(r db.Row) CustomerGroup { return CustomerGroup{r.Int(0), r.Text(1)} },
		`SELECT customer_group_id, customer_group_name FROM customer_group WHERE partner = ?1 ORDER BY customer_group_id`, int64(t.partner))
}
