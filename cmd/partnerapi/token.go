package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"partnerapi/auth"
	"partnerapi/internal/config"
	"partnerapi/ops/v2"
	"partnerapi/store"
	"partnerapi/wsdl"
)

func (p *program) tokenCommand() *cobra.Command {
	cmd := group(&cobra.Command{
		Use:   "token",
		Short: p.lang.Pick("permanent tokens by which a partner's integrations call v2", "постоянные токены, с которыми интеграции партнера обращаются к v2"),
	})
	cmd.AddCommand(
		p.addTokenCommand(),
		p.listCommand(p.lang.Pick("list a partner's tokens, each by its first characters", "токены партнера, каждый — по первым символам"),
			"id\ttoken\tstate\taccess\tcreated\tuntil\tfrom\tmethods", p.listTokens),
		p.revokeCommand(p.lang.Pick("end a token for good; a running server refuses it within a second", "отозвать токен навсегда; работающий сервер начнет отказывать в течение секунды"),
			"token list", store.Operator.RevokeToken),
	)
	return cmd
}

func (p *program) addTokenCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "add",
		Short: p.lang.Pick("make a token; it is printed this once", "создать токен; он показывается один раз"),
		Args:  cobra.NoArgs,
	}
	partner := p.partnerFlag(cmd)
	until := cmd.Flags().String("until", "", p.lang.Pick("last day of the token, 2026-12-31, or the moment of its end, 2026-12-31T18:00:00 in the configured zone; without it the token does not end",
		"последний день токена, 2026-12-31, или момент его окончания, 2026-12-31T18:00:00 в настроенном часовом поясе; без флага токен бессрочный"))
	from := cmd.Flags().String("from", "", p.lang.Pick("addresses and networks from which it may be used, with commas: 192.0.2.7,10.0.0.0/8; without it from anywhere",
		"адреса и сети, откуда действует токен, через запятую: 192.0.2.7,10.0.0.0/8; без флага — отовсюду"))
	readOnly := cmd.Flags().Bool("read-only", false, p.lang.Pick("the token may not change anything", "только чтение: токен ничего не может изменять"))
	methods := cmd.Flags().StringArray("method", nil, p.lang.Pick("a method that the token may call, with * for any characters: get.customers, 'partnerapi.client_*'; may be repeated; without it every method",
		"метод, который разрешен токену; * — любые символы: get.customers, 'partnerapi.client_*'; флаг можно повторять; без флага — все методы"))
	return p.configured(cmd, func(cmd *cobra.Command, c *config.Config, _ []string) error {
		n := store.NewToken{Token: auth.NewToken(), ReadOnly: *readOnly, Methods: *methods}
		var err error
		if n.Until, err = tokenEnd(*until, c.Zone, time.Now()); err != nil {
			return &failure{exitUsage, fmt.Errorf("--until %q %w", *until, err)}
		}
		if n.Addresses, err = tokenAddresses(*from); err != nil {
			return &failure{exitUsage, fmt.Errorf("--from: %w", err)}
		}
		for _, pattern := range n.Methods {
			known, err := namesMethod(pattern)
			if err != nil {
				return err
			}
			if !known {
				return &failure{exitUsage, fmt.Errorf("--method %q names no method of v2", pattern)}
			}
		}
		return p.giveSecret(c, n.Token, func(o store.Operator) error { return o.AddToken(cmd.Context(), *partner, n) })
	}, config.Store)
}

// tokenEnd reads the moment at which a token ends, nil for "". A day alone is the
// last one.
func tokenEnd(text string, zone *time.Location, now time.Time) (*store.Instant, error) {
	if text == "" {
		return nil, nil
	}
	end, isDay, err := dayOrMoment(text, zone)
	if err != nil {
		return nil, err
	}
	if isDay {
		end = time.Date(end.Year(), end.Month(), end.Day()+1, 0, 0, 0, 0, zone)
	}
	if !end.After(now) {
		return nil, errors.New("has passed already")
	}
	until := store.Instant(end.Unix())
	return &until, nil
}

func tokenAddresses(text string) (list []netip.Prefix, err error) {
	if text == "" {
		return nil, nil
	}
	for part := range strings.SplitSeq(text, ",") {
		network, err := config.ParseNetwork(strings.TrimSpace(part))
		if err != nil {
			return nil, fmt.Errorf("%q %w", strings.TrimSpace(part), err)
		}
		list = append(list, network)
	}
	return list, nil
}

// namesMethod reports whether a pattern is that of a method of v2, partnerapi.* among them.
func namesMethod(pattern string) (bool, error) {
	contract, err := wsdl.Read()
	if err != nil {
		return false, err
	}
	of := store.Methods{pattern}
	return slices.ContainsFunc(v2.Methods, func(m v2.Method) bool { return of.Allow(m.Name) }) ||
		slices.ContainsFunc(contract.Operations, func(op wsdl.Operation) bool { return of.Allow(store.OperationPrefix + op.Name) }), nil
}

// listTokens writes a partner's tokens as lines of a table.
func (p *program) listTokens(ctx context.Context, o store.Operator, partner string, zone *time.Location, table io.Writer) error {
	tokens, err := o.Tokens(ctx, partner)
	for _, t := range tokens {
		access := "full"
		if t.ReadOnly {
			access = "read-only"
		}
		fmt.Fprintf(table, "%d\t%s…\t%s\t%s\t%s\t%s\t%s\t%s\n", t.ID, t.Beginning, p.head(secretState(t.Revoked, t.Until, time.Now())), p.head(access),
			moment(&t.Created, zone), moment(t.Until, zone), networkList(t.Addresses), cmp.Or(t.Methods.String(), "-"))
	}
	return err
}

func networkList(list []netip.Prefix) string {
	if len(list) == 0 {
		return "-"
	}
	texts := make([]string, len(list))
	for i, network := range list {
		texts[i] = network.String()
		if network.IsSingleIP() {
			texts[i] = network.Addr().String()
		}
	}
	return strings.Join(texts, ",")
}
