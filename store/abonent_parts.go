package store

import (
	"context"
	"slices"
	"strings"
)

// phoneSlots is how many numbers edit knows: phone0 to phone4.
const phoneSlots = 5

// setPhones sets the numbers that are given; "" removes one.
func (tx *Tx) setPhones(client int64, phones [phoneSlots]*string) error {
	for position, number := range phones {
		var err error
		switch {
		case number == nil:
		case *number == "":
			_, err = tx.c.exec(`DELETE FROM customer_phone WHERE partner = ?1 AND client = ?2 AND position = ?3`, int64(tx.partner), client, position)
		default:
			_, err = tx.c.exec(`INSERT INTO customer_phone (partner, client, position, number, digits) VALUES (?1, ?2, ?3, ?4, ?5)
  ON CONFLICT (partner, client, position) DO UPDATE SET number = excluded.number, digits = excluded.digits WHERE number <> excluded.number`, int64(tx.partner), client, position, *number, phoneDigits(*number))
		}
		if err != nil {
			return err
		}
	}
	return nil
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
	_, err := tx.c.exec(`INSERT INTO customer_mark (partner, client, mark) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING`, int64(tx.partner), client, mark)
	return err
}

// RemoveMark takes a mark off a customer; again, it changes nothing. ErrNotFound:
// the partner has no such mark.
func (tx *Tx) RemoveMark(client, mark int64) error {
	if _, err := tx.known(knownMark, mark); err != nil {
		return err
	}
	_, err := tx.c.exec(`DELETE FROM customer_mark WHERE partner = ?1 AND client = ?2 AND mark = ?3`, int64(tx.partner), client, mark)
	return err
}

// AddAbonentService attaches a line to a customer, by the line's internal key; see
// AvailableTariff. It answers the id of the attachment. The refusal is ErrTaken.
func (tx *Tx) AddAbonentService(client, line, price int64, comment string) (int64, error) {
	_, attached, err := tx.c.int(`SELECT 1 FROM customer_service WHERE partner = ?1 AND client = ?2 AND service_type = ?3`, int64(tx.partner), client, line)
	if err == nil && attached {
		err = ErrTaken
	}
	if err != nil {
		return 0, err
	}
	id, err := tx.ids.take("customer_service")
	if err != nil {
		return 0, err
	}
	_, err = tx.c.exec(`INSERT INTO customer_service (partner, client, service_type, id, price, comment, added) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`,
		int64(tx.partner), client, line, id, price, comment, tx.Now.Unix())
	return id, err
}

// RemoveAbonentService takes a line from a customer, by the line's number, also
// one that is available no more; or answers ErrNotFound.
func (tx *Tx) RemoveAbonentService(client, line int64) error {
	n, err := tx.c.exec(`DELETE FROM customer_service WHERE partner = ?1 AND client = ?2 AND service_type = (SELECT id FROM service_type WHERE number = ?3)`,
		int64(tx.partner), client, line)
	return expectRow(n, err, ErrNotFound)
}

// Message is a message between a customer and the partner.
type Message struct {
	ID       int64
	Customer int64 // by number
	Time     Instant
	Employee *int64 // the number of who wrote to the customer; nil: the customer wrote
	Text     string
}

// AddMessage keeps a message and answers its id. Employee is the internal key of
// who wrote it, 0 of a customer's own.
func (tx *Tx) AddMessage(client, employee int64, text string, archived bool) (int64, error) {
	id, err := tx.ids.take("customer_message")
	if err != nil {
		return 0, err
	}
	_, err = tx.c.exec(`INSERT INTO customer_message (partner, id, client, time, employee, text, archived) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`,
		int64(tx.partner), id, client, tx.Now.Unix(), reference(employee), text, archived)
	return id, err
}

// MessageFilter selects messages; zero and nil select all. From and To are
// inclusive.
type MessageFilter struct {
	Client   int64
	Employee int64 // the internal key of who wrote
	From, To *Instant
}

// Messages reads the messages of the partner's customers, archived ones too,
// oldest first.
func (t *Tenant) Messages(ctx context.Context, f MessageFilter) Seq[Message] {
	// Without knowing how many rows there are SQLite takes an index for no better than
	// the table itself, unless all that it asks for stands in the index: so k is asked
	// for the keys of the rows alone.
	s := t.selectRows(`SELECT k.id, c.number, k.time, e.number, m.text FROM customer_message k JOIN customer_message m ON m.partner = k.partner AND m.time = k.time AND m.id = k.id
    JOIN client c ON c.partner = m.partner AND c.id = m.client AND c.status <> 7 LEFT JOIN employee e ON e.id = m.employee WHERE k.partner = ?1`)
	if f.Client != 0 {
		s.andKey("k.client", f.Client)
		s.andKey("m.employee", f.Employee)
	} else {
		s.andKey("k.employee", f.Employee)
	}
	if f.From != nil {
		s.and("k.time >= ?", *f.From)
	}
	if f.To != nil {
		s.and("k.time <= ?", *f.To)
	}
	return stream(ctx, t, func(c *conn, last *Message, _ int, rows []Message) ([]Message, error) {
		next := selection{from: s.from, args: slices.Clone(s.args)}
		next.where.WriteString(s.where.String())
		if last != nil {
			next.args = append(next.args, last.Time, last.ID)
			next.where.WriteString(" AND k.time >= " + next.place(1) + " AND (k.time, k.id) > (" + next.place(1) + ", " + next.place(0) + ")")
		}
		err := c.each(next.sql("k.time, k.id"), next.args, func(r row) error {
			rows = append(rows, Message{ID: r.int(0), Customer: r.int(1), Time: r.instant(2), Employee: r.optInt(3), Text: r.text(4)})
			return nil
		})
		return rows, err
	})
}

// CustomerGroup is a group of customers.
type CustomerGroup struct {
	ID   int64 // the partner's own number
	Name string
}

// CustomerGroups answers the partner's groups, by their numbers.
func (t *Tenant) CustomerGroups(ctx context.Context) Seq[CustomerGroup] {
	return short(ctx, t, func(r row) CustomerGroup { return CustomerGroup{r.int(0), r.text(1)} },
		`SELECT customer_group_id, customer_group_name FROM customer_group WHERE partner = ?1 ORDER BY customer_group_id`, int64(t.partner))
}
