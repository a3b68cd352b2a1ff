package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"partnerapi/auth"
	"partnerapi/internal/config"
	"partnerapi/ops/userside"
	"partnerapi/store"
)

func (p *program) keyCommand() *cobra.Command {
	cmd := group(&cobra.Command{
		Use:   "key",
		Short: p.lang.Pick("keys by which a partner's integrations call USERSIDE", "ключи, с которыми интеграции партнера обращаются к USERSIDE"),
	})
	cmd.AddCommand(
		p.addKeyCommand(),
		p.listCommand(p.lang.Pick("list a partner's keys, each by its first characters", "ключи партнера, каждый — по первым символам"),
			"id\tkey\tstate\tscope\tdialect\twindow\tcreated", p.listKeys),
		p.revokeCommand(p.lang.Pick("end a key for good; a running server refuses it within a second", "отозвать ключ навсегда; работающий сервер начнет отказывать в течение секунды"),
			"key list", store.Operator.RevokeKey),
	)
	return cmd
}

func (p *program) addKeyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "add",
		Short: p.lang.Pick("make a key; it is printed this once", "создать ключ; он показывается один раз"),
		Args:  cobra.NoArgs,
	}
	partner := p.partnerFlag(cmd)
	scope := cmd.Flags().String("scope", "read,write,finance", p.lang.Pick("what the key may do, with commas: read, write (all writes but change_balance), finance (change_balance)",
		"что ключу разрешено, через запятую: read — чтение, write — запись, кроме change_balance, finance — change_balance"))
	dialect := cmd.Flags().String("dialect", "both", p.lang.Pick("names in the answers: modern (result, data, error), legacy (Result, Data, ErrorText) or both",
		"имена в ответах: modern (result, data, error), legacy (Result, Data, ErrorText) или both — и те и другие"))
	window := cmd.Flags().String("duplicate-window", "", p.lang.Pick("for clients that send no request_id: the same change_balance again within this time, 2m, books nothing; up to 24h; without it every one is booked",
		"для клиентов без request_id: такой же change_balance повторно за это время, 2m, не проводится; не больше 24h; без флага проводится каждый раз"))
	return p.configured(cmd, func(cmd *cobra.Command, c *config.Config, _ []string) error {
		n := store.NewKey{Key: auth.NewKey(), Dialect: *dialect}
		var err error
		if n.Scopes, err = store.ParseScopes(*scope); err != nil {
			return &failure{exitUsage, fmt.Errorf("--scope: %w", err)}
		}
		if _, err = userside.ParseDialect(*dialect); err != nil {
			return &failure{exitUsage, fmt.Errorf("--dialect %q %w", *dialect, err)}
		}
		if n.DuplicateWindow, err = keyWindow(*window); err != nil {
			return &failure{exitUsage, fmt.Errorf("--duplicate-window %q %w", *window, err)}
		}
		return p.giveSecret(c, n.Key, func(o store.Operator) error { return o.AddKey(cmd.Context(), *partner, n) })
	}, config.Store)
}

// keyWindow reads the duplicate window of a key, 0 for "".
func keyWindow(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	window, err := time.ParseDuration(text)
	if err != nil {
		return 0, errors.New("is no duration (90s, 2m)")
	}
	return window, store.CheckDuplicateWindow(window)
}

// listKeys writes a partner's keys as lines of a table.
func (p *program) listKeys(ctx context.Context, o store.Operator, partner string, zone *time.Location, table io.Writer) error {
	keys, err := o.Keys(ctx, partner)
	for _, k := range keys {
		window := "-"
		if k.DuplicateWindow != 0 {
			window = k.DuplicateWindow.String()
		}
		fmt.Fprintf(table, "%d\t%s…\t%s\t%s\t%s\t%s\t%s\n", k.ID, k.Beginning, p.head(secretState(k.Revoked, nil, time.Now())),
			k.Scopes, k.Dialect, window, moment(&k.Created, zone))
	}
	return err
}
