package main

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"partnerapi/internal/config"
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
	"{{.UseLine}}", `{{russian .UseLine}}`,
	".FlagUsages |", ".FlagUsages | russian |",
)

var (
	flagWords = strings.NewReplacer("[flags]", "[флаги]", "(default ", "(по умолчанию ")
	// flagKind is a flag with the kind of its value, as pflag lists them.
	flagKind = regexp.MustCompile(`(?m)^( +(?:-\w, )?--[\w-]+ )([a-zA-Z]+(?: [a-z]+)?)( {2,})`)
)

// flagsInRussian translates pflag's list of flags. Kinds keep the width that they
// had, so that the column beside them stays straight.
func flagsInRussian(list string) string {
	return flagKind.ReplaceAllStringFunc(flagWords.Replace(list), func(line string) string {
		part := flagKind.FindStringSubmatch(line)
		kind := part[2]
		switch kind {
		case "string", "stringArray":
			kind = "text"
		}
		russian, ok := config.KindsInRussian[kind]
		if !ok {
			return line
		}
		return part[1] + russian + strings.Repeat(" ", max(1, len(part[2])+len(part[3])-utf8.RuneCountInString(russian)))
	})
}

// translateHelp puts what cobra itself says in help into Russian.
func translateHelp(root *cobra.Command) {
	cobra.AddTemplateFunc("russian", flagsInRussian)
	root.SetUsageTemplate(usageInRussian.Replace(root.UsageTemplate()))
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, cmd := range root.Commands() {
		switch cmd.Name() {
		case "help":
			cmd.Use, cmd.Short = "help [КОМАНДА]", "справка о команде"
			cmd.Long = "Справка о любой команде: partnerapi help КОМАНДА"
		case "completion":
			translateCompletion(cmd)
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

// loadCompletion is how each shell reads its script, for one session.
var loadCompletion = map[string]string{
	"bash":       "source <(partnerapi completion bash)",
	"fish":       "partnerapi completion fish | source",
	"powershell": "partnerapi completion powershell | Out-String | Invoke-Expression",
	"zsh":        "source <(partnerapi completion zsh)",
}

// translateCompletion puts the help of cobra's own command into Russian.
func translateCompletion(completion *cobra.Command) {
	completion.Short = "скрипт автодополнения команд для оболочки"
	completion.Long = "Скрипт автодополнения команд partnerapi для указанной оболочки. Как его загрузить, сказано в справке для каждой оболочки."
	for _, shell := range completion.Commands() {
		shell.Short = "скрипт автодополнения для " + shell.Name()
		shell.Long = "Скрипт автодополнения команд для " + shell.Name() + ". Загрузить его в текущий сеанс:\n\n    " + loadCompletion[shell.Name()]
		if flag := shell.Flags().Lookup("no-descriptions"); flag != nil {
			flag.Usage = "без описаний команд"
		}
	}
}
