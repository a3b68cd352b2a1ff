package partner

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"partnerapi/internal/budget/holding"
	"partnerapi/internal/chatzip"
	"partnerapi/ops"
	"partnerapi/store"
)

var chatOperations = ops.Table{
	ops.Define("chat_history_statistics_read", ops.Read, readChatOfLine),
	ops.Define("chat_history_colleagues_read", ops.Read, readChatOfColleagues),
}

// chatPeriod bounds the start of a message's session where the register knows it,
// else the message's own time, both ends included (S20).
type chatPeriod struct {
	From ops.Time `op:"period_from"`
	To   ops.Time `op:"period_to"`
}

// period needs no check: one that ends before it starts holds no messages, and
// that is never a fault (S20).
func (p *chatPeriod) period() store.Period { return store.Period{From: p.From.T, To: p.To.T} }

type chatOfLineOperands struct {
	Person      ops.RefTo[chatPerson] `op:"client_user_id"`
	ServiceType ops.RefTo[chatLine]   `op:"service_id"`
	chatPeriod
}

// PartnerAPI 1.20 §4 chat_history_statistics_read (S20).
func readChatOfLine(ctx context.Context, c *ops.Call, in *chatOfLineOperands) (ops.Binary, error) {
	period := in.period()
	line, err := c.ServiceTypeName(ctx, in.ServiceType.ID)
	if err != nil {
		return nil, err
	}
	name, err := c.PersonName(ctx, in.Person.ID)
	if err != nil {
		return nil, err
	}
	h := chatHistory{
		file:    fmt.Sprintf("ChatHistory/ChatHistory_%s_%s", in.ServiceType.UUID, in.Person.UUID),
		heading: []string{"Линия поддержки: " + line, "Сотрудник: " + name}, period: period,
	}
	return h.archive(ctx, c.ChatOfLine(ctx, in.ServiceType.ID, in.Person.ID, period))
}

type chatOfColleaguesOperands struct {
	One   ops.RefTo[chatPerson] `op:"Colleague1_id"`
	Other ops.RefTo[chatPerson] `op:"Colleague2_id"`
	chatPeriod
}

// PartnerAPI 1.20 §4 chat_history_colleagues_read (S20).
func readChatOfColleagues(ctx context.Context, c *ops.Call, in *chatOfColleaguesOperands) (ops.Binary, error) {
	period := in.period()
	h := chatHistory{file: fmt.Sprintf("ChatHistory/ChatHistory_Collegue_%s_%s", in.One.UUID, in.Other.UUID), period: period}
	for _, id := range []int64{in.One.ID, in.Other.ID} {
		name, err := c.PersonName(ctx, id)
		if err != nil {
			return nil, err
		}
		h.heading = append(h.heading, "Сотрудник: "+name)
	}
	return h.archive(ctx, c.ChatOfColleagues(ctx, in.One.ID, in.Other.ID, period))
}

// chatHistory is what the pages of one answer share.
type chatHistory struct {
	file    string // without the day and the ending
	heading []string
	period  store.Period
}

// archive packs one page a day; nothing at all without messages (S20).
func (h *chatHistory) archive(ctx context.Context, messages store.Seq[store.ChatMessage]) (ops.Binary, error) {
	out := archiveBuffer{ctx: ctx}
	err := chatzip.Write(&out, h.pages(messages))
	return out.Bytes(), err
}

// archiveBuffer counts what it holds as the answer's.
type archiveBuffer struct {
	bytes.Buffer
	ctx     context.Context // of the call: an io.Writer has none
	counted int
}

func (b *archiveBuffer) Write(p []byte) (int, error) {
	n, err := b.Buffer.Write(p)
	if more := b.Cap() - b.counted; more > 0 && b.Len() > holding.LeastCounted && err == nil {
		b.counted = b.Cap()
		err = holding.Of(b.ctx).Hold(b.ctx, int64(more))
	}
	return n, err
}

// errLeft ends reading when the archive's writer has given up.
var errLeft = errors.New("the writer of the archive left")

func (h *chatHistory) pages(messages store.Seq[store.ChatMessage]) iter.Seq2[chatzip.Page, error] {
	return func(yield func(chatzip.Page, error) bool) {
		var day store.Date
		var rows []store.ChatMessage
		flush := func() error {
			if len(rows) > 0 && !yield(h.page(day, rows), nil) {
				return errLeft
			}
			rows = nil
			return nil
		}
		err := messages(func(m *store.ChatMessage) error {
			if d := store.DateOf(moscow(m.Time)); d != day {
				if err := flush(); err != nil {
					return err
				}
				day = d
			}
			rows = append(rows, *m)
			return nil
		})
		if err == nil {
			err = flush()
		}
		if err != nil && !errors.Is(err, errLeft) {
			yield(chatzip.Page{}, err)
		}
	}
}

func (h *chatHistory) page(day store.Date, rows []store.ChatMessage) chatzip.Page {
	return chatzip.Page{
		Name: fmt.Sprintf("%s_%s.html", h.file, day), Title: "История чата", Modified: moscow(rows[len(rows)-1].Time),
		Heading: append(slices.Clone(h.heading), fmt.Sprintf("Период: %s — %s", moscow(h.period.From).Format(chatTime), moscow(h.period.To).Format(chatTime))),
		Rows: func(yield func(chatzip.Row, error) bool) {
			for _, m := range rows {
				if !yield(chatzip.Row{Author: m.Author, Text: m.Text, Time: moscow(m.Time).Format(chatTime)}, nil) {
					return
				}
			}
		},
	}
}

// chatTime is how a page shows a moment, in Moscow time.
const chatTime = "02.01.2006 15:04:05"

func moscow(t store.Instant) time.Time { return time.Unix(int64(t), 0).In(store.Moscow) }
