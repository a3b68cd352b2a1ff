package main

import (
	"context"
	"fmt"
	"strconv"
	"text/tabwriter"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"partnerapi/internal/config"
	"partnerapi/store"
)

// Commands about the registers that belong to nobody: regions, roles, contact types.

func (p *program) regionCommand() *cobra.Command {
	add := &cobra.Command{
		Use:   "add NAME",
		Short: p.lang.Pick("add a region; its UUID is printed", "добавить регион; печатается его UUID"),
		Args:  cobra.ExactArgs(1),
	}
	zone := add.Flags().Int("time-zone", 3, p.lang.Pick("hours east of UTC", "часов к востоку от UTC"))
	return p.registerCommand("region", p.lang.Pick("regions in which partners work", "регионы, в которых работают партнеры"), add, regions,
		func(_ context.Context, _ store.Operator, name string) (id string, line map[string]any, err error) {
			id = uuid.NewString()
			return id, map[string]any{"kind": "region", "region_id": id, "region_name": name, "region_time_zone": *zone}, nil
		}, func(ctx context.Context, o store.Operator, table *tabwriter.Writer) error {
			list, err := o.Regions(ctx)
			fmt.Fprintln(table, p.head("region_id\ttime_zone\tregion_name"))
			for _, r := range list {
				fmt.Fprintf(table, "%s\t%d\t%s\n", r.UUID, r.TimeZone, r.Name)
			}
			return err
		})
}

func (p *program) roleCommand() *cobra.Command {
	add := &cobra.Command{
		Use:   "add NAME",
		Short: p.lang.Pick("add a role; its number is printed", "добавить роль; печатается ее номер"),
		Args:  cobra.ExactArgs(1),
	}
	number := add.Flags().Int64("id", 0, p.lang.Pick("the role's number; without it the next one", "номер роли; без флага следующий"))
	return p.registerCommand("role", p.lang.Pick("roles that partners have", "роли партнеров"), add, roles,
		func(ctx context.Context, o store.Operator, name string) (id string, line map[string]any, err error) {
			list, err := o.Roles(ctx)
			next := int64(1)
			for _, r := range list {
				next = max(next, r.Number+1)
				if r.Number == *number {
					err = fmt.Errorf("--id %d is the role %q already", r.Number, r.Name)
				}
			}
			if add.Flags().Changed("id") {
				next = *number
			}
			return strconv.FormatInt(next, 10), map[string]any{"kind": "role", "role_id": next, "role_name": name}, err
		}, func(ctx context.Context, o store.Operator, table *tabwriter.Writer) error {
			list, err := o.Roles(ctx)
			fmt.Fprintln(table, p.head("role_id\trole_name"))
			for _, r := range list {
				fmt.Fprintf(table, "%d\t%s\n", r.Number, r.Name)
			}
			return err
		})
}

// contactOwners are the words for contact_type_code.
var contactOwners = []string{"", "clients", "partners", "employees"}

func (p *program) contactTypeCommand() *cobra.Command {
	add := &cobra.Command{
		Use:   "add NAME",
		Short: p.lang.Pick("add a contact type; its UUID is printed", "добавить тип контакта; печатается его UUID"),
		Args:  cobra.ExactArgs(1),
	}
	code := add.Flags().String("code", "", p.lang.Pick("whose contacts: 1 or clients, 2 or partners, 3 or employees", "чьи контакты: 1 или clients — клиентов, 2 или partners — партнеров, 3 или employees — сотрудников"))
	if err := add.MarkFlagRequired("code"); err != nil {
		panic(err) // there is such a flag
	}
	return p.registerCommand("contact-type", p.lang.Pick("contact types of clients, partners and employees", "типы контактов клиентов, партнеров и сотрудников"), add, nil,
		func(ctx context.Context, o store.Operator, name string) (id string, line map[string]any, err error) {
			of := 0
			for n, owner := range contactOwners {
				if n > 0 && (*code == owner || *code == strconv.Itoa(n)) {
					of = n
				}
			}
			if of == 0 {
				return "", nil, &failure{exitUsage, fmt.Errorf("--code %q is none of 1, 2, 3, clients, partners, employees", *code)}
			}
			list, err := o.ContactTypes(ctx)
			var same []named
			for _, t := range list {
				if t.Code == int64(of) {
					same = append(same, named{t.UUID, t.Name})
				}
			}
			if err == nil {
				err = isNew(same, name)
			}
			id = uuid.NewString()
			return id, map[string]any{"kind": "contact_type", "contact_type_id": id, "contact_type_name": name, "contact_type_code": of}, err
		}, func(ctx context.Context, o store.Operator, table *tabwriter.Writer) error {
			list, err := o.ContactTypes(ctx)
			fmt.Fprintln(table, p.head("contact_type_id\tcode\tcontact_type_name"))
			for _, t := range list {
				fmt.Fprintf(table, "%s\t%d %s\t%s\n", t.UUID, t.Code, contactOwners[t.Code], t.Name)
			}
			return err
		})
}

// registerCommand makes the commands add and list of a register. rows are those
// whose names must stay different, nil where newLine looks itself; newLine makes the
// line of a new row and its id.
func (p *program) registerCommand(name, short string, add *cobra.Command, rows func(ctx context.Context, o store.Operator) ([]named, error),
	newLine func(ctx context.Context, o store.Operator, name string) (id string, line map[string]any, err error),
	list func(ctx context.Context, o store.Operator, table *tabwriter.Writer) error,
) *cobra.Command {
	cmd := group(&cobra.Command{Use: name, Short: short})
	cmd.AddCommand(
		p.configured(add, func(cmd *cobra.Command, c *config.Config, args []string) error {
			ctx, id := cmd.Context(), ""
			err := p.withStore(c, func(st *store.Store) error {
				if rows != nil {
					there, err := rows(ctx, st.Operator())
					if err != nil {
						return err
					}
					if err := isNew(there, args[0]); err != nil {
						return err
					}
				}
				var line map[string]any
				var err error
				if id, line, err = newLine(ctx, st.Operator(), args[0]); err != nil {
					return err
				}
				return addLine(ctx, c, st, line)
			})
			if err == nil {
				fmt.Fprintln(p.out, id)
			}
			return err
		}, config.Store),
		p.configured(&cobra.Command{Use: "list", Short: p.lang.Pick("list them", "список"), Args: cobra.NoArgs}, func(cmd *cobra.Command, c *config.Config, _ []string) error {
			return p.withOperator(c, func(o store.Operator) error {
				table := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
				if err := list(cmd.Context(), o, table); err != nil {
					return err
				}
				return table.Flush()
			})
		}, config.Store),
	)
	return cmd
}

func regions(ctx context.Context, o store.Operator) (rows []named, err error) {
	list, err := o.Regions(ctx)
	for _, r := range list {
		rows = append(rows, named{r.UUID, r.Name})
	}
	return rows, err
}

func roles(ctx context.Context, o store.Operator) (rows []named, err error) {
	list, err := o.Roles(ctx)
	for _, r := range list {
		rows = append(rows, named{strconv.FormatInt(r.Number, 10), r.Name})
	}
	return rows, err
}
