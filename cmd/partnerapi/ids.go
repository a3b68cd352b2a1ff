package main

import (
	"encoding/csv"
	"strconv"

	"github.com/spf13/cobra"

	"partnerapi/internal/config"
	"partnerapi/store"
)

func (p *program) idsCommand() *cobra.Command {
	cmd := group(&cobra.Command{
		Use:   "ids",
		Short: p.lang.Pick("UUIDs of PartnerAPI and numbers of v2", "UUID из PartnerAPI и номера из v2"),
	})
	export := &cobra.Command{
		Use:   "export",
		Short: p.lang.Pick("print both ids of every partner, line, client and employee as CSV", "вывести оба идентификатора партнеров, видов абонемента, клиентов и сотрудников в CSV"),
		Args:  cobra.NoArgs,
	}
	partner := export.Flags().String("partner", "", p.lang.Pick("this partner's alone, by its UUID", "только записи этого партнера (UUID)"))
	cmd.AddCommand(p.configured(export, func(cmd *cobra.Command, c *config.Config, _ []string) error {
		return p.withOperator(c, func(o store.Operator) error {
			out := csv.NewWriter(p.out)
			if err := out.Write([]string{"kind", "partner_id", "uuid", "number"}); err != nil {
				return err
			}
			err := o.IDs(cmd.Context(), *partner)(func(line *store.IDLine) error {
				return out.Write([]string{line.Kind, line.PartnerID, line.UUID, strconv.FormatInt(line.Number, 10)})
			})
			if err != nil {
				return err
			}
			out.Flush()
			return out.Error()
		})
	}, config.Store))
	return cmd
}
