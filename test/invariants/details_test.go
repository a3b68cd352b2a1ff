package invariants

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/stretchr/testify/require"

	"partnerapi/internal/soaptest"
)

// detail is what PartnerAPI keeps of a client beside its name, by its name at each
// interface and in the table client.
type detail struct {
	v2, soap, column string
	values           []any
	kept             int // characters that are kept, 0 for all
}

var details = []detail{
	{"inn", "client_inn", "client_inn", []any{"7701234567", "7701234567890", ""}, 12},
	{"kpp", "client_kpp", "client_kpp", []any{"770101001", "7701010011", ""}, 9},
	{"full_name", "client_full_name", "client_full_name", []any{"Полное имя", strings.Repeat("ж", 256), ""}, 255},
	{"reg_number", "client_reg_num", "client_reg_num", []any{"900001", "ВО-1", ""}, 0},
	{"pay_method_id", "pay_method_id", "pay_method_id", []any{0, 2, 4}, 0},
	{"attribute", "addit_attribute", "addit_attribute", []any{"К-1", strings.Repeat("к", 1000), ""}, 0},
}

// pickDetails are new values of some of the details, by their names at v2.
func (r *run) pickDetails() map[string]any {
	chosen := map[string]any{}
	for range pick(r, "details", 1, 2, 3) {
		d := pick(r, "detail", details...)
		chosen[d.v2] = pick(r, d.v2, d.values...)
	}
	return chosen
}

// detailsV2 edits details by v2, of a customer that is named by its number or its UUID.
func (r *run) detailsV2() *did {
	p, id, c := r.one()
	chosen := r.pickDetails()
	in := map[string]any{"id": id}
	if pick(r, "by UUID", true, false) {
		in = map[string]any{"customer_ext_id": r.uuid(id)}
	}
	for name, value := range chosen {
		if in[name] = value; value == "" && pick(r, "cleared by null", true, false) {
			in[name] = nil
		}
	}
	_, mnemonic := r.call(p, "update.customers", in)
	return r.setsDetails(r.byV2(p, mnemonic, gone(c)), id, chosen)
}

// detailsSOAP edits details by PartnerAPI.
func (r *run) detailsSOAP() *did {
	p, id, c := r.one()
	chosen := r.pickDetails()
	operands := []string{"client_id=" + r.uuid(id), "region_id", "client_name=" + cut(c.text("client_name"))}
	if c == nil {
		operands[2] = "client_name=x"
	}
	for _, d := range details {
		if value, given := chosen[d.v2]; given {
			operands = append(operands, fmt.Sprint(d.soap, "=", value))
		}
	}
	_, fault := r.partnerAPI(p, "client_edit_advanced", operands...)
	return r.setsDetails(r.bySOAP(p, fault, c, false), id, chosen)
}

func (r *run) setsDetails(d *did, id int64, chosen map[string]any) *did {
	return d.afterwards(id, func(is *require.Assertions, client, _ row) {
		for _, one := range details {
			if value, given := chosen[one.v2]; given {
				is.Equal(one.stored(value), client.text(one.column), one.v2)
			}
		}
	})
}

// stored is what is kept of a value.
func (d detail) stored(value any) string {
	text := []rune(fmt.Sprint(value))
	if d.kept > 0 {
		text = text[:min(d.kept, len(text))]
	}
	return string(text)
}

// detailsAgree: v2 and PartnerAPI show the same details of each customer, those that are
// stored. USERSIDE shows none of them.
func (r *run) detailsAgree() {
	fields := []string{"ext_id", "region_id"}
	for _, d := range details {
		fields = append(fields, d.v2)
	}
	for _, p := range r.partners {
		rows, fault := r.partnerAPI(p, "client_read", "client_id", "region_id", "include_deleted=true")
		require.Empty(r, fault)
		bySOAP := map[string]soaptest.Row{}
		for _, c := range rows {
			bySOAP[c.Get("client_id")] = c
		}
		data, mnemonic := r.call(p, "get.customers", map[string]any{"fields": fields})
		require.Empty(r, mnemonic)
		var shown []row
		require.NoError(r, json.Unmarshal(data, &shown))
		byV2 := map[string]row{}
		for _, c := range shown {
			byV2[c.text("ext_id")] = c
		}
		for _, c := range r.after.customers(p) {
			soap, v2 := bySOAP[c.text("client_id")], byV2[c.text("client_id")]
			for _, d := range details {
				require.Equal(r, c.text(d.column), soap.Get(d.soap), d.soap)
				if c.int("status") != archive {
					require.Equal(r, c.text(d.column), v2.text(d.v2), d.v2)
				}
			}
			if c.int("status") != archive {
				require.Equal(r, soap.Get("region_id"), v2.text("region_id"))
			}
		}
	}
}
