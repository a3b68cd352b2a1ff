package store

import (
	"context"
	"math"
	"slices"
	"strings"
	"unsafe"

	"partnerapi/store/internal/db"
)

// Page is a part of an ordered result.
type Page struct {
	Limit  int // the most rows, 0 for all
	Offset int // how many rows are skipped before it
}

// bounds returns the page's part of n rows that were read already: rows[from:to].
func (p Page) bounds(n int) (from, to int) {
	from = min(p.Offset, n)
	if p.Limit == 0 {
		return from, n
	}
	return from, min(from+p.Limit, n)
}

// paged reads a page in chunks, by a key that ascends in the order wanted.
type paged[T any] struct {
	// begin returns the key of the row that has offset rows before it, and whether
	// there is such a row. It is called once, for an offset above 0.
	begin func(c *db.Conn, offset int) (key int64, found bool, err error)
	// next appends the rows after a key to rows, at most so many.
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

// after returns the key after which the next chunk begins.
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

// inOneText makes a query, whose one column is the packed row x, return all its rows
// in one text, in their order: the driver takes as long for a row as SQLite takes to
// read it. The query's ?3 is the most rows.
func inOneText(query string) string { return beginOneText + query + limitMost + endOneText }

const (
	beginOneText = `SELECT group_concat(x, char(30)) FROM (`
	endOneText   = `) AS page`
)

// limitMost is no bare LIMIT ?3, because SQLite reads such a parameter while it plans:
// it would prepare the statement again at each use, which costs more than reading a row.
const limitMost = ` LIMIT ?3 + 0`

// appendRows appends the rows of a query to rows. Its one column holds packed rows,
// one in each row or all in one text.
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

// keyLookup reads the rows that lists of keys name. A list that is nil is not given; an
// empty one names no row.
type keyLookup[T any] struct {
	lists []keyList[T]
	order func(a, b *T) int
}

// keyList is the list of one kind of key, with the query that finds rows by the partner
// (?1) and a key (?2), and the function that returns a row's key.
type keyList[T any] struct {
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

// given reports whether any list is given.
func (l *keyLookup[T]) given() bool {
	return slices.ContainsFunc(l.lists, func(w keyList[T]) bool { return w.keys != nil })
}

// assumedTexts is how many bytes of text a row is taken to have before it was read.
const assumedTexts = 512

// estimate returns about how many bytes the rows may take.
func (l *keyLookup[T]) estimate() int64 {
	for _, w := range l.lists {
		if w.keys != nil {
			return int64(len(w.keys)) * (int64(unsafe.Sizeof(*new(T))) + assumedTexts)
		}
	}
	return 0
}

// read returns the rows that every given list names, sorted. It looks up the keys of
// the first list; the others filter what that finds.
func (l *keyLookup[T]) read(ctx context.Context, t *Tenant, c *db.Conn, scan func(p db.Packed) T) (rows []T, err error) {
	var wanted []map[any]bool
	var by []func(*T) any
	for _, w := range l.lists {
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

// stream returns a page of the rows that the lists name. complete gives them what
// other tables hold.
func (l *keyLookup[T]) stream(ctx context.Context, t *Tenant, page Page, scan func(p db.Packed) T, complete func(c *db.Conn, rows []T) error) Seq[T] {
	return func(yield func(*T) error) error {
		var rows []T
		answer, size := t.answer(ctx), l.estimate()
		if size >= db.LargeChunk*assumedTexts {
			if err := answer.Hold(ctx, size); err != nil {
				return err
			}
			defer answer.Drop(size)
		}
		err := t.read(ctx, func(c *db.Conn) (err error) {
			if rows, err = l.read(ctx, t, c, scan); err != nil {
				return err
			}
			from, to := page.bounds(len(rows))
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
