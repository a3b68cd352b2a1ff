package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"partnerapi/cmd/partnerapi/server"
	"partnerapi/internal/config"
	"partnerapi/internal/password"
	"partnerapi/store"
)

// passwordLength is of the passwords made up for logins: 16 characters of 55
// are 92 bits.
const passwordLength = 16

func (p *program) loginCommand() *cobra.Command {
	cmd := group(&cobra.Command{
		Use:   "login",
		Short: p.lang.Pick("logins by which a partner's integrations call", "логины, с которыми обращаются интеграции партнера"),
	})
	cmd.AddCommand(
		p.passwordCommand("add PARTNER_ID LOGIN", 2, p.lang.Pick("add a login; its password is printed this once", "добавить логин; пароль показывается один раз"),
			func(ctx context.Context, o store.Operator, args []string, hash string) error {
				return o.AddLogin(ctx, args[0], args[1], hash)
			}),
		p.passwordCommand("reset LOGIN", 1, p.lang.Pick("give a login another password, printed this once", "сменить пароль логина; показывается один раз"),
			func(ctx context.Context, o store.Operator, args []string, hash string) error {
				return o.ResetLogin(ctx, args[0], hash)
			}),
		p.configured(&cobra.Command{
			Use:   "list PARTNER_ID",
			Short: p.lang.Pick("list a partner's logins", "логины партнера"),
			Args:  cobra.ExactArgs(1),
		}, p.listLogins, config.Store),
		p.configured(&cobra.Command{
			Use:   "remove LOGIN",
			Short: p.lang.Pick("remove a login", "удалить логин"),
			Args:  cobra.ExactArgs(1),
		}, func(cmd *cobra.Command, c *config.Config, args []string) error {
			return p.withOperator(c, func(o store.Operator) error { return o.RemoveLogin(cmd.Context(), args[0]) })
		}, config.Store),
	)
	return cmd
}

// passwordCommand makes a command that stores the hash of a password: one that
// is made up and printed, or one that is read. It never stands in the command
// line, which other users of the machine can see.
func (p *program) passwordCommand(use string, args int, short string, keep func(ctx context.Context, o store.Operator, args []string, hash string) error) *cobra.Command {
	cmd := &cobra.Command{Use: use, Short: short, Args: cobra.ExactArgs(args)}
	read := cmd.Flags().Bool("password-stdin", false, p.lang.Pick("read the password, one line, from standard input", "прочитать пароль, одну строку, из стандартного ввода"))
	return p.configured(cmd, func(cmd *cobra.Command, c *config.Config, args []string) error {
		h, err := server.Hasher(c)
		if err != nil {
			return &failure{exitUsage, err}
		}
		secret := password.Generate(passwordLength)
		if *read {
			if secret, err = readPassword(p.in); err != nil {
				return &failure{exitUsage, err}
			}
		}
		hash, err := h.Hash(cmd.Context(), secret)
		if err != nil {
			return &failure{exitFailed, err}
		}
		err = p.withOperator(c, func(o store.Operator) error { return keep(cmd.Context(), o, args, hash) })
		if err == nil && !*read {
			fmt.Fprintln(p.out, secret)
		}
		return err
	}, config.Store)
}

func readPassword(from io.Reader) (string, error) {
	line, err := bufio.NewReader(from).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("password from standard input: %w", err)
	}
	line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
	if line == "" {
		return "", errors.New("standard input holds no password")
	}
	return line, store.CheckLoginPassword(line)
}

func (p *program) listLogins(cmd *cobra.Command, c *config.Config, args []string) error {
	return p.withOperator(c, func(o store.Operator) error {
		logins, err := o.Logins(cmd.Context(), args[0])
		if err != nil {
			return err
		}
		for _, login := range logins {
			fmt.Fprintln(p.out, login.Login)
		}
		return nil
	})
}
