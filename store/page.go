package store

import (
	"context"
	"math"
	"slices"
	"strings"
	"unsafe"

	"partnerapi/store/internal/db"
)

// Page says which rows of an ordered result are answered.
type Page struct {
	Limit  int // how many, 0 for all
	Offset int // how many of the first are passed over
}

// of cuts the page out of rows that are there already.
func (p Page) of(n int) (from, to int) {
	from = min(p.Offset, n)
	if p.Limit == 0 {
		return from, n
	}
	return from, min(from+p.Limit, n)
}

// paged reads a page in chunks, by a key that ascends in the order wanted.
type paged[T any] struct {
	// begin answers the key of the row that offset rows come before, and whether
	// there is one. It is asked once, for an offset above 0.
	begin func(c *db.Conn, offset int) (key int64, found bool, err error)
	// next appends to rows what comes after a key, at most so many.
	next  func(c *db.Conn, after int64, most int, rows []T) ([]T, error)
	keyOf func(*T) int64
}

func (p *paged[T]) stream(ctx context.Context, t *Tenant, page Page) Seq[T] {
	return func(yield func(*T) error) error {
		most := page.Limit
		if most == 0 {
			most = math.MaxInt
		}
		return stream(ctx, t, func(c *db.Conn, last *T, seen int, rows []T) ([]T, error) {
			after, found, err := p.after(c, last, page.Offset)
			if err != nil || !found || seen == most {
				return rows, err
			}
			return p.next(c, after, min(most-seen, db.ChunkSize), rows)
		})(yield)
	}
}

// after answers the key that the next chunk comes after.
func (p *paged[T]) after(c *db.Conn, last *T, offset int) (key int64, found bool, err error) {
	switch {
	case last != nil:
		return p.keyOf(last), true, nil
	case offset == 0:
		return -1, true, nil
	}
	key, found, err = p.begin(c, offset)
	return key - 1, found, err
}

// inOneText makes a query, whose one column is the packed row x, answer a single
// text of all its rows in their order: the driver takes as long for a row as
// SQLite takes to read it. The query's ?3 is the most rows.
func inOneText(query string) string { return beginOneText + query + limitMost + endOneText }

const (
	beginOneText = `SELECT group_concat(x, char(30)) FROM (`
	endOneText   = `) AS page`
)

// limitMost is no bare LIMIT ?3: into that SQLite looks, and prepares the
// statement anew whenever it is bound, which costs more than reading a row.
const limitMost = ` LIMIT ?3 + 0`

// appendRows appends the rows of a query of one column: packed rows, one by one
// or in one text.
func appendRows[T any](c *db.Conn, rows []T, scan func(p db.Packed) T, text string, args ...any) ([]T, error) {
	err := c.Each(text, args, func(r db.Row) error {
		if whole := r.Text(0); whole != "" {
			rows = slices.Grow(rows, strings.Count(whole, "\x1e")+1)
			for one := range strings.SplitSeq(whole, "\x1e") {
				rows = append(rows, scan(db.Packed(one)))
			}
		}
		return nil
	})
	return rows, err
}

// looked reads rows that lists of keys name: nil is not given, an empty list
// names none.
type looked[T any] struct {
	ways  []way[T]
	order func(a, b *T) int
}

// way is one kind of key: its list, the query of the partner and a key, and the
// key of a row.
type way[T any] struct {
	keys  []any
	text  string
	keyOf func(*T) any
}

// anyKeys makes a list of keys of any type; nil stays nil.
func anyKeys[K any](keys []K) []any {
	if keys == nil {
		return nil
	}
	list := make([]any, len(keys))
	for i, key := range keys {
		list[i] = key
	}
	return list
}

// named says whether any list is given.
func (l *looked[T]) named() bool {
	return slices.ContainsFunc(l.ways, func(w way[T]) bool { return w.keys != nil })
}

// assumed is how many bytes of texts a row that was not read yet is taken to have.
const assumed = 512

// most is about how many bytes the rows take that may be found.
func (l *looked[T]) most() int64 {
	for _, w := range l.ways {
		if w.keys != nil {
			return int64(len(w.keys)) * (int64(unsafe.Sizeof(*new(T))) + assumed)
		}
	}
	return 0
}

// read looks up the rows of the first list that is given and keeps those that
// the others name too.
func (l *looked[T]) read(ctx context.Context, t *Tenant, c *db.Conn, scan func(p db.Packed) T) (rows []T, err error) {
	var wanted []map[any]bool
	var by []func(*T) any
	for _, w := range l.ways {
		if w.keys == nil {
			continue
		}
		set := make(map[any]bool, len(w.keys))
		for _, key := range w.keys {
			if len(wanted) == 0 && !set[key] {
				if err := ctx.Err(); err != nil {
					return nil, context.Cause(ctx)
				}
				if rows, err = appendRows(c, rows, scan, w.text, int64(t.partner), key); err != nil {
					return nil, err
				}
			}
			set[key] = true
		}
		wanted, by = append(wanted, set), append(by, w.keyOf)
	}
	rows = slices.DeleteFunc(rows, func(one T) bool {
		for i, set := range wanted {
			if !set[by[i](&one)] {
				return true
			}
		}
		return false
	})
	slices.SortFunc(rows, func(a, b T) int { return l.order(&a, &b) })
	return rows, nil
}

// stream answers the page of the rows that are named, completed.
func (l *looked[T]) stream(ctx context.Context, t *Tenant, page Page, scan func(p db.Packed) T, complete func(c *db.Conn, rows []T) error) Seq[T] {
	return func(yield func(*T) error) error {
		var rows []T
		answer, most := t.answer(ctx), l.most()
		if most >= db.LargeChunk*assumed {
			if err := answer.Hold(ctx, most); err != nil {
				return err
			}
			defer answer.Drop(most)
		}
		err := t.read(ctx, func(c *db.Conn) (err error) {
			if rows, err = l.read(ctx, t, c, scan); err != nil {
				return err
			}
			from, to := page.of(len(rows))
			rows = rows[from:to]
			return complete(c, rows)
		})
		if err != nil {
			return err
		}
		for i := range rows {
			if err := yield(&rows[i]); err != nil {
				return err
			}
		}
		return nil
	}
}
