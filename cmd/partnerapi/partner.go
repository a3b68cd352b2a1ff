package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"partnerapi/internal/config"
	"partnerapi/store"
)

func (p *program) partnerCommand() *cobra.Command {
	cmd := group(&cobra.Command{
		Use:   "partner",
		Short: p.lang.Pick("add partners, list them, switch them off and on, manage their logins and points, close SOAP", "добавление и список партнеров, их отключение и включение, логины, баллы, закрытие SOAP"),
	})
	cmd.AddCommand(
		p.addPartnerCommand(),
		p.configured(&cobra.Command{
			Use:   "list",
			Short: p.lang.Pick("list the partners", "список партнеров"),
			Args:  cobra.NoArgs,
		}, p.listPartners, config.Store),
		p.switchCommand("disable", true, p.lang.Pick("refuse the partner's calls; a running server does so within a second", "отклонять вызовы партнера; работающий сервер начнет в течение секунды")),
		p.switchCommand("enable", false, p.lang.Pick("take the partner's calls again", "снова принимать вызовы партнера")),
		p.loginCommand(),
		p.pointsCommand(),
		p.doorsCommand(),
	)
	return cmd
}

func (p *program) listPartners(cmd *cobra.Command, c *config.Config, _ []string) error {
	return p.withOperator(c, func(o store.Operator) error {
		partners, err := o.Partners(cmd.Context())
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, p.head("partner_id\tnumber\tstate\tlogins\tclients\tpartner_name"))
		for _, partner := range partners {
			state := "enabled"
			if partner.Disabled {
				state = "disabled"
			}
			fmt.Fprintf(table, "%s\t%d\t%s\t%d\t%d\t%s\n", partner.UUID, partner.Number, p.head(state), partner.Logins, partner.Clients, partner.Name)
		}
		return table.Flush()
	})
}

func (p *program) switchCommand(name string, disabled bool, short string) *cobra.Command {
	return p.configured(&cobra.Command{
		Use:   name + " PARTNER_ID",
		Short: short,
		Args:  cobra.ExactArgs(1),
	}, func(cmd *cobra.Command, c *config.Config, args []string) error {
		return p.withOperator(c, func(o store.Operator) error {
			return o.SetPartnerDisabled(cmd.Context(), args[0], disabled)
		})
	}, config.Store)
}
