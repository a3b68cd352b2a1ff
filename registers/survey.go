package registers

import (
	"bytes"
	"context"
	"fmt"
	"io"
)

var byteOrderMark = []byte("\xef\xbb\xbf")

// survey reads every line once: what has the right form is noted in the index of
// its step, what has not is reported.
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
	if r.kind.name == "partner" {
		im.logins += int64(len(r.value("logins").list))
	}
	step := 2 * r.kind.level
	if find(r.kind.keys, "number") < 0 || !r.set("number") {
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

// eachKind hands the lines of a register to fn.
func (im *importing) eachKind(k *kind, fn func(r *record) error) error {
	for _, step := range []int{2 * k.level, 2*k.level + 1} {
		if err := im.each(step, func(r *record) error {
			if r.kind.name != k.name {
				return nil
			}
			return fn(r)
		}); err != nil {
			return err
		}
	}
	return nil
}

// each hands the lines of a step to fn.
func (im *importing) each(step int, fn func(r *record) error) error {
	d := decoder{zone: im.store.Zone()}
	var buffer []byte
	return im.steps[step].each(func(p place) error {
		buffer = append(buffer[:0], make([]byte, p.size)...)
		if _, err := im.input.ReadAt(buffer, p.at); err != nil {
			return fmt.Errorf("reading line %d again: %w", p.line, err)
		}
		record, problems := d.line(p.line, buffer)
		if len(problems) > 0 {
			return fmt.Errorf("the file changed while it was read: %s", problems[0])
		}
		record.logins = im.loginsOf(record)
		return fn(record)
	})
}
