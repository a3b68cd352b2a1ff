package userside

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"partnerapi/internal/budget/holding"
	"partnerapi/internal/jsonvalue"
	"partnerapi/ops"
	"partnerapi/store"
)

// maxData is the most bytes of data in one answer: an answer in both dialects
// holds them twice.
const maxData = 64 << 20

// listed returns the rows of a sequence as an array.
func listed[T any](ctx context.Context, rows store.Seq[T], write func(b []byte, row *T) []byte) (Answer, error) {
	return written(ctx, rows, '[', ']', write)
}

// sequence hands out rows that are at hand.
func sequence[T any](rows []T) store.Seq[T] {
	return func(yield func(*T) error) error {
		for i := range rows {
			if err := yield(&rows[i]); err != nil {
				return err
			}
		}
		return nil
	}
}

// errEnough ends a sequence of which no more rows are wanted.
var errEnough = errors.New("enough rows")

// paged leaves out the first rows of a sequence, and what comes after limit more;
// nil: nothing.
func paged[T any](rows store.Seq[T], offset int64, limit *int64) store.Seq[T] {
	return func(yield func(*T) error) error {
		if limit != nil && *limit == 0 {
			return nil
		}
		n := int64(0)
		err := rows(func(row *T) error {
			if n++; n <= offset {
				return nil
			}
			if err := yield(row); err != nil {
				return err
			}
			if limit != nil && n-offset == *limit {
				return errEnough
			}
			return nil
		})
		if errors.Is(err, errEnough) {
			return nil
		}
		return err
	}
}

// mapped returns the rows of a sequence as a map by their numbers.
func mapped[T any](ctx context.Context, rows store.Seq[T], number func(row *T) int64, write func(b []byte, row *T) []byte) (Answer, error) {
	return written(ctx, rows, '{', '}', func(b []byte, row *T) []byte { return write(appendName(b, number(row)), row) })
}

// written writes rows into blocks. The first is free; the answer holds the others
// and what a huge row has made of one.
func written[T any](ctx context.Context, rows store.Seq[T], begin, end byte, write func(b []byte, row *T) []byte) (Answer, error) {
	var answer Answer
	held, length := holding.Of(ctx), 0
	b, first := append(newBlock(), begin), true
	err := rows(func(row *T) error {
		if !first {
			b = append(b, ',')
		}
		first = false
		b = write(b, row)
		switch {
		case length+len(b) > maxData:
			return &ops.Error{Kind: ops.Limit, Code: CodeBadValue, Text: fmt.Sprintf("Ответ больше %d МиБ: сузьте условия", maxData>>20)}
		case len(b) < blockFull:
			return nil
		}
		if err := held.Hold(ctx, int64(cap(b))); err != nil {
			return err
		}
		answer.Data = append(answer.Data, b)
		length += len(b)
		b = newBlock()
		return nil
	})
	answer.Data = append(answer.Data, append(b, end))
	if err != nil {
		answer.Release()
		return Answer{}, err
	}
	return answer, nil
}

// appendKey begins a member whose name is a number, of a map that has begun.
func appendKey(b []byte, n int64) []byte {
	if b[len(b)-1] != '{' {
		b = append(b, ',')
	}
	return appendName(b, n)
}

// appendName appends the name of a member that is a number.
func appendName(b []byte, n int64) []byte {
	return append(strconv.AppendInt(append(b, '"'), n, 10), `":`...)
}

func appendInt(b []byte, n int64) []byte { return strconv.AppendInt(b, n, 10) }

// appendText appends a number as a JSON string.
func appendText(b []byte, n int64) []byte {
	return append(strconv.AppendInt(append(b, '"'), n, 10), '"')
}

// zero is how a number that is not set is shown.
func zero(n *int64) int64 {
	if n == nil {
		return 0
	}
	return *n
}

// appendNamed appends what a list of names shows of one.
func appendNamed(b []byte, id int64, name string) []byte {
	b = appendInt(append(b, `{"id":`...), id)
	return append(jsonvalue.AppendString(append(b, `,"name":`...), name), '}')
}

type noParams struct{}

func customerGroups(ctx context.Context, c *Call, _ *noParams) (Answer, error) {
	return mapped(ctx, c.CustomerGroups(ctx), func(g *store.CustomerGroup) int64 { return g.ID }, func(b []byte, g *store.CustomerGroup) []byte {
		return appendNamed(b, g.ID, g.Name)
	})
}

// list_tarif_available answers the lines that the partner may sell (O5): they are
// the same for each of its customers.
func tariffs(ctx context.Context, c *Call, _ int64, _ *ofCustomer) (Answer, error) {
	return mapped(ctx, c.TariffPlans(ctx), func(p *store.TariffPlan) int64 { return p.Number }, func(b []byte, p *store.TariffPlan) []byte {
		return appendNamed(b, p.Number, p.Name)
	})
}
