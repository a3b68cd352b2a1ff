package store

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/store/internal/db"
)

// The ids that filters take are found by indexes: an id that a partner does not
// know costs no walk through its statistics, its messages or its services.
func TestFilterIDsAreFoundByIndex(t *testing.T) {
	a := openLines(t).As(1)
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"statistics client": {findStatisticsClient, []string{"SEARCH c USING PRIMARY KEY (partner=? AND id=?)", "(partner=? AND client=?)"}},
		"statistics agent":  {findStatisticsAgent, []string{"SEARCH a USING PRIMARY KEY (partner=? AND id=?)", "(partner=? AND agent=?)"}},
		"chat person": {findChatPerson, []string{"SEARCH e USING PRIMARY KEY (partner=? AND id=?)",
			"chat_message_employee (employee1=?)", "chat_message_colleague (employee2=?)"}},
		"service client": {findServiceClient, []string{"SEARCH c USING PRIMARY KEY (partner=? AND id=?)", "service_client (client=?)"}},
		"service agent":  {findServiceAgent, []string{"SEARCH a USING PRIMARY KEY (partner=? AND id=?)", "service_client (client=?)"}},
		"line": {findKnown, []string{"service_type_2 (service_type_id=?)", "contract_service_line (service_type=? AND partner=?)",
			"competence_line (service_type=? AND partner=?)", "service_line_sold (service_type=? AND partner=?)", "service_line_served (service_type=? AND service_partner=?)",
			"SEARCH n USING PRIMARY KEY (partner=? AND service_type=?)"}},
		"line by key": {readKnown + ` AND l.id = ?3`, []string{"service_type_1 (id=?)", "contract_service_line (service_type=? AND partner=?)",
			"competence_line (service_type=? AND partner=?)", "service_line_sold (service_type=? AND partner=?)", "service_line_served (service_type=? AND service_partner=?)",
			"SEARCH n USING PRIMARY KEY (partner=? AND service_type=?)"}},
		"owner of a line": {findLineOwner, []string{"partner_1 (partner_id=?)", "contract_service_line (service_type=? AND partner=?)"}},
		"served partner":  {findServedPartner, []string{"partner_1 (partner_id=?)", "service_line_sold (service_type=? AND partner=?)"}},
		"chat of a line":  {chatOfLine, []string{"chat_message_employee (employee1=? AND time>?)"}},
		"chat of two":     {chatOfColleagues, []string{"chat_message_employee (employee1=? AND time>?)"}},
	} {
		plan := planOf(t, a, c.text, nil)
		for _, want := range c.want {
			assert.Contains(t, plan, want, "%s:\n%s", name, plan)
		}
		assert.NotContains(t, plan, "SCAN ", "%s:\n%s", name, plan)
		for _, table := range []string{"s", "m", "c", "chat_message"} { // services, competences and messages, calls
			assert.NotContains(t, plan, "SEARCH "+table+" USING PRIMARY KEY (partner=?)", "%s:\n%s", name, plan)
		}
	}
}

// An import notes what a row names of other partners; what was named once stays.
func TestStatisticsNameStrangers(t *testing.T) {
	st := openLines(t)
	ctx := t.Context()
	type find func(*Tenant) error
	client := func(end string) find {
		return func(p *Tenant) error { _, err := p.FindStatisticsClient(ctx, id(end)); return err }
	}
	agent := func(end string) find {
		return func(p *Tenant) error { _, err := p.FindStatisticsAgent(ctx, id(end)); return err }
	}
	line := func(end string) find {
		return func(p *Tenant) error { _, err := p.FindKnownServiceType(ctx, id(end)); return err }
	}
	for _, f := range []find{client("c1"), agent("ca11"), line("e1")} {
		require.ErrorIs(t, f(st.As(2)), ErrNotFound, "before")
		require.NoError(t, f(st.As(1)), "its own")
	}
	c1, c2, ca11, ca21, e1 := int64(1), int64(2), keyOf(t, st, "agent", "agent_id", "ca11"), keyOf(t, st, "agent", "agent_id", "ca21"), int64(1)
	call := CallEntry{UUID: id("ca1101"), Partner: 2, Time: 1, Client: &c1, Source: &ca11, ServiceType: &e1}
	importer := st.Operator().Importer()
	put := func() {
		require.NoError(t, importer.Write(ctx, func(tx *ImportTx) error { return tx.PutCall(call) }))
	}
	put()
	for _, f := range []find{client("c1"), agent("ca11"), line("e1")} {
		require.NoError(t, f(st.As(2)))
		require.ErrorIs(t, f(st.As(4)), ErrNotFound, "another's calls")
	}
	for _, f := range []find{client("c2"), agent("ca21"), client("c6"), line("e8"), client("dead")} {
		require.ErrorIs(t, f(st.As(2)), ErrNotFound, "strangers")
	}
	call.Client, call.Source = &c2, &ca21
	put()
	for _, f := range []find{client("c1"), client("c2"), agent("ca11"), agent("ca21")} {
		require.NoError(t, f(st.As(2)))
	}
	runScript(t, st, `UPDATE client SET status = 7 WHERE id = 1`)
	for _, f := range []find{client("c1"), agent("ca11")} {
		require.ErrorIs(t, f(st.As(2)), ErrNotFound, "unknown at every door (O3)")
	}
}

func keyOf(t *testing.T, st *Store, table, column, end string) (key int64) {
	t.Helper()
	require.NoError(t, st.read(t.Context(), func(c *db.Conn) (err error) {
		key, _, err = c.Int(`SELECT id FROM `+table+` WHERE `+column+` = ?1`, id(end))
		return err
	}))
	return key
}

// Nobody finds a partner that has nothing to do with it.
func TestStrangersAreNotFound(t *testing.T) {
	w := newWorld(t)
	for _, find := range []func() (int64, error){
		func() (int64, error) { return w.a.FindLineOwner(t.Context(), "22222222-1111-4111-8111-111111111111") },
		func() (int64, error) {
			return w.a.FindServedPartner(t.Context(), "22222222-1111-4111-8111-111111111111")
		},
	} {
		_, err := find()
		require.ErrorIs(t, err, ErrNotFound)
	}
}
