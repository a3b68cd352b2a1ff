package store

import (
	"context"
	"database/sql/driver"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"partnerapi/store/internal/db"
)

// TestMain runs the tests of the package and then looks at the texts of the store's
// statements: those that the tests had it run, and those that stand in the code as a
// whole. Each prepares on SQLite and, in a run for PostgreSQL, on both engines; of the
// code's literals none is in no such text; and no read walks a table of partners' rows.
func TestMain(m *testing.M) {
	db.Observe = ran.note
	code := m.Run()
	if code == 0 && wholeRun() {
		for _, problem := range problemsOfTexts(context.Background()) {
			fmt.Println("--- FAIL: texts of the store:", problem)
			code = 1
		}
	}
	os.Exit(code)
}

// wholeRun reports whether all tests of the package have run.
func wholeRun() bool {
	for _, name := range []string{"run", "skip", "list", "fuzz", "bench"} {
		if flag.Lookup("test."+name).Value.String() != "" {
			return false
		}
	}
	return true
}

// textsRan are the texts that tests had the store run, each with which of its arguments
// were whole numbers. What a test itself asks the database is none of the store's.
type textsRan struct {
	mu sync.Mutex
	of map[string][]bool
}

var ran = textsRan{of: map[string][]bool{}}

func (r *textsRan) note(text string, args []driver.NamedValue) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, known := r.of[text]; known || askedByTest() {
		return
	}
	ints := make([]bool, len(args))
	for n, a := range args {
		switch a.Value.(type) {
		case int64, bool:
			ints[n] = true
		}
	}
	r.of[text] = ints
}

// askedByTest reports whether the connection is used by a function of a test.
func askedByTest() bool {
	callers := make([]uintptr, 16)
	frames := runtime.CallersFrames(callers[:runtime.Callers(3, callers)])
	for {
		frame, more := frames.Next()
		if file := filepath.Base(frame.File); strings.HasPrefix(frame.Function, "partnerapi/store") && file != "conn.go" {
			return strings.HasSuffix(file, "_test.go")
		}
		if !more {
			return false
		}
	}
}

var (
	// Whole statements that read or change rows.
	statement = regexp.MustCompile(`^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b`)
	// A place for what fmt.Sprintf or a selection puts there: its statement is no text yet.
	blank    = regexp.MustCompile(`%(\[\d+\])?[sd]|:partner|\?`)
	template = regexp.MustCompile(`%(\[\d+\])?[sd]|:partner|\?(\D|$)`)
	// Tables that are there for the time of a transaction or of a command.
	passing = regexp.MustCompile(`\b(stage_\w+|copy_under_way|old_(call|remote_session|sip_call|chat_message)_\w+)\b`)
)

// joined is where texts are looked for that may be parts of others.
func joined(texts ...string) string { return strings.Join(texts, "\x00") }

func problemsOfTexts(ctx context.Context) (problems []string) {
	all, code := maps.Clone(ran.of), readCodeTexts()
	known := joined(append(slices.Collect(maps.Keys(all)), code.whole...)...)
	for _, text := range code.whole {
		// What others go on from is no text of its own, as far as anybody knows.
		if statement.MatchString(text) && !template.MatchString(text) && strings.Count(known, text) == 1 {
			all[text] = nil
		}
	}
	problems = code.unknown(joined(slices.Collect(maps.Keys(all))...))
	engines, err := openTextEngines(ctx)
	if err != nil {
		return append(problems, err.Error())
	}
	walked := map[string]bool{}
	for _, e := range engines {
		for text, ints := range all {
			if statement.MatchString(text) && !passing.MatchString(text) {
				problems = append(problems, e.problems(ctx, text, ints)...)
			}
		}
		maps.DeleteFunc(e.walked, func(_ string, walks bool) bool { return !walks })
		maps.Copy(walked, e.walked)
		if err := e.close(); err != nil {
			problems = append(problems, err.Error())
		}
	}
	for begins := range walks {
		if len(engines) > 1 && !walked[begins] {
			problems = append(problems, "walks nothing on either engine: "+begins)
		}
	}
	slices.Sort(problems)
	return problems
}
