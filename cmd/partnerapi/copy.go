package main

import (
	"context"
	"errors"
	"fmt"
	"os/signal"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"partnerapi/internal/config"
	"partnerapi/store"
)

// end are the flags of one end of a copy.
type end struct{ location, file, keyFile string }

func (p *program) copyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "copy",
		Short: p.lang.Pick("copy everything into an empty data directory or PostgreSQL database", "скопировать все в пустой каталог данных или пустую базу PostgreSQL"),
		Args:  cobra.NoArgs,
	}
	var from, to end
	for _, e := range []struct {
		end          *end
		name, en, ru string
	}{{&from, "from", "the source", "источника"}, {&to, "to", "the target", "приемника"}} {
		cmd.Flags().StringVar(&e.end.location, e.name, "", fmt.Sprintf(p.lang.Pick("%s: a data directory, or postgres://…", "адрес %s: каталог данных или postgres://…"), p.lang.Pick(e.en, e.ru)))
		cmd.Flags().StringVar(&e.end.file, e.name+"-file", "", fmt.Sprintf(p.lang.Pick("file that holds the address of %s", "файл, в котором записан адрес %s"), p.lang.Pick(e.en, e.ru)))
		cmd.Flags().StringVar(&e.end.keyFile, e.name+"-key-file", "", fmt.Sprintf(p.lang.Pick("key file of %s, where that is a PostgreSQL database", "файл ключа %s, если это база PostgreSQL"), p.lang.Pick(e.en, e.ru)))
	}
	return p.configured(cmd, func(cmd *cobra.Command, _ *config.Config, _ []string) error {
		source, err := from.place("from")
		if err != nil {
			return &failure{exitUsage, err}
		}
		target, err := to.place("to")
		if err != nil {
			return &failure{exitUsage, err}
		}
		ctx, stop := signal.NotifyContext(cmd.Context(), syscall.SIGINT, syscall.SIGTERM)
		defer stop()
		return p.copyStore(ctx, source, target)
	})
}

// place is where an end is; name is that of its flag.
func (e end) place(name string) (store.Place, error) {
	if (e.location == "") == (e.file == "") {
		return store.Place{}, fmt.Errorf("give either --%s or --%s-file", name, name)
	}
	location := e.location
	if e.file != "" {
		var err error
		if location, err = config.AddressIn(e.file); err != nil {
			return store.Place{}, err
		}
	}
	if store.IsPostgres(location) != (e.keyFile != "") {
		return store.Place{}, fmt.Errorf("--%s-key-file belongs to a PostgreSQL database, which needs it; a data directory has its own", name)
	}
	return store.Place{Location: location, KeyFile: e.keyFile}, nil
}

func (p *program) copyStore(ctx context.Context, from, to store.Place) error {
	said := time.Now()
	sums, err := store.Copy(ctx, from, to, store.Options{Command: p.command, Bulk: true}, func(table string, rows int64, all bool) {
		if all || time.Since(said) > 10*time.Second {
			said = time.Now()
			fmt.Fprintf(p.err, "%s: %d\n", table, rows)
		}
	})
	switch {
	case errors.Is(err, context.Canceled):
		return &failure{exitFailed, errors.New("stopped before the end; the same command goes on from there")}
	case err != nil:
		return &failure{exitFailed, err}
	}
	table := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, p.head("table\trows\tSHA-256"))
	for _, sum := range sums {
		fmt.Fprintf(table, "%s\t%d\t%s\n", sum.Table, sum.Rows, sum.Sum)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(p.out, p.lang.Pick("source and target hold the same", "в источнике и приемнике одно и то же"))
	return nil
}
