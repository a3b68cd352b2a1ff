package importer

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
)

var byteOrderMark = []byte("\xef\xbb\xbf")

// survey reads every line once. It notes lines of the right form in the index of their step,
// and reports the others.
func (im *importing) survey(ctx context.Context, from io.Reader) error {
	r, err := im.open(from)
	if err != nil {
		return err
	}
	im.steps = make([]*index, levels)
	d := decoder{zone: im.store.Zone()}
	number := int64(0)
	return lines(r, im.input.start, func(at int64, line []byte) error {
		number++
		if number%1024 == 0 {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			im.progress(Reading, at-im.input.start, im.input.size)
		}
		if number == 1 {
			shorter := bytes.TrimPrefix(line, byteOrderMark)
			at += int64(len(line) - len(shorter))
			line = shorter
		}
		if len(bytes.Trim(line, " \t\r\n")) == 0 {
			return nil
		}
		im.report.Lines++
		if len(line) > maxLine {
			im.refuse([]Problem{{Line: number, Text: fmt.Sprintf("the line is longer than %d bytes", maxLine)}})
			return nil
		}
		record, problems := d.line(number, line)
		if len(problems) > 0 {
			im.refuse(problems)
			return nil
		}
		return im.note(record, place{number, at, int32(len(line))})
	})
}

// note adds a good line to the index of its step.
func (im *importing) note(r *record, p place) error {
	im.passwords += int64(len(r.passwords()))
	if r.kind.name == usersideCustomerKind.name {
		im.claimed = append(im.claimed, r.number("number"))
	}
	step := 2 * r.kind.level
	if !r.kind.has("number") || !r.set("number") {
		step++
	}
	if im.steps[step] == nil {
		file, err := im.scratch()
		if err != nil {
			return err
		}
		im.steps[step] = newIndex(file)
	}
	return im.steps[step].add(p)
}

// eachLine calls fn with the good lines of all steps.
func (im *importing) eachLine(fn func(r *record) error) error {
	for _, step := range im.steps {
		if err := im.each(step, fn); err != nil {
			return err
		}
	}
	return nil
}

// each calls fn with the lines of a step.
func (im *importing) each(step *index, fn func(r *record) error) error {
	d := decoder{zone: im.store.Zone()}
	var buffer []byte
	return step.each(func(p place) error {
		buffer = append(buffer[:0], make([]byte, p.size)...)
		if _, err := im.input.ReadAt(buffer, p.at); err != nil {
			return fmt.Errorf("reading line %d again: %w", p.line, err)
		}
		record, problems := d.line(p.line, buffer)
		if len(problems) > 0 {
			return fmt.Errorf("the file changed while it was read: %s", problems[0])
		}
		record.place, record.claimed, record.hashes = p, im.isClaimed, im.hashesOf(record)
		return fn(record)
	})
}

func (im *importing) isClaimed(number int64) bool {
	_, claimed := slices.BinarySearch(im.claimed, number)
	return claimed
}
