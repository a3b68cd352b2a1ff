package importer

import (
	"context"
	"errors"
)

// Lines that name a row of their own register which is not there yet wait for the
// line that brings it: whatever the order in the file.

// wait keeps a line for another round.
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

// takeWaiting takes the lines of a step that had to wait, in as many rounds as it
// needs: each takes those whose row the one before has brought. Those that wait in
// vain are refused.
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
