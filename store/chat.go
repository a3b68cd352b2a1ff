package store

import (
	"context"
	"errors"
	"strings"

	"partnerapi/store/internal/db"
)

// ChatMessage is one message of a chat history (S20).
type ChatMessage struct {
	ID     int64
	Time   Instant
	Author string
	Text   string
}

// Period is a span of time, both ends included.
type Period struct{ From, To Instant }

// PersonName returns family, given and father's name of an employee that was found
// for the partner.
func (t *Tenant) PersonName(ctx context.Context, employee int64) (name string, err error) {
	err = t.read(ctx, func(c *db.Conn) error {
		_, err := c.One(`SELECT family_name, name, father_name FROM employee WHERE id = ?1`, []any{employee}, func(r db.Row) {
			name = fullName(r.Text(0), r.Text(1), r.Text(2))
		})
		return err
	})
	return name, err
}

// fullName joins names as far as they are known, with one space between words.
func fullName(family, name, father string) string {
	return strings.Join(strings.Fields(family+" "+name+" "+father), " ")
}

// FindChatServiceType returns the id of a line that the partner knows (S26), for
// which a service may stand (S20); or ErrNotFound. The services of a client that was
// deleted for good are unknown with it (O3).
func (t *Tenant) FindChatServiceType(ctx context.Context, id string) (int64, error) {
	line, err := t.findAny(ctx, serviceIDs, id, `SELECT s.service_type FROM service s JOIN client c ON c.partner = s.partner AND c.id = s.client
  WHERE s.partner = ?2 AND s.id = ?3 AND (s.partner = ?1 OR s.service_partner = ?1) AND c.`+isKnown)
	if errors.Is(err, ErrNotFound) {
		return t.FindKnownServiceType(ctx, id)
	}
	return line, err
}

// ServiceTypeName returns the name of a line that was found for the partner.
func (t *Tenant) ServiceTypeName(ctx context.Context, line int64) (name string, err error) {
	err = t.read(ctx, func(c *db.Conn) error {
		_, err := c.One(`SELECT service_type_name FROM service_type WHERE id = ?1`, []any{line}, func(r db.Row) { name = r.Text(0) })
		return err
	})
	return name, err
}

// A period counts the start of the message's session where the register knows it
// (S20). No session begins after its messages, so none of them is before ?4. The
// plus sign keeps SQLite from walking all of the partner's messages.
const chatColumns = `SELECT id, time, author_name, text FROM chat_message
  WHERE +partner = ?1 AND time >= ?2 AND (time, id) > (?2, ?3) AND coalesce(session_start, time) BETWEEN ?4 AND ?5 AND `

const chatOfLine = chatColumns + `service_type = ?6 AND employee1 = ?7 ORDER BY time, id` + db.LimitChunk

const chatOfColleagues = chatColumns + `service_type IS NULL AND employee1 IN (?6, ?7)
    AND (employee1 = ?6 AND employee2 = ?7 OR employee1 = ?7 AND employee2 = ?6) ORDER BY time, id` + db.LimitChunk

// ChatOfLine reads what an employee of a client and a line wrote to each other,
// in order of time.
func (t *Tenant) ChatOfLine(ctx context.Context, line, employee int64, p Period) Seq[ChatMessage] {
	return t.chat(ctx, chatOfLine, p, line, employee)
}

// ChatOfColleagues reads what two employees wrote to each other, in order of time.
func (t *Tenant) ChatOfColleagues(ctx context.Context, one, other int64, p Period) Seq[ChatMessage] {
	return t.chat(ctx, chatOfColleagues, p, one, other)
}

func (t *Tenant) chat(ctx context.Context, text string, p Period, a, b int64) Seq[ChatMessage] {
	return stream(ctx, t, func(c *db.Conn, last *ChatMessage, _ int, rows []ChatMessage) ([]ChatMessage, error) {
		from, id := int64(p.From), int64(0)
		if last != nil {
			from, id = int64(last.Time), last.ID
		}
		err := c.Each(text, []any{int64(t.partner), from, id, p.From, p.To, a, b}, func(r db.Row) error {
			rows = append(rows, ChatMessage{ID: r.Int(0), Time: Instant(r.Int(1)), Author: r.Text(2), Text: r.Text(3)})
			return nil
		})
		return rows, err
	})
}
