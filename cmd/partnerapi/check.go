package main

import (
	"errors"
	"fmt"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"partnerapi/internal/config"
	"partnerapi/store"
)

func (p *program) checkCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check",
		Short: p.lang.Pick("check that the database is sound, beside a server or not", "проверить целостность базы, можно рядом с работающим сервером"),
		Args:  cobra.NoArgs,
	}
	full := cmd.Flags().Bool("full", false, p.lang.Pick("compare the indexes with the rows too, which takes several times as long", "сверить и индексы с записями; это в несколько раз дольше"))
	return p.configured(cmd, func(cmd *cobra.Command, c *config.Config, _ []string) error {
		place, err := existing(c)
		if err != nil {
			return err
		}
		if store.IsPostgres(place) {
			return &failure{exitUsage, errors.New("check reads a data directory; a PostgreSQL database is checked by its own pg_amcheck")}
		}
		ctx, stop := signal.NotifyContext(cmd.Context(), syscall.SIGINT, syscall.SIGTERM)
		defer stop()
		problems, err := store.Check(ctx, place, *full)
		if err != nil {
			return &failure{exitFailed, err}
		}
		for _, problem := range problems {
			fmt.Fprintln(p.out, translate(problem, p.lang))
		}
		if len(problems) > 0 {
			return &failure{exitFailed, errors.New("the database is damaged: stop the server and restore the backup")}
		}
		fmt.Fprintln(p.out, p.lang.Pick("the database is sound", "база цела"))
		return nil
	}, config.Store)
}
