package main

import (
	"fmt"
	"strconv"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"partnerapi/internal/config"
	"partnerapi/store"
)

// noOwnLimit is how a command names the limit that all partners have.
const noOwnLimit = "default"

func (p *program) pointsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "points PARTNER_ID",
		Short: p.lang.Pick("show how many calls of v2 the partner may make, or set it; running servers count by it within a second",
			"показать или задать, сколько вызовов v2 может сделать партнер; работающие серверы учтут это в течение секунды"),
		Args: cobra.ExactArgs(1),
	}
	cmd.Flags().String("day", "", p.lang.Pick("calls in a day; 0: without limit, default: as the setting points-day has it", "вызовов за день; 0: без ограничения, default: как в настройке points-day"))
	cmd.Flags().String("minute", "", p.lang.Pick("calls in a minute; 0: without limit, default: as the setting points-minute has it", "вызовов за минуту; 0: без ограничения, default: как в настройке points-minute"))
	return p.configured(cmd, func(cmd *cobra.Command, c *config.Config, args []string) error {
		day, err := pointLimit(cmd.Flags().Lookup("day"))
		if err != nil {
			return err
		}
		minute, err := pointLimit(cmd.Flags().Lookup("minute"))
		if err != nil {
			return err
		}
		return p.withOperator(c, func(o store.Operator) error {
			if day.Set || minute.Set {
				return o.ChangePointLimits(cmd.Context(), args[0], day, minute)
			}
			own, err := o.PointLimits(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			table := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
			fmt.Fprintln(table, p.head("points\tlimit"))
			fmt.Fprintf(table, "%s\t%s\n%s\t%s\n", p.head("day"), shownPointLimit(own.Day), p.head("minute"), shownPointLimit(own.Minute))
			return table.Flush()
		})
	}, config.Store)
}

// pointLimit returns the change that a flag asks for.
func pointLimit(flag *pflag.Flag) (store.Change, error) {
	if !flag.Changed {
		return store.Change{}, nil
	}
	text := flag.Value.String()
	if text == noOwnLimit {
		return store.Change{Set: true}, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || n > store.UnlimitedPoints {
		return store.Change{}, &failure{exitUsage, fmt.Errorf("--%s %q is neither a number of calls nor default", flag.Name, text)}
	}
	return store.Change{Set: true, Value: &n}, nil
}

func shownPointLimit(own *int64) string {
	if own == nil {
		return noOwnLimit
	}
	return strconv.FormatInt(*own, 10)
}
