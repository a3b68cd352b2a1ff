package main

import (
	"context"
	"errors"
	"fmt"
	"os/signal"
	"regexp"
	"strconv"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"partnerapi/importer"
	"partnerapi/internal/config"
	"partnerapi/store"
)

// retained are the flags that say how long the rows of a register are kept, by its kind.
var retained = map[string]struct{ flag, en, ru string }{
	"call":           {"calls", "calls", "звонки"},
	"remote_session": {"sessions", "remote access sessions", "сеансы удаленного доступа"},
	"sip_call":       {"sip-calls", "SIP calls", "звонки SIP"},
	"chat_message":   {"chats", "chat messages", "сообщения чатов"},
}

func (p *program) retentionCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "retention",
		Short: p.lang.Pick("archive old calls, sessions, SIP calls and chats and remove them, beside a server or not", "перенести в архив старые звонки, сеансы, звонки SIP и чаты и удалить их, можно рядом с работающим сервером"),
		Args:  cobra.NoArgs,
	}
	keep := map[string]*string{}
	for _, register := range store.ArchivedRegisters {
		of := retained[register.Kind()]
		keep[register.Kind()] = cmd.Flags().String(of.flag, "", fmt.Sprintf(p.lang.Pick("keep %s of so many whole months before this one: 36m, or of years: 3y", "хранить %s за столько полных месяцев до текущего: 36m; или лет: 3y"), p.lang.Pick(of.en, of.ru)))
	}
	dir := cmd.Flags().String("archive", "", p.lang.Pick("directory for the archives: files for import, a month each", "каталог для архивов: файлы для import, по одному на месяц"))
	dryRun := cmd.Flags().Bool("dry-run", false, p.lang.Pick("say what would go, change nothing", "показать, что будет удалено, ничего не меняя"))
	return p.configured(cmd, func(cmd *cobra.Command, c *config.Config, _ []string) error {
		months := map[*store.ArchivedRegister]int{}
		for _, register := range store.ArchivedRegisters {
			text := *keep[register.Kind()]
			if text == "" {
				continue
			}
			n, err := monthsOf(text)
			if err != nil {
				return &failure{exitUsage, fmt.Errorf("--%s %q %w", retained[register.Kind()].flag, text, err)}
			}
			months[register] = n
		}
		switch {
		case len(months) == 0:
			return &failure{exitUsage, errors.New("give at least one of --calls, --sessions, --sip-calls and --chats")}
		case *dir == "" && !*dryRun:
			return &failure{exitUsage, errors.New("--archive is missing: nothing is removed that is not archived")}
		}
		ctx, stop := signal.NotifyContext(cmd.Context(), syscall.SIGINT, syscall.SIGTERM)
		defer stop()
		return p.withOperator(c, func(o store.Operator) error {
			if *dryRun {
				return p.tellOld(ctx, o, months)
			}
			return p.retire(ctx, o, months, *dir)
		})
	}, config.Store)
}

var ages = regexp.MustCompile(`^([1-9][0-9]{0,3})([my])$`)

// monthsOf reads an age: 36m or 3y. The error continues a sentence.
func monthsOf(text string) (int, error) {
	parts := ages.FindStringSubmatch(text)
	if parts == nil {
		return 0, errors.New("is no age like 36m (months) or 3y (years)")
	}
	n, err := strconv.Atoi(parts[1])
	if parts[2] == "y" {
		n *= 12
	}
	return n, err
}

// tellOld says which months would go.
func (p *program) tellOld(ctx context.Context, o store.Operator, months map[*store.ArchivedRegister]int) error {
	table := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, p.head("kind\tmonth\trows"))
	for _, register := range store.ArchivedRegisters {
		if _, given := months[register]; !given {
			continue
		}
		old, err := o.OldMonths(ctx, register, o.MonthsAgo(months[register]))
		if err != nil {
			return err
		}
		for _, month := range old {
			fmt.Fprintf(table, "%s\t%s\t%d\n", register.Kind(), month.First.Format("2006-01"), month.Rows)
		}
	}
	return table.Flush()
}

// retire archives and removes the months that are not kept, and says so in the audit:
// before it begins and when it has ended.
func (p *program) retire(ctx context.Context, o store.Operator, months map[*store.ArchivedRegister]int, dir string) (err error) {
	folder, err := importer.OpenArchiveFolder(dir)
	if err != nil {
		return &failure{exitUsage, err}
	}
	if err := o.Outcome(ctx, ""); err != nil {
		return err
	}
	var all int64
	for _, register := range store.ArchivedRegisters {
		keep, given := months[register]
		if !given || err != nil {
			continue
		}
		removed, said := int64(0), time.Now()
		archive := folder.Of(register.Kind(), func(file string, rows int64) { fmt.Fprintf(p.out, "%s: %d\n", file, rows) })
		err = o.Retire(ctx, register, o.MonthsAgo(keep), archive, func(rows int64) {
			if removed += rows; time.Since(said) > 10*time.Second {
				said = time.Now()
				fmt.Fprintf(p.err, p.lang.Pick("%s: %d removed\n", "%s: удалено %d\n"), register.Kind(), removed)
			}
		})
		all += removed
		fmt.Fprintf(p.out, p.lang.Pick("%s: %d removed\n", "%s: удалено %d\n"), register.Kind(), removed)
	}
	outcome := fmt.Sprintf("removed %d", all)
	if err != nil {
		outcome += "; ended before its end"
	}
	err = errors.Join(err, o.Outcome(context.WithoutCancel(ctx), outcome))
	if errors.Is(err, context.Canceled) {
		return &failure{exitFailed, errors.New("stopped before the end; the same command goes on from there")}
	}
	return err
}
