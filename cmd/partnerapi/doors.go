package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"partnerapi/internal/config"
	"partnerapi/store"
)

// The states of an interface, as --soap and tables have them.
const (
	doorOn  = "on"
	doorOff = "off"
)

func (p *program) doorsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "doors PARTNER_ID",
		Short: p.lang.Pick("show whether SOAP is open to the partner, or close and open it; running servers do so within a second",
			"показать, открыт ли партнеру SOAP, либо закрыть или открыть его; работающие серверы сделают это в течение секунды"),
		Args: cobra.ExactArgs(1),
	}
	soap := cmd.Flags().String("soap", "", p.lang.Pick("off: refuse the partner's calls by SOAP with a fault that says where v2 is; on: take them again",
		"off: отклонять вызовы партнера по SOAP, указывая адрес v2; on: снова принимать их"))
	return p.configured(cmd, func(cmd *cobra.Command, c *config.Config, args []string) error {
		change := cmd.Flags().Changed("soap")
		if change && *soap != doorOn && *soap != doorOff {
			return &failure{exitUsage, fmt.Errorf("--soap %q is neither on nor off", *soap)}
		}
		return p.withOperator(c, func(o store.Operator) error {
			if change {
				return o.SetSOAPClosed(cmd.Context(), args[0], *soap == doorOff)
			}
			closed, err := o.SOAPClosed(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			table := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
			fmt.Fprintf(table, "%s\nsoap\t%s\n", p.head("door\tstate"), p.head(doorState(closed)))
			return table.Flush()
		})
	}, config.Store)
}

func doorState(closed bool) string {
	if closed {
		return doorOff
	}
	return doorOn
}
