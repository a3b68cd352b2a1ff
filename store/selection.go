package store

import (
	"context"
	"slices"
	"strconv"
	"strings"
)

// selection is the SELECT of a read with several filters. What is not asked for
// stays out of its text, so that what is asked for can use an index; the few
// texts that come of it are prepared once each.
type selection struct {
	text strings.Builder
	args []any
}

// selectRows begins a selection of the partner's rows; from ends in a WHERE
// clause whose ?1 is the partner and whose ?2 and on are args.
func (t *Tenant) selectRows(from string, args ...any) *selection {
	s := &selection{args: append([]any{int64(t.partner)}, args...)}
	s.text.WriteString(from)
	return s
}

// and adds a condition; each ? in it stands for arg.
func (s *selection) and(condition string, arg any) {
	s.args = append(s.args, arg)
	s.text.WriteString(" AND ")
	s.text.WriteString(strings.ReplaceAll(condition, "?", "?"+strconv.Itoa(len(s.args))))
}

// andKey adds a condition on an internal key, unless it is 0: not given (S24).
func (s *selection) andKey(column string, key int64) {
	if key != 0 {
		s.and(column+" = ?", key)
	}
}

// andDate adds a condition on a date, unless it is "": not given.
func (s *selection) andDate(column string, date Date) {
	if date != "" {
		s.and(column+" = ?", date)
	}
}

// andEnd adds a condition on an end, unless it is nil: not given. The empty date
// selects what has no end (T2).
func (s *selection) andEnd(column string, date *Date) {
	if date != nil {
		s.and("coalesce("+column+", '') = ?", string(*date))
	}
}

// streamSelection reads what s selects in order of creation. key is the column
// of the internal key, keyOf answers a row's; scan must read the row before it
// asks c for anything. The first chunk has no condition on the key: with one,
// SQLite would rather walk all of the partner's rows than use a filter's index.
func streamSelection[T any](ctx context.Context, t *Tenant, s *selection, key string, keyOf func(*T) int64, scan func(c *conn, r row) (T, error)) Seq[T] {
	order := " ORDER BY " + key + limitChunk
	text, args := s.text.String()+order, s.args
	return stream(ctx, t, func(c *conn, last *T, rows []T) ([]T, error) {
		if last != nil {
			next := selection{args: slices.Clone(s.args)}
			next.text.WriteString(s.text.String())
			next.and(key+" > ?", keyOf(last))
			text, args = next.text.String()+order, next.args
		}
		err := c.each(text, args, func(r row) error {
			one, err := scan(c, r)
			rows = append(rows, one)
			return err
		})
		return rows, err
	})
}
