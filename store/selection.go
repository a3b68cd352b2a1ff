package store

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"partnerapi/store/internal/db"
)

// selection is the SELECT of a read with several filters. A filter that is not given is not
// in its text, so that those that are can use an index. There are few such texts, and each
// is prepared once.
type selection struct {
	from    []string // more than one: their union
	where   strings.Builder
	args    []any
	oneText bool // the rows are packed, and come as inOneText makes them
}

// selectRows begins a selection of the partner's rows. from is its text up to the end of a
// WHERE clause, in which ?1 is the partner and ?2 and on are args.
func (t *Tenant) selectRows(from string, args ...any) *selection {
	return &selection{from: []string{from}, args: append([]any{int64(t.partner)}, args...)}
}

// orRows adds the rows of a second from, which must have the same columns, the key first,
// and no row of the first. Each part can so be read in order by an index of its own.
func (s *selection) orRows(from string) { s.from = append(s.from, from) }

// sql returns the whole text, ordered by a column.
func (s *selection) sql(key string) string {
	if len(s.from) > 1 {
		key = "1"
	}
	return s.ordered(key)
}

func (s *selection) ordered(by string) string {
	where := s.where.String()
	begin, end := "", ""
	if s.oneText {
		begin, end = beginOneText, endOneText
	}
	return begin + strings.Join(s.from, where+" UNION ALL ") + where + " ORDER BY " + by + db.LimitChunk + end
}

// clone is a copy that may get more conditions.
func (s *selection) clone() *selection {
	c := &selection{from: s.from, args: slices.Clone(s.args), oneText: s.oneText}
	c.where.WriteString(s.where.String())
	return c
}

// and adds a condition. Each ? in it is replaced by the parameter of arg, :partner by that of
// the partner.
func (s *selection) and(condition string, arg any) {
	s.args = append(s.args, arg)
	s.where.WriteString(" AND ")
	s.where.WriteString(strings.ReplaceAll(strings.ReplaceAll(condition, "?", "?"+strconv.Itoa(len(s.args))), ":partner", "?1"))
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

// andEnd adds a condition on the date of an end, unless it is nil: not given. The empty date
// selects rows without end (T2).
func (s *selection) andEnd(column string, date *Date) {
	if date != nil {
		s.and("coalesce("+column+", '') = ?", string(*date))
	}
}

// streamSelection reads the rows of s in order of creation, which is that of the internal
// keys. key is the column of the key, keyOf returns a row's key. complete, if not nil, adds
// to the rows of a chunk what other tables hold.
func streamSelection[T any](ctx context.Context, t *Tenant, s *selection, key string, keyOf func(*T) int64, scan func(r db.Row) T, complete func(c *db.Conn, rows []T) error) Seq[T] {
	return streamSelected(ctx, t, s, key, keyOf, func(c *db.Conn, text string, args []any, rows []T) ([]T, error) {
		err := c.Each(text, args, func(r db.Row) error {
			rows = append(rows, scan(r))
			return nil
		})
		if err == nil && complete != nil {
			err = complete(c, rows)
		}
		return rows, err
	})
}

// streamPacked is streamSelection for a query whose one column is the packed row x.
func streamPacked[T any](ctx context.Context, t *Tenant, s *selection, key string, keyOf func(*T) int64, scan func(p db.Packed) T, complete func(c *db.Conn, rows []T) error) Seq[T] {
	s.oneText = true
	return streamSelected(ctx, t, s, key, keyOf, func(c *db.Conn, text string, args []any, rows []T) ([]T, error) {
		rows, err := appendRows(c, rows, scan, text, args...)
		if err == nil {
			err = complete(c, rows)
		}
		return rows, err
	})
}

// streamSelected reads the rows of s in order of the key. add appends the rows of a query to
// rows. The first chunk has no condition on the key: with one, SQLite reads all rows of the
// partner and uses no filter's index.
func streamSelected[T any](ctx context.Context, t *Tenant, s *selection, key string, keyOf func(*T) int64, add func(c *db.Conn, text string, args []any, rows []T) ([]T, error)) Seq[T] {
	text, args := s.sql(key), s.args
	return stream(ctx, t, func(c *db.Conn, last *T, _ int, rows []T) ([]T, error) {
		if last != nil {
			next := s.clone()
			next.and(key+" > ?", keyOf(last))
			text, args = next.sql(key), next.args
		}
		return add(c, text, args, rows)
	})
}

// within adds inclusive bounds of a moment; nil is no bound.
func (s *selection) within(column string, from, to *Instant) {
	if from != nil {
		s.and(column+" >= ?", *from)
	}
	if to != nil {
		s.and(column+" <= ?", *to)
	}
}

// streamByTime is streamSelection for rows in the order of a moment and an id. For a
// selection of several tables these must be the first two columns.
func streamByTime[T any](ctx context.Context, t *Tenant, s *selection, time, id string, keyOf func(*T) (Instant, int64), scan func(r db.Row) T) Seq[T] {
	order := time + ", " + id
	if len(s.from) > 1 {
		order = "1, 2"
	}
	return stream(ctx, t, func(c *db.Conn, last *T, _ int, rows []T) ([]T, error) {
		next := s.clone()
		if last != nil {
			at, key := keyOf(last)
			next.args = append(next.args, at, key)
			next.where.WriteString(" AND " + time + " >= " + next.place(1) + " AND (" + time + ", " + id + ") > (" + next.place(1) + ", " + next.place(0) + ")")
		}
		err := c.Each(next.ordered(order), next.args, func(r db.Row) error {
			rows = append(rows, scan(r))
			return nil
		})
		return rows, err
	})
}
