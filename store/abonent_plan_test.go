package store

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
	"partnerapi/store/internal/db"
)

// A search of get_customers_id by one condition walks that condition's index and
// finds each customer by its key; the others read the partner's customers, and
// nothing of others.
func TestSearchesAreReadByIndex(t *testing.T) {
	_, a := newTenant(t)
	n, yes := int64(1), true
	below := int64(-1)
	for name, c := range map[string]struct {
		filter AbonentFilter
		index  string // "": walks the partner's customers
	}{
		"account_number":       {AbonentFilter{AccountNumber: "1"}, "customer_data_account"},
		"address_unit_id":      {AbonentFilter{AddressUnit: &n}, "house_address_unit"},
		"appartment":           {AbonentFilter{Apartment: "1"}, "customer_data_apartment"},
		"balance_from":         {AbonentFilter{BalanceFrom: &n}, "customer_data_balance"},
		"balance_to":           {AbonentFilter{BalanceTo: &below}, "customer_data_balance"},
		"billing_id":           {AbonentFilter{Billing: &n}, "customer_data_billing"},
		"billing_uuid":         {AbonentFilter{BillingCustomerID: "1"}, "customer_data_billing_customer"},
		"date_connect_from":    {AbonentFilter{ConnectedFrom: "2024-01-01"}, "customer_data_date_connect"},
		"date_connect_to":      {AbonentFilter{ConnectedTo: "2024-01-01"}, "customer_data_date_connect"},
		"dependence_device_id": {AbonentFilter{Device: &n}, "commutation_device"},
		"house_id":             {AbonentFilter{House: &n}, "customer_data_house"},
		"manager_id":           {AbonentFilter{Manager: &n}, "customer_data_manager"},
		"mark_id":              {AbonentFilter{Mark: &n}, "customer_mark_mark"},
		"name":                 {AbonentFilter{Name: "1"}, "client_name"},
		"tariff_id":            {AbonentFilter{Tariff: &n}, "client_tariff_plan"},

		"balance_from below 0": {filter: AbonentFilter{BalanceFrom: &below}}, // who has no row has 0
		"manager_id 0":         {filter: AbonentFilter{Manager: new(int64)}},
		"is_corporate":         {filter: AbonentFilter{Corporate: &yes}},
		"is_ex":                {filter: AbonentFilter{Archived: &yes}},
		"state_id":             {filter: AbonentFilter{Statuses: []Status{StatusActive}}},
		"is_like name":         {filter: AbonentFilter{Name: "1", Like: true}},
		"is_like account":      {filter: AbonentFilter{AccountNumber: "1", Like: true}},
		"is_like apartment":    {filter: AbonentFilter{Apartment: "1", Like: true}},
	} {
		text, args, _ := c.filter.query(a)
		plan := planOf(t, a, text, args)
		staysWithinPartner(t, name, plan)
		if c.index == "" {
			continue
		}
		assert.Contains(t, plan, "INDEX "+c.index+" (", name)
		assert.NotContains(t, plan, wholePartner, name)
		assert.Contains(t, plan, "SEARCH c USING PRIMARY KEY (partner=? AND id=?)", "%s finds each customer by its key:\n%s", name, plan)
	}
}

// What customers have in other tables is found by their keys, one by one or as a
// range.
func TestAbonentListsAreReadByIndex(t *testing.T) {
	_, a := newTenant(t)
	for text, want := range map[string]struct {
		args []any
		keys string
	}{
		abonentListsByKeys:  {[]any{int64(1), "[1,9]"}, "client=?"},
		abonentListsByRange: {[]any{int64(1), int64(1), int64(2)}, "client>? AND client<?"},
	} {
		plan := planOf(t, a, text, want.args)
		staysWithinPartner(t, want.keys, plan)
		assert.NotContains(t, plan, wholePartner)
		assert.Equal(t, 5, strings.Count(plan, "(partner=? AND "+want.keys+")"), "%s", plan)
		assert.Contains(t, plan, "customer_subnet_client (partner=? AND "+want.keys+")")
	}
}

// The other reads of USERSIDE: the index that each names, and nothing beyond the
// partner's rows.
func TestAbonentsAreReadByIndex(t *testing.T) {
	st, err := Open(inPlace(t, Options{Readers: 1}))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	a, ctx := st.As(1), t.Context()
	by := func(key AbonentKey, value any) func() error {
		return func() error {
			_, err := a.AbonentsBy(ctx, key, value, false)
			return err
		}
	}
	messages := func(f MessageFilter) func() error {
		return func() error { return drained(a.Messages(ctx, f)) }
	}
	now := Instant(1718442000)
	for name, c := range map[string]struct {
		read    func() error
		indexes []string
		all     bool // reads all that the partner has of something
	}{
		"by account":          {by(ByAccount, "1"), []string{"customer_data_account"}, false},
		"by billing customer": {by(ByBillingCustomer, "1"), []string{"customer_data_billing_customer"}, false},
		"by agreement":        {by(ByAgreement, "1"), []string{"customer_data_agreement"}, false},
		"by ip":               {by(ByIP, IPv4(1)), []string{"customer_ip_ip"}, false},
		"by login":            {by(ByLogin, "1"), []string{"customer_data_login"}, false},
		"by mac":              {by(ByMAC, "001122334455"), []string{"customer_ip_mac"}, false},
		"by email":            {by(ByEmail, "1"), []string{"customer_data_email"}, false},
		"by phone":            {by(ByPhone, "1"), []string{"customer_phone_digits"}, false},
		"by phone's tail":     {by(ByPhone, "123456789"), []string{"customer_phone_tail"}, false},
		"Abonents": {func() error { return drained(a.Abonents(ctx, []int64{1, 2})) }, []string{
			"sqlite_autoindex_client_3 (number=?)",
		}, false},
		"FindAbonent":      {func() error { _, err := a.FindAbonent(ctx, 1); return known(err) }, []string{"sqlite_autoindex_client_3 (number=?)"}, false},
		"AbonentByAccount": {func() error { _, err := a.AbonentByAccount(ctx, "1", 1); return known(err) }, []string{"customer_data_account (partner=? AND account_number=? AND <expr>=?)"}, false},
		"NewestIP of one":  {func() error { _, err := a.NewestIP(ctx, 1); return known(err) }, nil, false},
		"NewestIP":         {func() error { _, err := a.NewestIP(ctx, 0); return known(err) }, []string{"customer_ip_newest"}, true},
		"all messages":     {messages(MessageFilter{}), nil, true},
		"messages of one":  {messages(MessageFilter{Client: 1}), []string{"customer_message_client"}, false},
		"messages by":      {messages(MessageFilter{Employee: new(int64(1))}), []string{"customer_message_employee"}, false},
		"messages since":   {messages(MessageFilter{From: &now}), nil, false},
		"messages until":   {messages(MessageFilter{To: &now}), nil, false},
		"messages between": {messages(MessageFilter{From: &now, To: &now}), nil, false},
		"bookings":         {func() error { return drained(a.History(ctx, 1, HistoryFilter{RequestID: "1"})) }, nil, false},
		"History":          {func() error { return drained(a.History(ctx, 1, HistoryFilter{From: &now})) }, nil, false},
		"MACHistory":       {func() error { return drained(a.MACHistory(ctx, 1)) }, nil, false},
		"Wired":            {func() error { return drained(a.Wired(ctx)) }, nil, true},
		"LargestAgreement": {func() error { _, err := a.LargestAgreement(ctx, 0); return err }, []string{"customer_data_agreement_value"}, false},
		"CountActive":      {func() error { _, err := a.CountActive(ctx, false, now, now); return err }, []string{"customer_data_date_activity (partner=? AND date_activity>? AND date_activity<?)"}, false},
		"CountActive inet": {func() error { _, err := a.CountActive(ctx, true, now, now); return err }, []string{"customer_data_date_activity_inet (partner=? AND date_activity_inet>? AND date_activity_inet<?)"}, false},
		"of a billing":     {func() error { _, err := a.LargestAgreement(ctx, 1); return err }, []string{"customer_data_agreement_value"}, false},
		"CabinetPassword":  {func() error { _, err := a.CabinetPassword(ctx, 1); return known(err) }, nil, false},
		"customer groups":  {func() error { return drained(a.CustomerGroups(ctx)) }, nil, true},
		"known billing":    {func() error { _, err := a.KnowsBilling(ctx, 1); return err }, nil, false},
	} {
		texts := newTexts(t, st, c.read)
		require.NotEmpty(t, texts, name)
		plans := ""
		for _, text := range texts {
			plan := planOf(t, a, text, nil)
			staysWithinPartner(t, name, plan)
			if !c.all {
				assert.NotContains(t, plan, wholePartner, name)
			}
			plans += plan
		}
		for _, index := range c.indexes {
			assert.Contains(t, plans, "INDEX "+index, name)
		}
	}
}

// Writes find what they change by a key or an index too: they hold the writer
// while they look.
func TestAbonentsAreWrittenByIndex(t *testing.T) {
	_, a := newTenant(t)
	ctx, ip := t.Context(), IPv4(167772161)
	texts := map[string]bool{}
	require.NoError(t, a.Write(ctx, func(tx *Tx) error {
		if err := tx.c.Forget(); err != nil {
			return err
		}
		if err := tx.c.Script(`INSERT INTO billing VALUES (1, 1, 'x'); INSERT INTO mark VALUES (1, 1, 'x')`); err != nil {
			return err
		}
		var numbers, ids []int64
		for range 3 {
			account, number := "account", int64(len(ids))
			edit := AbonentEdit{Billing: Change{Set: true, Value: new(int64(1))}, BillingCustomerID: new(account + string(rune('a'+number))), AccountNumber: new(account + string(rune('a'+number)))}
			number, err := tx.AddAbonent(AbonentAdd{AbonentEdit: edit})
			if err != nil {
				return err
			}
			id, err := tx.FindAbonent(ctx, number)
			if err != nil {
				return err
			}
			numbers, ids = append(numbers, number), append(ids, id)
		}
		_, subnet := tx.AddMark(ids[1], 1), Subnet{ip + 256, ip + 511}
		for _, write := range []func() error{
			func() error {
				return tx.EditAbonent(ids[1], AbonentEdit{Parent: Change{Set: true, Value: &numbers[0]}, Phones: [phoneSlots]*string{new("1")}})
			},
			func() error { _, err := tx.Book(numbers[1], Booking{Amount: 1, Window: time.Minute}); return err },
			func() error { _, err := tx.Book(numbers[1], Booking{Amount: 1, RequestID: "1"}); return err },
			func() error { return tx.AddIP(ids[1], &ip, "001122334455") },
			func() error { return tx.SetMAC(ip, "001122334466") },
			func() error { return tx.AddSubnet(ids[1], subnet) },
			func() error { _, err := tx.AddMessage(ids[1], NewMessage{Text: "x"}); return err },
			func() error { return tx.MergeAbonents(numbers[0], numbers[1]) },
			func() error { return tx.RemoveSubnet(ids[0], subnet.First) },
			func() error { return tx.RemoveIP(ids[0], ip) },
			func() error { return tx.DeleteAbonent(ids[2]) },
		} {
			if err := write(); err != nil {
				return err
			}
		}
		for _, text := range tx.c.Prepared() {
			texts[text] = true
		}
		return nil
	}))
	require.Greater(t, len(texts), 60)
	const regions = `SELECT region FROM partner_region` // the first of few
	for text := range texts {
		if !slices.Contains([]string{"SELECT", "INSERT", "UPDATE", "DELETE", "WITH"}, strings.Fields(text)[0]) {
			continue
		}
		if plan := planOf(t, a, text, nil); plan != "" {
			staysWithinPartner(t, text, plan)
			assert.True(t, strings.HasPrefix(text, regions) || !strings.Contains(plan, wholePartner), "%s\n%s", text, plan)
		}
	}
}

// known lets pass what an empty store answers.
func known(err error) error {
	if err == ErrNotFound {
		return nil
	}
	return err
}

func drained[T any](seq Seq[T]) error { return seq(func(*T) error { return nil }) }

// newTexts are the statements that a read prepares on the store's one reader.
func newTexts(t *testing.T, st *Store, read func() error) (texts []string) {
	t.Helper()
	require.NoError(t, st.read(context.Background(), func(c *db.Conn) error {
		return c.Forget()
	}))
	require.NoError(t, read())
	require.NoError(t, st.read(context.Background(), func(c *db.Conn) error {
		texts = c.Prepared()
		return nil
	}))
	return texts
}

// planOf is how SQLite would read; without arguments all are NULL.
func planOf(t *testing.T, a *Tenant, text string, args []any) (plan string) {
	t.Helper()
	enginetest.SQLiteOnly(t, "its plans")
	require.NoError(t, a.s.read(t.Context(), func(c *db.Conn) error {
		if args == nil {
			for strings.Contains(text, "?"+strconv.Itoa(len(args)+1)) {
				args = append(args, nil)
			}
		}
		return c.EachOnce("EXPLAIN QUERY PLAN "+text, args, func(r db.Row) error {
			plan += r.Text(3) + "\n"
			return nil
		})
	}))
	return plan
}

var searchedTable = regexp.MustCompile(`^SEARCH \S+ USING .*\((.*)\)( LEFT-JOIN)?$`)

// wholePartner is the line of a plan that walks all that a partner has in a table.
const wholePartner = "(partner=?)"

// uniqueKeys are those of one row, or of one client's rows, whosever they are.
var uniqueKeys = []string{"id=?", "number=?", "type=? AND number=?", "name=?", "client=?", "client=? AND contact_type=?"}

// staysWithinPartner: every table is entered by the partner or by a key that one
// row alone has.
func staysWithinPartner(t *testing.T, name, plan string) {
	t.Helper()
	for line := range strings.Lines(plan) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "SEARCH"):
			m := searchedTable.FindStringSubmatch(line)
			if assert.NotNil(t, m, "%s: %s", name, line) {
				assert.True(t, strings.Contains(m[1], "partner=?") || slices.Contains(uniqueKeys, m[1]), "%s: %s", name, line)
			}
		case strings.HasPrefix(line, "SCAN"):
			assert.Regexp(t, "VIRTUAL TABLE|^SCAN CONSTANT ROW|^SCAN up$", line, "%s:\n%s", name, plan)
		}
	}
}
