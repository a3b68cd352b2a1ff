package main

import (
	"cmp"
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"partnerapi/internal/config"
	"partnerapi/ops/partner"
	"partnerapi/ops/userside"
	"partnerapi/store"
)

func (p *program) usageCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "usage",
		Short: p.lang.Pick("who still calls what, with the method of v2 beside each operation of PartnerAPI and USERSIDE", "кто и что еще вызывает, и какой метод v2 заменяет каждую операцию PartnerAPI и USERSIDE"),
		Args:  cobra.NoArgs,
	}
	of := cmd.Flags().String("partner", "", p.lang.Pick("this partner alone, by its UUID", "только вызовы этого партнера (UUID)"))
	since := cmd.Flags().String("since", "", p.lang.Pick("calls of this day and later, 2026-01-31", "вызовы начиная с этого дня, 2026-01-31"))
	summary := cmd.Flags().Bool("summary", false, p.lang.Pick("a line for each partner: its calls by SOAP, by partnerapi.*, by other methods of v2 and by USERSIDE, and since when it has left SOAP",
		"по строке на партнера: сколько вызовов по SOAP, методами partnerapi.*, другими методами v2 и по USERSIDE и с какого дня партнер обходится без SOAP"))
	return p.configured(cmd, func(cmd *cobra.Command, c *config.Config, _ []string) error {
		if _, err := time.Parse(time.DateOnly, *since); err != nil && *since != "" {
			return &failure{exitUsage, fmt.Errorf("--since %q is no day (2026-01-31)", *since)}
		}
		return p.withOperator(c, func(o store.Operator) error {
			if *summary {
				return p.usageSummary(cmd.Context(), o, *of, store.Date(*since))
			}
			lines, err := o.UsageLines(cmd.Context(), *of, store.Date(*since))
			if err != nil {
				return err
			}
			table := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
			fmt.Fprintln(table, p.head("partner_id\tdoor\tlogin\toperation\tcalls\trefused\tfailed\tfirst\tlast\tin v2"))
			for _, l := range lines {
				fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%d\t%d\t%d\t%s\t%s\t%s\n", l.PartnerID, l.Door, l.Login, l.Operation, l.Calls, l.Refused, l.Failed, l.First, l.Last, p.head(inV2(l.Door, l.Operation)))
			}
			return table.Flush()
		})
	}, config.Store)
}

// usageSummary writes a table with a line for each partner that has called.
func (p *program) usageSummary(ctx context.Context, o store.Operator, partner string, since store.Date) error {
	list, err := o.UsageByPartner(ctx, partner, since)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, p.head("partner_id\tsoap\tpartnerapi.*\tv2\tuserside\tlast soap\tleft soap since\tsoap is"))
	for _, u := range list {
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t%s\t%s\t%s\n", u.PartnerID, u.SOAP, u.Operations, u.V2, u.Userside,
			cmp.Or(u.LastSOAP, "-"), cmp.Or(u.LeftSOAP, "-"), p.head(doorState(u.SOAPClosed)))
	}
	return table.Flush()
}

// inV2 returns the method of v2 that does what an operation of another interface does:
// v2's own, if there is one.
func inV2(door, operation string) string {
	switch door {
	case "soap":
		return cmp.Or(partner.Counterpart(operation), "partnerapi."+operation)
	case "userside":
		return cmp.Or(userside.Counterpart(operation), "none")
	}
	return operation
}
