package importer

import (
	"context"
	"errors"
	"time"

	"partnerapi/store"
)

// The most lines of a transaction, and the time after which it begins no other line: so
// long may a server beside the import wait.
const (
	batchSize = 2000
	batchTime = 50 * time.Millisecond
)

// takeAll imports the lines step by step, in short transactions. Between them servers may
// write, and the import ends if the context does.
func (im *importing) takeAll(ctx context.Context, to *store.Importer) error {
	return im.batches(ctx, func(batch []*record) error {
		for len(batch) > 0 {
			var seen int
			var refused []refusal
			err := to.Write(ctx, func(tx *store.ImportTx) (err error) {
				seen, refused, err = takeSome(tx, batch, time.Now().Add(batchTime))
				return err
			})
			if err != nil {
				return err
			}
			batch = batch[seen:]
			if err := im.count(seen, refused); err != nil {
				return err
			}
		}
		return nil
	})
}

// refusal is a line with its problems.
type refusal struct {
	record   *record
	problems []Problem
}

// errSpoiled undoes a strict import, of which a line was refused.
var errSpoiled = errors.New("a line was refused")

// begin resets the counts at the beginning of a transaction that may run again. From then on
// each line's problems are reported once.
func (im *importing) begin(before Report) error {
	err := im.waiting.close()
	im.report, im.waiting = before, nil
	if im.reported == nil {
		im.reported = map[int64]bool{}
	}
	return err
}

// mergeAll imports all lines in one transaction, or none.
func (im *importing) mergeAll(ctx context.Context, to *store.Importer) error {
	before := im.report
	err := to.Write(ctx, func(tx *store.ImportTx) error {
		if err := im.begin(before); err != nil {
			return err
		}
		err := im.batches(ctx, func(batch []*record) error {
			seen, refused, err := takeSome(tx, batch, time.Time{})
			if err != nil {
				return err
			}
			err = im.count(seen, refused)
			if err == nil && im.report.Refused > before.Refused && !im.store.OneTransaction() {
				err = errSpoiled // after a rehearsal that has found the problems
			}
			return err
		})
		if err == nil && im.report.Refused > before.Refused {
			err = errSpoiled
		}
		return err
	})
	if err != nil {
		im.report.Taken = 0
	}
	if errors.Is(err, errSpoiled) {
		return nil
	}
	return err
}

// takeSome imports lines until a moment, the zero time for no end, and returns how many it
// has seen and which of them were refused.
func takeSome(tx *store.ImportTx, batch []*record, until time.Time) (seen int, refused []refusal, err error) {
	if err := expect(tx, batch); err != nil {
		return 0, nil, err
	}
	for seen < len(batch) {
		problems, err := batch[seen].take(tx)
		if err != nil {
			return seen, refused, err
		}
		if len(problems) > 0 {
			refused = append(refused, refusal{batch[seen], problems})
		}
		seen++
		if seen%16 == 0 && !until.IsZero() && time.Now().After(until) {
			break
		}
	}
	return seen, refused, nil
}

// expect lets the store look up the rows of all lines at once.
func expect(tx *store.ImportTx, batch []*record) error {
	ids := map[*kind][]string{}
	for _, r := range batch {
		ids[r.kind] = append(ids[r.kind], r.values[0].text)
	}
	for k, ofKind := range ids {
		if err := tx.Expect(k.name, ofKind); err != nil {
			return err
		}
	}
	return nil
}

// count counts the lines that were seen. A refused line that waits is not counted yet.
func (im *importing) count(seen int, refused []refusal) error {
	for _, r := range refused {
		if r.record.waits && !im.last {
			if err := im.wait(r.record.place); err != nil {
				return err
			}
			continue
		}
		im.refuse(r.problems)
	}
	im.report.Taken += int64(seen - len(refused))
	im.progress(im.stage, im.report.Taken+im.report.Refused, im.report.Lines)
	return nil
}

// batches calls fn with the lines of all steps, some at a time.
func (im *importing) batches(ctx context.Context, fn func(batch []*record) error) error {
	for _, step := range im.steps {
		if err := im.takeStep(ctx, step, fn); err != nil {
			return err
		}
		if err := im.takeWaiting(ctx, fn); err != nil {
			return err
		}
	}
	return nil
}

// takeStep calls fn with the lines of a step, some at a time. The next ones are read
// meanwhile.
func (im *importing) takeStep(ctx context.Context, step *index, fn func(batch []*record) error) (err error) {
	if step == nil {
		return nil
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ready := make(chan []*record)
	read := make(chan error, 1)
	go func() {
		defer close(ready)
		read <- im.fill(ctx, step, ready)
	}()
	for batch := range ready {
		if err == nil {
			err = context.Cause(ctx) // a batch may have been ready when the caller left
		}
		if err == nil {
			err = fn(batch)
		}
		if err != nil {
			cancel()
		}
	}
	if failed := <-read; err == nil {
		err = failed
	}
	return err
}

// fill reads the lines of a step and sends them, some at a time.
func (im *importing) fill(ctx context.Context, step *index, ready chan<- []*record) error {
	var batch []*record
	send := func() error {
		if len(batch) == 0 {
			return nil
		}
		select {
		case ready <- batch:
			batch = make([]*record, 0, batchSize)
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	err := im.each(step, func(r *record) error {
		if batch = append(batch, r); len(batch) < batchSize {
			return nil
		}
		return send()
	})
	if err != nil {
		return err
	}
	return send()
}
