package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"partnerapi/internal/config"
	"partnerapi/store"
)

// What the commands about tokens and about keys share.

// partnerFlag adds --partner, which every one of them needs.
func (p *program) partnerFlag(cmd *cobra.Command) *string {
	partner := cmd.Flags().String("partner", "", p.lang.Pick("the partner's UUID", "UUID партнера"))
	if err := cmd.MarkFlagRequired("partner"); err != nil {
		panic(err) // there is such a flag
	}
	return partner
}

// giveSecret stores a token or a key and prints it, alone and this once.
func (p *program) giveSecret(c *config.Config, secret string, add func(o store.Operator) error) error {
	err := p.withOperator(c, add)
	if err == nil {
		fmt.Fprintln(p.out, secret)
	}
	return err
}

// listCommand makes a command that shows a table of what a partner has; lines
// writes it below its head.
func (p *program) listCommand(short, head string, lines func(ctx context.Context, o store.Operator, partner string, zone *time.Location, table io.Writer) error) *cobra.Command {
	cmd := &cobra.Command{Use: "list", Short: short, Args: cobra.NoArgs}
	partner := p.partnerFlag(cmd)
	return p.configured(cmd, func(cmd *cobra.Command, c *config.Config, _ []string) error {
		return p.withOperator(c, func(o store.Operator) error {
			table := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
			fmt.Fprintln(table, p.head(head))
			if err := lines(cmd.Context(), o, *partner, c.Zone, table); err != nil {
				return err
			}
			return table.Flush()
		})
	}, config.Store)
}

// revokeCommand makes a command that ends what list shows under an id.
func (p *program) revokeCommand(short, list string, revoke func(o store.Operator, ctx context.Context, partner string, id int64) error) *cobra.Command {
	cmd := &cobra.Command{Use: "revoke ID", Short: short, Args: cobra.ExactArgs(1)}
	partner := p.partnerFlag(cmd)
	return p.configured(cmd, func(cmd *cobra.Command, c *config.Config, args []string) error {
		id, err := strconv.ParseInt(args[0], 10, 64)
		if err != nil {
			return &failure{exitUsage, fmt.Errorf("%q is no id; see partnerapi %s", args[0], list)}
		}
		return p.withOperator(c, func(o store.Operator) error { return revoke(o, cmd.Context(), *partner, id) })
	}, config.Store)
}

// secretState is how a token or a key stands; until is nil when it has no end.
func secretState(revoked, until *store.Instant, now time.Time) string {
	switch {
	case revoked != nil:
		return "revoked"
	case until != nil && now.Unix() >= int64(*until):
		return "expired"
	}
	return "valid"
}

func moment(t *store.Instant, zone *time.Location) string {
	if t == nil {
		return "-"
	}
	return time.Unix(int64(*t), 0).In(zone).Format("2006-01-02T15:04:05")
}
