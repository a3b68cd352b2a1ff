package invariants

import (
	"slices"
	"strconv"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// steps are what the interfaces are asked, each with values that are sometimes wrong.
// A step foretells from the database before it whether it will be refused.
var steps = map[string]func(*run) *did{
	"add": (*run).add, "edit": (*run).edit, "edit parent_id": (*run).editParent, "edit account_number": (*run).editAccount, "edit phones": (*run).editPhones, "change_balance": (*run).changeBalance, "change_balance again": (*run).bookAgain,
	"change_billing": (*run).changeBilling, "change_date_connect": (*run).changeDateConnect, "delete": (*run).delete, "merge": (*run).merge, "merge a family": (*run).mergeFamily, "merge into the archive": (*run).mergeArchived,
	"ip_add": (*run).addIP, "ip_add another": (*run).addIP, "ip_delete": (*run).deleteIP, "ip_subnet_add": (*run).addSubnet, "ip_subnet_delete": (*run).deleteSubnet, "set_mac_by_ip": (*run).setMAC,
	"mark_add": (*run).addMark, "mark_delete": (*run).deleteMark, "msg_add": (*run).addMessage, "msg_add_to_customer": (*run).addMessageToCustomer,
	"service_add": (*run).addService, "service_remove": (*run).removeService, "tarif_change": (*run).changeTariff, "pass_change": (*run).changePassword,
	"state_change": (*run).changeState, "to_ex": (*run).toEx, "to_normal": (*run).toNormal,

	"create.customers": (*run).createV2, "update.customers": (*run).updateV2, "update.customers details": (*run).detailsV2, "update.customer_status": (*run).statusV2, "update.customer_tariff_plans": (*run).tariffV2,

	"client_add": (*run).addSOAP, "client_edit": (*run).editSOAP, "client_edit_advanced": (*run).detailsSOAP, "client_delete": (*run).deleteSOAP, "client_user_add": (*run).addUserSOAP, "agent_user_add": (*run).addAgentSOAP,
}

func pick[T any](r *run, label string, of ...T) T { return rapid.SampledFrom(of).Draw(r.draw, label) }

// maybe is a value that is sometimes not given.
func (r *run) maybe(in params, name string, of ...string) string {
	value := pick(r, name, append([]string{"absent"}, of...)...)
	if value == "absent" {
		return ""
	}
	in[name] = value
	return value
}

func (r *run) partner() *partner {
	if len(r.partners) == 1 {
		return r.partners[0]
	}
	return r.partners[pick(r, "partner", 1, 1, 1, 2)-1]
}

// someone is mostly a customer of the partner's, archived or not, else any number:
// another's, of who is deleted, nobody's.
func (r *run) someone(p *partner, label string) int64 {
	list := r.before.customers(p)
	if pick(r, "any "+label, false, false, false, false, true) || len(list) == 0 {
		list = append(slices.Clone(r.before["client"]), row{"number": int64(999)}, row{"number": int64(101)}, row{"number": int64(201)})
	}
	var numbers []int64
	for _, c := range list {
		numbers = append(numbers, c.int("number"))
	}
	return pick(r, label, numbers...)
}

// one is a partner with someone, who is nil where the partner has no such
// customer.
func (r *run) one() (p *partner, number int64, c row) {
	p = r.partner()
	number = r.someone(p, "customer")
	return p, number, r.before.customer(p, number)
}

// answers checks whether a call was refused as it should be: with one of the
// statuses that are not 0, and not at all if all are.
func (r *run) answers(p *partner, status int, refusals ...int) *did {
	var want []int
	for _, refusal := range refusals {
		if refusal != 0 {
			want = append(want, refusal)
		}
	}
	if want == nil {
		want = []int{200}
	}
	require.Contains(r, want, status)
	return &did{by: p, refused: status != 200}
}

// when is a refusal that depends.
func when(refused bool, status int) int {
	if refused {
		return status
	}
	return 0
}

// touching says which keys of which customer change.
func (d *did) touching(number int64, keys ...string) *did {
	if d.touched == nil {
		d.touched = map[int64][]string{}
	}
	d.touched[number] = keys
	return d
}

// touchingParentOf says that customers come to stand elsewhere.
func (d *did) touchingParentOf(numbers []int64) *did {
	for _, number := range numbers {
		d.touching(number, "parent_id")
	}
	return d
}

// afterwards says what holds of the client of a number.
func (d *did) afterwards(number int64, then func(is *require.Assertions, client, data row)) *did {
	d.then = func(is *require.Assertions, s snapshot) {
		found := s.where("client", row{"number": number})
		is.Len(found, 1)
		then(is, found[0], s.data(found[0].int("id")))
	}
	return d
}

// becomes says which status a customer has afterwards.
func (d *did) becomes(number, status int64) *did {
	return d.afterwards(number, func(is *require.Assertions, client, _ row) { is.Equal(status, client.int("status")) })
}

func text(n int64) string { return strconv.FormatInt(n, 10) }

func number(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return -1
	}
	return n
}
