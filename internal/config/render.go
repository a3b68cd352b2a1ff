package config

import (
	"fmt"
	"io"
	"strings"
)

// Language is the language that help is written in.
type Language string

// The languages of help.
const (
	English Language = "en"
	Russian Language = "ru"
)

// LanguageOf picks the language from the locale's variables, as gettext does.
func LanguageOf(getenv func(string) string) Language {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if locale := getenv(name); locale != "" {
			if strings.HasPrefix(locale, "ru") {
				return Russian
			}
			return English
		}
	}
	return English
}

// Pick returns the text in the language.
func (l Language) Pick(en, ru string) string {
	if l == Russian {
		return ru
	}
	return en
}

func (s Setting) help(lang Language) string { return lang.Pick(s.En, s.Ru) }

// KindsInRussian names the kinds that are words; the others are what one types.
var KindsInRussian = map[string]string{
	"text": "текст", "list": "список", "networks": "сети", "origins": "источники", "ports": "порты",
	"number": "число", "size": "размер", "duration": "длительность", "time zone": "часовой пояс",
}

func (s Setting) kindIn(lang Language) string {
	if ru, ok := KindsInRussian[s.Kind()]; ok {
		return lang.Pick(s.Kind(), ru)
	}
	return s.Kind()
}

// WriteSample writes a configuration file with every setting, commented out at
// its default.
func WriteSample(w io.Writer, lang Language) error {
	b := new(strings.Builder)
	b.WriteString(lang.Pick(
		"# Configuration of partnerapi (YAML). Each line shows the default.\n# A flag wins over a PARTNERAPI_ variable, a variable over this file.\n",
		"# Настройки partnerapi (YAML). В каждой строке указано значение по умолчанию.\n# Флаг имеет приоритет над переменной PARTNERAPI_, переменная — над этим файлом.\n"))
	for _, s := range Settings {
		fmt.Fprintf(b, "\n# %s\n# (%s, %s)\n#%s: %s\n", s.help(lang), s.kindIn(lang), s.Env(), s.Key, yamlText(s.Default))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// yamlText quotes what YAML would not read as the text it is.
func yamlText(s string) string {
	if s == "" || strings.ContainsAny(s, ":#,") {
		return fmt.Sprintf("%q", s)
	}
	return s
}

// WriteMarkdown writes the documentation's table of settings.
func WriteMarkdown(w io.Writer, lang Language) error {
	b := new(strings.Builder)
	b.WriteString(lang.Pick(
		"# Settings\n\nMade by `make generate`.\n"+
			"Each setting is a flag `--KEY`, a variable and a key of the file that `--config` names, in this order of precedence; then comes the default.\n\n"+
			"| key and flag | variable | form | default | what it does |\n",
		"# Настройки\n\nСоздано командой `make generate`.\n"+
			"Каждая настройка — это флаг `--КЛЮЧ`, переменная окружения и ключ файла, названного в `--config`, по убыванию приоритета; затем идет значение по умолчанию.\n\n"+
			"| ключ и флаг | переменная | тип | по умолчанию | назначение |\n"))
	b.WriteString("|---|---|---|---|---|\n")
	for _, s := range Settings {
		byDefault := ""
		if s.Default != "" {
			byDefault = "`" + s.Default + "`"
		}
		fmt.Fprintf(b, "| `%s` | `%s` | %s | %s | %s |\n", s.Key, s.Env(), s.kindIn(lang), byDefault, s.help(lang))
	}
	_, err := io.WriteString(w, b.String())
	return err
}
