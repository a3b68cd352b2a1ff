package main

import (
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"partnerapi/internal/config"
	"partnerapi/internal/password"
	"partnerapi/store"
)

// partnerAddFlags are the flags of partner add.
type partnerAddFlags struct {
	regions, roles []string
	login          string
	passwordStdin  bool
}

func (p *program) addPartnerCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "add NAME --region REGION... [--role ROLE...] [--login LOGIN]",
		Short: p.lang.Pick("add a partner; its UUID is the last thing printed, before it the login's password, this once",
			"добавить партнера; последним печатается его UUID, перед ним пароль логина, один раз"),
		Args: cobra.ExactArgs(1),
	}
	var f partnerAddFlags
	cmd.Flags().StringArrayVar(&f.regions, "region", nil, p.lang.Pick("region by UUID or name, repeatable; the first is the default of its customers", "регион по UUID или названию, можно несколько; первый — для новых клиентов"))
	cmd.Flags().StringArrayVar(&f.roles, "role", nil, p.lang.Pick("role by number or name, repeatable", "роль по номеру или названию, можно несколько"))
	cmd.Flags().StringVar(&f.login, "login", "", p.lang.Pick("a login for its integrations", "логин для интеграций партнера"))
	cmd.Flags().BoolVar(&f.passwordStdin, "password-stdin", false, p.lang.Pick("read the login's password, one line, from standard input", "прочитать пароль логина, одну строку, из стандартного ввода"))
	return p.configured(cmd, func(cmd *cobra.Command, c *config.Config, args []string) error {
		return p.addPartner(cmd, c, args[0], f)
	}, config.Store)
}

func (p *program) addPartner(cmd *cobra.Command, c *config.Config, name string, f partnerAddFlags) error {
	switch {
	case len(f.regions) == 0:
		return &failure{exitUsage, errors.New("a partner needs a region, or it can have no clients: --region, by UUID or name; see partnerapi region list")}
	case f.passwordStdin && f.login == "":
		return &failure{exitUsage, errors.New("--password-stdin is the password of --login")}
	}
	id, secret := uuid.NewString(), password.Generate(passwordLength)
	if f.passwordStdin {
		var err error
		if secret, err = readPassword(p.in); err != nil {
			return &failure{exitUsage, err}
		}
	}
	err := p.withStore(c, func(st *store.Store) error {
		line, err := partnerLine(cmd, st.Operator(), f)
		if err != nil {
			return err
		}
		line["partner_id"], line["partner_name"] = id, name
		if cmd.Flags().Changed("login") {
			if _, err := st.Operator().Login(cmd.Context(), f.login); err == nil {
				return store.ErrLoginTaken
			} else if !errors.Is(err, store.ErrNoLogin) {
				return err
			}
			line["logins"] = []any{map[string]any{"login": f.login, "password": secret}}
		}
		return addLine(cmd.Context(), c, st, line)
	})
	if err != nil {
		return err
	}
	if f.login != "" && !f.passwordStdin {
		fmt.Fprintln(p.out, secret)
	}
	fmt.Fprintln(p.out, id)
	return nil
}

// partnerLine is the line of a partner with the regions and roles that flags name.
func partnerLine(cmd *cobra.Command, o store.Operator, f partnerAddFlags) (map[string]any, error) {
	known, err := regions(cmd.Context(), o)
	if err != nil {
		return nil, err
	}
	ofRegions, err := findAll(known, f.regions, "region", "region list")
	if err != nil {
		return nil, err
	}
	if known, err = roles(cmd.Context(), o); err != nil {
		return nil, err
	}
	ofRoles, err := findAll(known, f.roles, "role", "role list")
	return map[string]any{"kind": "partner", "regions": ofRegions, "roles": ofRoles}, err
}
