package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"syscall"
)

// maxProblems is how many faults Check reports of each kind.
const maxProblems = 100

// writable is the right that access(2) is asked for.
const writable = 2

// Check reads the whole database of a data directory and returns what is wrong
// with it, nothing when it is sound: pages and rows (PRAGMA quick_check), with full
// also what the indexes hold (PRAGMA integrity_check), and references to rows that
// do not exist. It changes nothing, works beside a running server, and ends early
// with ctx.
func Check(ctx context.Context, dir string, full bool) (problems []string, err error) {
	if err := complete(dir); err != nil {
		return nil, err
	}
	if err := syscall.Access(dir, writable); err != nil {
		return nil, fmt.Errorf("%s cannot be written to, and SQLite makes files beside a database even to read it: check a copy (%w)", dir, err)
	}
	c, err := openSQLiteConn(filepath.Join(dir, DatabaseFile), false)
	if isDamaged(err) {
		return []string{err.Error()}, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	check := "quick_check"
	if full {
		check = "integrity_check"
	}
	pages, err := c.report(ctx, fmt.Sprintf(`PRAGMA %s(%d)`, check, maxProblems))
	if err != nil {
		return nil, err
	}
	for _, line := range pages {
		if text := fmt.Sprint(line[0]); text != "ok" {
			problems = append(problems, strings.Split(text, "\n")...)
		}
	}
	references, err := c.report(ctx, fmt.Sprintf(`SELECT "table", rowid, parent FROM pragma_foreign_key_check LIMIT %d`, maxProblems))
	if err != nil {
		return nil, err
	}
	for _, line := range references {
		problems = append(problems, fmt.Sprintf("table %v, row %v: the row of %v that it refers to does not exist", line[0], line[1], line[2]))
	}
	return problems, nil
}

// report returns the rows of a query that may take long and may be interrupted.
// What SQLite says of a damaged file is a row too.
func (c *sqliteConn) report(ctx context.Context, text string) (lines [][]driver.Value, err error) {
	rows, err := c.db.QueryContext(ctx, text, nil)
	if err != nil {
		return damaged(ctx, err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for {
		line := make([]driver.Value, len(rows.Columns()))
		switch err := rows.Next(line); {
		case errors.Is(err, io.EOF):
			return lines, nil
		case err != nil:
			found, err := damaged(ctx, err)
			return append(lines, found...), err
		}
		lines = append(lines, line)
	}
}

func damaged(ctx context.Context, err error) ([][]driver.Value, error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if isDamaged(err) {
		return [][]driver.Value{{err.Error(), nil, nil}}, nil
	}
	return nil, err
}
