package main

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"partnerapi/cmd/partnerapi/server"
	"partnerapi/importer"
	"partnerapi/internal/config"
	"partnerapi/store"
)

// Exit codes of import; exitOK: every line was taken.
const (
	exitRefused     = exitFailed // some lines were refused, or it ended before its end
	exitNothingRead = exitUsage
)

// importFlags are the flags that import alone has.
type importFlags struct {
	dryRun, strict bool
	errors         string
}

func (p *program) importCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "import FILE|-",
		Short: p.lang.Pick("load data (JSON Lines) into the store, beside a server or not", "загрузить данные (JSON Lines), можно рядом с работающим сервером"),
		Args:  cobra.ExactArgs(1),
	}
	var f importFlags
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, p.lang.Pick("report as if, keep nothing", "только отчет, ничего не сохранять"))
	cmd.Flags().BoolVar(&f.strict, "strict", false, p.lang.Pick("all lines or none, in one transaction", "все строки или ни одной, в одной транзакции"))
	cmd.Flags().StringVar(&f.errors, "errors", "", p.lang.Pick("file for the refused lines' errors; standard error without it", "файл для ошибок в строках; без флага — стандартный поток ошибок"))
	return p.configured(cmd, func(cmd *cobra.Command, c *config.Config, args []string) error {
		ctx, stop := signal.NotifyContext(cmd.Context(), syscall.SIGINT, syscall.SIGTERM)
		defer stop()
		return p.importRegisters(ctx, c, args[0], f)
	}, config.Store)
}

// importRegisters takes a file, and makes the data directory as serve does.
func (p *program) importRegisters(ctx context.Context, c *config.Config, name string, f importFlags) error {
	hasher, err := server.Hasher(c)
	if err != nil {
		return &failure{exitNothingRead, err}
	}
	from := p.in
	if name != "-" {
		file, err := openFile(name)
		if err != nil {
			return &failure{exitNothingRead, err}
		}
		defer file.Close()
		if from, err = unzipped(file); err != nil {
			return &failure{exitNothingRead, err}
		}
	}
	bar := newProgress(p.err, p.lang)
	problems, closeProblems, err := p.problems(f.errors, bar)
	if err != nil {
		return &failure{exitNothingRead, err}
	}
	place, err := c.Place()
	if err != nil {
		return &failure{exitNothingRead, err}
	}
	options := p.storeOptions(c)
	options.Bulk = true
	st, err := store.Open(place, options)
	if err != nil {
		return &failure{exitNothingRead, err}
	}
	report, err := importer.Import(ctx, st, hasher, from, importer.Options{
		Strict: f.strict, DryRun: f.dryRun, Problem: problems, Progress: bar.show,
	})
	bar.clear()
	if !f.dryRun && report.Lines > 0 { // what has read nothing has changed nothing
		err = errors.Join(err, st.Operator().Outcome(context.WithoutCancel(ctx), outcomeOf(report, err)))
	}
	return p.importResult(f, report, errors.Join(err, closeProblems(), st.Close()))
}

// openFile opens what is to be imported. A directory can be opened like a file and
// is refused here, before the data directory is touched.
func openFile(name string) (*os.File, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, &os.PathError{Op: "read", Path: name, Err: syscall.EISDIR}
	}
	return os.Open(name)
}

// unzipped returns what a file holds: an archive of retention is compressed.
func unzipped(file *os.File) (io.Reader, error) {
	if !strings.HasSuffix(file.Name(), ".gz") {
		return file, nil
	}
	from, err := gzip.NewReader(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file.Name(), err)
	}
	return from, nil
}

// outcomeOf is how an import ended, for the audit.
func outcomeOf(report importer.Report, err error) string {
	outcome := fmt.Sprintf("lines %d, taken %d, refused %d", report.Lines, report.Taken, report.Refused)
	if err != nil {
		outcome += "; ended before its end"
	}
	return outcome
}

// problems returns what writes a refused line's errors: into the file, or on
// standard error around the progress.
func (p *program) problems(file string, bar *progress) (tell func(importer.Problem), end func() error, err error) {
	if file == "" {
		return func(problem importer.Problem) {
			bar.clear()
			fmt.Fprintln(p.err, translate(problem.String(), p.lang))
		}, func() error { return nil }, nil
	}
	out, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, nil, err
	}
	w := bufio.NewWriter(out)
	return func(problem importer.Problem) { fmt.Fprintln(w, translate(problem.String(), p.lang)) },
		func() error { return errors.Join(w.Flush(), out.Close()) }, nil
}

// importResult says what became of the lines, and turns it into the exit code.
func (p *program) importResult(f importFlags, report importer.Report, err error) error {
	taken := p.lang.Pick("taken", "загружено")
	if f.dryRun {
		taken = p.lang.Pick("would be taken", "было бы загружено")
	}
	fmt.Fprintf(p.out, p.lang.Pick("lines %d, %s %d, refused %d\n", "строк %d, %s %d, отклонено %d\n"), report.Lines, taken, report.Taken, report.Refused)
	switch {
	case errors.Is(err, context.Canceled) && (f.strict || f.dryRun):
		return &failure{exitRefused, errors.New(p.lang.Pick("stopped before the end; nothing was taken", "прервано; ничего не загружено"))}
	case errors.Is(err, context.Canceled):
		return &failure{exitRefused, errors.New(p.lang.Pick("stopped before the end; what was taken stays", "прервано; загруженное сохранено"))}
	case err == nil && report.Lines == 0:
		return &failure{exitNothingRead, errors.New(p.lang.Pick("no line was read", "не прочитано ни одной строки"))}
	case err != nil && report.Lines == 0:
		return &failure{exitNothingRead, err}
	case err != nil:
		return &failure{exitRefused, err}
	case report.Refused > 0:
		return &failure{exitRefused, nil}
	}
	return nil
}
