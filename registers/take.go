package registers

import (
	"context"

	"partnerapi/store"
)

// batchSize is how many lines share a transaction: some tens of milliseconds, in
// which a server beside the import waits.
const batchSize = 500

// takeAll takes the lines step by step, a batch in each transaction. Between
// transactions others have their turn, and the context may end it.
func (im *importing) takeAll(ctx context.Context) error {
	batch := make([]*record, 0, batchSize)
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		err := im.takeBatch(ctx, batch)
		batch = batch[:0]
		return err
	}
	for step := range im.steps {
		err := im.each(step, func(r *record) error {
			if batch = append(batch, r); len(batch) < batchSize {
				return nil
			}
			return flush()
		})
		if err != nil {
			return err
		}
		if err := flush(); err != nil {
			return err
		}
	}
	return nil
}

func (im *importing) takeBatch(ctx context.Context, batch []*record) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	var refused [][]Problem
	err := im.importer.Write(ctx, func(tx *store.ImportTx) error {
		refused = nil
		for _, r := range batch {
			problems, err := r.take(tx)
			if err != nil {
				return err
			}
			if len(problems) > 0 {
				refused = append(refused, problems)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, problems := range refused {
		im.refuse(problems)
	}
	im.report.Taken += int64(len(batch) - len(refused))
	im.progress(Taking, im.report.Taken+im.report.Refused, im.report.Lines)
	return nil
}
