package importer

import (
	"context"
	"errors"
)

// A line may refer to a row of its own register that a later line of the file brings. Such
// lines wait and are tried again at the end of their step.

// wait notes a line for another round.
func (im *importing) wait(p place) error {
	if im.waiting == nil {
		file, err := im.scratch()
		if err != nil {
			return err
		}
		im.waiting = newIndex(file)
	}
	return im.waiting.add(p)
}

// takeWaiting imports the waiting lines of a step in rounds, until a round imports none. Each
// imports those whose row the round before has brought. The rest is refused.
func (im *importing) takeWaiting(ctx context.Context, fn func(batch []*record) error) error {
	defer func() { im.last = false }()
	for before := int64(-1); im.waiting != nil; {
		round := im.waiting
		im.waiting = nil
		im.last = round.count == before // the round before has brought nothing
		before = round.count
		if err := errors.Join(im.takeStep(ctx, round, fn), round.close()); err != nil {
			return err
		}
	}
	return nil
}
