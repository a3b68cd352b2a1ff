package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/user"
	"regexp"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"partnerapi/internal/config"
	"partnerapi/store"
)

// auditedCommand is what the audit says of a command: who runs it, and its line as
// it was typed, without secrets.
func auditedCommand(cmd *cobra.Command, args []string) store.Command {
	return store.Command{Line: commandLine(cmd, args), User: systemUser(), SudoUser: os.Getenv("SUDO_USER")}
}

// systemUser is the name of the user that the process runs as, or its number where
// the system has no name for it.
func systemUser() string {
	if who, err := user.Current(); err == nil && who.Username != "" {
		return who.Username
	}
	return strconv.Itoa(os.Getuid())
}

// maxCommandLine is how much of a command line the audit keeps, in characters.
const maxCommandLine = 4000

// commandLine is the command with its flags and arguments, quoted where a shell
// would want it. Settings from variables and the configuration file are not in it.
func commandLine(cmd *cobra.Command, args []string) string {
	words := []string{cmd.CommandPath()}
	cmd.Flags().Visit(func(f *pflag.Flag) {
		list, isList := f.Value.(pflag.SliceValue)
		switch {
		case isSecret(f):
			words = append(words, "--"+f.Name+"=***")
		case isList:
			for _, one := range list.GetSlice() {
				words = append(words, "--"+f.Name+"="+quoteWord(one))
			}
		case f.Value.String() == "true":
			words = append(words, "--"+f.Name)
		default:
			words = append(words, "--"+f.Name+"="+quoteWord(f.Value.String()))
		}
	})
	for _, arg := range args {
		words = append(words, quoteWord(arg))
	}
	return store.FirstRunes(strings.Join(words, " "), maxCommandLine)
}

// isSecret reports whether a flag's value is a secret, by its name.
func isSecret(f *pflag.Flag) bool {
	return f.Value.Type() != "bool" && secretName.MatchString(f.Name)
}

var (
	secretName = regexp.MustCompile(`password|secret|token`)
	plainWord  = regexp.MustCompile(`^[\pL\pN_./:@,=+%-]+$`)
	// urlPassword is the login and password of a URL. It ends at the last @: a
	// password that was not escaped may hold / and @ itself.
	urlPassword = regexp.MustCompile(`://\S*@`)
	// namedSecret is a secret in a connection string: "host=db password='a b'".
	namedSecret = regexp.MustCompile(`(?i)((?:password|passwd|pwd|secret|token|api_?key)\s*=\s*)('[^']*'|"[^"]*"|[^\s&;]+)`)
)

func quoteWord(word string) string {
	word = urlPassword.ReplaceAllString(strings.ToValidUTF8(word, "�"), "://***@")
	word = namedSecret.ReplaceAllString(word, "${1}***")
	if plainWord.MatchString(word) {
		return word
	}
	return strconv.Quote(word)
}

func (p *program) auditCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "audit",
		Short: p.lang.Pick("what operators' commands have changed, and who ran them", "что изменили команды операторов и кто их выполнял"),
		Args:  cobra.NoArgs,
	}
	limit := cmd.Flags().Int64("limit", 100, p.lang.Pick("at most so many lines, the last ones", "не больше стольких строк, последние"))
	since := cmd.Flags().String("since", "", p.lang.Pick("of this day or moment and later, 2026-01-31 or 2026-01-31T18:00:00 in the configured zone", "начиная с этого дня или момента, 2026-01-31 или 2026-01-31T18:00:00 в настроенном часовом поясе"))
	asJSON := cmd.Flags().Bool("json", false, p.lang.Pick("a JSON object a line", "по объекту JSON на строку"))
	return p.configured(cmd, func(cmd *cobra.Command, c *config.Config, _ []string) error {
		if *limit < 1 {
			return &failure{exitUsage, fmt.Errorf("--limit %d is no number of lines", *limit)}
		}
		from := store.Instant(0)
		if *since != "" {
			begin, _, err := dayOrMoment(*since, c.Zone)
			if err != nil {
				return &failure{exitUsage, fmt.Errorf("--since %q %w", *since, err)}
			}
			from = store.Instant(begin.Unix())
		}
		return p.withOperator(c, func(o store.Operator) error {
			lines, err := o.Audit(cmd.Context(), from, *limit)
			if err != nil {
				return err
			}
			if *asJSON {
				return p.auditAsJSON(lines, c.Zone)
			}
			return p.auditAsTable(lines, c.Zone)
		})
	}, config.Store)
}

func (p *program) auditAsTable(lines []store.AuditLine, zone *time.Location) error {
	table := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, p.head("time\tuser\tcommand\toutcome"))
	for _, l := range lines {
		who, outcome := l.User, translate(l.Outcome, p.lang)
		if l.SudoUser != "" {
			who += " (sudo: " + l.SudoUser + ")"
		}
		if outcome == "" {
			outcome = "-"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", moment(&l.Time, zone), who, l.Line, outcome)
	}
	return table.Flush()
}

func (p *program) auditAsJSON(lines []store.AuditLine, zone *time.Location) error {
	out := json.NewEncoder(p.out)
	out.SetEscapeHTML(false)
	for _, l := range lines {
		err := out.Encode(struct {
			ID       int64  `json:"id"`
			Time     string `json:"time"`
			User     string `json:"user"`
			SudoUser string `json:"sudo_user,omitempty"`
			Command  string `json:"command"`
			Outcome  string `json:"outcome,omitempty"`
		}{l.ID, time.Unix(int64(l.Time), 0).In(zone).Format(time.RFC3339), l.User, l.SudoUser, l.Line, l.Outcome})
		if err != nil {
			return err
		}
	}
	return nil
}

// dayOrMoment reads a day (2026-01-31), as its first moment, or a moment, in the
// zone unless it has an offset. The error continues a sentence.
func dayOrMoment(text string, zone *time.Location) (t time.Time, isDay bool, err error) {
	t, err = time.Parse(time.RFC3339, text)
	for _, layout := range []string{"2006-01-02T15:04:05", time.DateTime, time.DateOnly} {
		if err == nil {
			break
		}
		t, err = time.ParseInLocation(layout, text, zone)
		isDay = layout == time.DateOnly
	}
	if err != nil {
		err = errors.New("is neither a day (2026-12-31) nor a moment (2026-12-31T18:00:00)")
	}
	return t, isDay, err
}
