package main

import (
	"strings"

	"github.com/spf13/cobra"
)

// usageInRussian are the words of cobra's usage.
var usageInRussian = strings.NewReplacer(
	"Usage:", "Использование:",
	"[command] --help", "КОМАНДА --help",
	"[command]", "КОМАНДА",
	"Aliases:", "Псевдонимы:",
	"Examples:", "Примеры:",
	"Available Commands:", "Команды:",
	"Additional Commands:", "Другие команды:",
	"Additional help topics:", "Другие разделы справки:",
	"Global Flags:", "Общие флаги:",
	"Flags:", "Флаги:",
	`Use "`, `Подробнее о команде: "`,
	`" for more information about a command.`, `"`,
	"{{.UseLine}}", `{{usage .UseLine}}`,
)

// translateHelp puts what cobra itself says in help into Russian.
func translateHelp(root *cobra.Command) {
	cobra.AddTemplateFunc("usage", func(line string) string { return strings.ReplaceAll(line, "[flags]", "[флаги]") })
	root.SetUsageTemplate(usageInRussian.Replace(root.UsageTemplate()))
	root.InitDefaultHelpCmd()
	for _, cmd := range root.Commands() {
		if cmd.Name() == "help" {
			cmd.Use, cmd.Short = "help [КОМАНДА]", "справка о команде"
		}
	}
	var flags func(cmd *cobra.Command)
	flags = func(cmd *cobra.Command) {
		cmd.Flags().BoolP("help", "h", false, "справка")
		for _, sub := range cmd.Commands() {
			flags(sub)
		}
	}
	flags(root)
}
