// Command partnerapi answers PartnerAPI's SOAP operations from its own store,
// fills the store and manages who may call.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	_ "time/tzdata" // Moscow time everywhere (T1)

	"partnerapi/internal/config"
	"partnerapi/store"
)

// Exit codes. Import gives 1 its own meaning: some lines were refused.
const (
	exitOK     = 0
	exitFailed = 1 // it was begun and failed
	exitUsage  = 2 // it was not begun: command line, configuration, input
)

func main() {
	p := &program{
		lang: config.LanguageOf(os.Getenv),
		in:   os.Stdin, out: os.Stdout, err: os.Stderr,
	}
	os.Exit(p.run(context.Background(), os.Args[1:]))
}

// program is what the subcommands share: the terminal or its stand-in.
type program struct {
	lang     config.Language
	in       io.Reader
	out, err io.Writer

	command store.Command // what runs, for the audit
}

// run runs a command line and answers the exit code.
func (p *program) run(ctx context.Context, args []string) int {
	root := p.root()
	root.SetArgs(args)
	if err := root.ExecuteContext(ctx); err != nil {
		var failed *failure
		if !errors.As(err, &failed) {
			failed = &failure{exitUsage, err} // cobra's own: flags, arguments, unknown commands
		}
		if failed.error != nil {
			fmt.Fprintln(p.err, "partnerapi:", translate(failed.Error(), p.lang))
		}
		return failed.code
	}
	return exitOK
}

// failure is an error with its exit code; without an error everything has been
// said already.
type failure struct {
	code int
	error
}

// Unwrap returns what went wrong.
func (f *failure) Unwrap() error { return f.error }
