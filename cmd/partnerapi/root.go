package main

import (
	"github.com/spf13/cobra"
)

func (p *program) root() *cobra.Command {
	root := group(&cobra.Command{
		Use:           "partnerapi",
		Short:         p.lang.Pick("PartnerAPI over SOAP, from one store", "PartnerAPI по SOAP, одно хранилище"),
		SilenceUsage:  true,
		SilenceErrors: true,
	})
	root.SetIn(p.in)
	root.SetOut(p.out)
	root.SetErr(p.err)
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(
		p.configCommand(),
		p.versionCommand(),
	)
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
