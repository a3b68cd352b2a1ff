package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"partnerapi/internal/config"
	"partnerapi/store"
)

func (p *program) customerCommand() *cobra.Command {
	cmd := group(&cobra.Command{
		Use:   "customer",
		Short: p.lang.Pick("lock and unlock customers", "блокировка и разблокировка абонентов"),
	})
	cmd.AddCommand(
		p.lockCommand("lock", p.lang.Pick("lock a customer, by its number; its agents are off while it lasts", "заблокировать абонента по номеру; его агенты на это время отключены"), store.Operator.LockCustomer),
		p.lockCommand("unlock", p.lang.Pick("make a customer active that this lock holds", "снять эту блокировку: абонент становится активным"), store.Operator.UnlockCustomer),
	)
	return cmd
}

// lockCommand makes a command about one of the operator's two locks (O1).
func (p *program) lockCommand(name, short string, change func(o store.Operator, ctx context.Context, number int64, lock store.Status) error) *cobra.Command {
	cmd := &cobra.Command{Use: name + " --limit|--debt NUMBER", Short: short, Args: cobra.ExactArgs(1)}
	limit := cmd.Flags().Bool("limit", false, p.lang.Pick("limit_lock: a limit is used up", "limit_lock: исчерпан лимит"))
	debt := cmd.Flags().Bool("debt", false, p.lang.Pick("debt_lock: a debt", "debt_lock: задолженность"))
	return p.configured(cmd, func(cmd *cobra.Command, c *config.Config, args []string) error {
		if *limit == *debt {
			return &failure{exitUsage, errors.New("say which lock: --limit or --debt")}
		}
		lock := store.StatusLimitLock
		if *debt {
			lock = store.StatusDebtLock
		}
		number, err := strconv.ParseInt(args[0], 10, 64)
		if err != nil {
			return &failure{exitUsage, fmt.Errorf("%q is no number of a customer", args[0])}
		}
		return p.withOperator(c, func(o store.Operator) error { return change(o, cmd.Context(), number, lock) })
	}, config.Store)
}
