// Package importer reads what `partnerapi import` brings: JSON Lines, an object
// a line, whose `kind` says which register it belongs to (import.md, S22). Each
// register is one table of keys, from which validation, messages and the
// operator's documentation come.
//
// Lines are imported register by register, whatever their order in the file. A first reading
// checks the form of every line and notes its place in the file. Then each step imports the
// lines whose references earlier steps have brought.
package importer

import (
	"context"
	"errors"
	"io"
	"slices"

	"partnerapi/internal/password"
	"partnerapi/store"
)

// Options of Import. The zero value imports every good line and reports nothing.
type Options struct {
	// Strict imports all lines, in one transaction, or none.
	Strict bool
	// DryRun reports what would be imported and refused, and changes nothing.
	DryRun bool
	// Problem is called with each thing that keeps a line from being taken. nil: not called.
	Problem func(Problem)
	// Progress is called now and then with how far the import is. nil: not called.
	Progress func(Progress)
}

// Report counts the lines of an import by their outcome, without blank ones.
type Report struct {
	// Lines were read. Taken of them are in the store, durably; in a dry run they would
	// be. Refused of them have a problem.
	Lines, Taken, Refused int64
}

// Import reads registers from a file or any other reader and writes the good lines to the
// store, in short transactions, so that a server beside it keeps answering. With an error
// the report is right too: the lines that it counts as taken are durable. A second import of
// the same lines changes nothing.
func Import(ctx context.Context, st *store.Store, hasher *password.Hasher, from io.Reader, opts Options) (report Report, err error) {
	im := &importing{store: st, hasher: hasher, opts: opts}
	if im.opts.Problem == nil {
		im.opts.Problem = func(Problem) {}
	}
	if im.opts.Progress == nil {
		im.opts.Progress = func(Progress) {}
	}
	defer func() { err = errors.Join(err, im.close()) }()
	if err := im.survey(ctx, from); err != nil {
		return im.report, err
	}
	slices.Sort(im.claimed)
	// Where a transaction may be long, the problems of all lines are found in the one that imports them.
	if opts.DryRun || opts.Strict && (im.report.Refused > 0 || !st.OneTransaction()) {
		surveyed := im.report
		if err := im.rehearse(ctx); err != nil || opts.DryRun || im.report.Refused > 0 {
			if !opts.DryRun {
				im.report.Taken = 0
			}
			return im.report, err
		}
		im.report = surveyed
	}
	if err := im.hashPasswords(ctx); err != nil {
		return im.report, err
	}
	im.stage = Taking
	if opts.Strict {
		err = im.mergeAll(ctx, st.Operator().Importer())
	} else {
		err = im.takeAll(ctx, st.Operator().Importer())
	}
	if err == nil && im.report.Taken >= manyLines {
		err = st.Operator().Analyze(ctx)
	}
	return im.report, err
}

// manyLines is from how many lines on the plans of queries may be others afterwards.
const manyLines = 1000

// rehearse imports all lines to a store that is thrown away: no check without writing finds
// every problem.
func (im *importing) rehearse(ctx context.Context) error {
	im.stage = Rehearsing
	im.progress(Rehearsing, 0, im.report.Lines)
	before := im.report
	return im.store.Rehearse(ctx, func(rehearsal *store.Store) error {
		if err := im.begin(before); err != nil {
			return err
		}
		return im.takeAll(ctx, rehearsal.Operator().Importer())
	})
}

// importing is the state of one import.
type importing struct {
	store  *store.Store
	hasher *password.Hasher
	opts   Options
	stage  Stage

	input  *input
	steps  []*index // where the good lines of each step stand
	report Report

	passwords int64              // how many there are to hash
	hashes    map[int64][]string // of each line's passwords, by its number
	claimed   []int64            // the numbers that lines give customers of USERSIDE, ascending

	reported map[int64]bool // lines, by number, whose problems were reported by a transaction that may run again
	waiting  *index         // lines of the step at work that name a row of its own register
	last     bool           // the waiting lines are tried for the last time
}

func (im *importing) close() error {
	var errs []error
	if im.input != nil {
		errs = append(errs, im.input.close())
	}
	for _, step := range append(im.steps, im.waiting) {
		errs = append(errs, step.close())
	}
	return errors.Join(errs...)
}

func (im *importing) refuse(problems []Problem) {
	im.report.Refused++
	line := problems[0].Line
	if im.reported[line] {
		return
	}
	if im.reported != nil {
		im.reported[line] = true
	}
	for _, problem := range problems {
		im.opts.Problem(problem)
	}
}
