package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"partnerapi/internal/config"
)

//go:generate sh -c "go run . config sample --lang en --form markdown >../../docs/settings.md"
//go:generate sh -c "go run . config sample --lang ru --form markdown >../../docs/settings.ru.md"

func (p *program) configCommand() *cobra.Command {
	cmd := group(&cobra.Command{
		Use:   "config",
		Short: p.lang.Pick("the configuration file", "файл настроек"),
	})
	lang := string(p.lang)
	form := "yaml"
	sample := &cobra.Command{
		Use:   "sample",
		Short: p.lang.Pick("print a commented configuration file with every setting at its default", "вывести файл настроек с пояснениями и значениями по умолчанию"),
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			in := config.Language(lang)
			if in != config.English && in != config.Russian {
				return fmt.Errorf("--lang %q is neither en nor ru", lang)
			}
			switch form {
			case "yaml":
				return config.WriteSample(p.out, in)
			case "markdown":
				return config.WriteMarkdown(p.out, in)
			}
			return fmt.Errorf("--form %q is neither yaml nor markdown", form)
		},
	}
	sample.Flags().StringVar(&lang, "lang", lang, p.lang.Pick("language of the comments: en, ru", "язык пояснений: en, ru"))
	sample.Flags().StringVar(&form, "form", form, p.lang.Pick("yaml, or markdown for the documentation", "yaml или markdown для документации"))
	cmd.AddCommand(sample)
	return cmd
}
