package main

import (
	"github.com/spf13/cobra"

	"partnerapi/internal/config"
)

func (p *program) root() *cobra.Command {
	root := group(&cobra.Command{
		Use:           "partnerapi",
		Short:         p.lang.Pick("PartnerAPI over SOAP, its successor v2 and USERSIDE's customers, from one store", "PartnerAPI по SOAP, преемник v2 и абоненты USERSIDE, одно хранилище"),
		SilenceUsage:  true,
		SilenceErrors: true,
	})
	root.SetIn(p.in)
	root.SetOut(p.out)
	root.SetErr(p.err)
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(
		p.serveCommand(),
		p.importCommand(),
		p.copyCommand(),
		p.retentionCommand(),
		p.partnerCommand(),
		p.tokenCommand(),
		p.keyCommand(),
		p.regionCommand(),
		p.roleCommand(),
		p.contactTypeCommand(),
		p.customerCommand(),
		p.auditCommand(),
		p.usageCommand(),
		p.idsCommand(),
		p.checkCommand(),
		p.configCommand(),
		p.versionCommand(),
	)
	if p.lang == config.Russian {
		translateHelp(root)
	}
	return root
}

// group makes a command that only holds others: alone it shows them, and fails.
func group(cmd *cobra.Command) *cobra.Command {
	cmd.Args = cobra.NoArgs
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		cmd.SetOut(cmd.ErrOrStderr())
		return &failure{exitUsage, cmd.Help()}
	}
	return cmd
}

// configured makes a command that takes the flags of the scopes' settings; run
// gets them checked, together with variables and file.
func (p *program) configured(cmd *cobra.Command, run func(cmd *cobra.Command, c *config.Config, args []string) error, scopes ...config.Scope) *cobra.Command {
	config.AddFlags(cmd.Flags(), p.lang, scopes...)
	cmd.Flags().SortFlags = false
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		c, err := config.Load(cmd.Flags())
		if err != nil {
			return &failure{exitUsage, err}
		}
		p.command = auditedCommand(cmd, args)
		return run(cmd, c, args)
	}
	return cmd
}
