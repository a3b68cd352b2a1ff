package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"partnerapi/cmd/partnerapi/server"
	"partnerapi/internal/config"
	"partnerapi/registers"
	"partnerapi/store"
)

// Exit codes of import: exitOK when every line was taken.
const (
	exitRefused     = 1 // some lines were refused
	exitNothingRead = 2
)

func (p *program) importCommand() *cobra.Command {
	return p.configured(&cobra.Command{
		Use:   "import FILE|-",
		Short: p.lang.Pick("take registers into the store", "загрузить регистры в хранилище"),
		Args:  cobra.ExactArgs(1),
	}, func(cmd *cobra.Command, c *config.Config, args []string) error {
		ctx, stop := signal.NotifyContext(cmd.Context(), syscall.SIGINT, syscall.SIGTERM)
		defer stop()
		return p.importRegisters(ctx, c, args[0])
	}, config.Store)
}

// importRegisters takes a file beside a server or not, and makes the data
// directory as serve does.
func (p *program) importRegisters(ctx context.Context, c *config.Config, name string) (err error) {
	hasher, err := server.Hasher(c)
	if err != nil {
		return &failure{exitNothingRead, err}
	}
	from := p.in
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return &failure{exitNothingRead, err}
		}
		defer file.Close()
		from = file
	}
	st, err := store.Open(c.Data, server.StoreOptions(c))
	if err != nil {
		return &failure{exitNothingRead, err}
	}
	progress := newProgress(p.err)
	report, err := registers.Import(ctx, st, hasher, from, registers.Options{
		Problem: func(problem registers.Problem) {
			progress.clear()
			fmt.Fprintln(p.err, problem)
		},
		Progress: progress.show,
	})
	progress.clear()
	return p.importResult(report, errors.Join(err, st.Close()))
}

// importResult says what was taken, and turns it into the exit code.
func (p *program) importResult(report registers.Report, err error) error {
	fmt.Fprintf(p.out, "%d lines, %d taken, %d refused\n", report.Lines, report.Taken, report.Refused)
	switch {
	case errors.Is(err, context.Canceled):
		return &failure{exitRefused, errors.New("stopped before the end; what was taken is kept, import the rest again")}
	case err != nil && report.Lines == 0:
		return &failure{exitNothingRead, err}
	case err != nil:
		return &failure{exitRefused, err}
	case report.Lines == 0:
		return &failure{exitNothingRead, errors.New("nothing to import: no line was read")}
	case report.Refused > 0:
		return &failure{exitRefused, nil}
	}
	return nil
}
