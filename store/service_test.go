package store

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func services(t *testing.T, st *Store, p Partner, f ServiceFilter) []string {
	t.Helper()
	return endsOf(t, st.As(p).Services(t.Context(), f), func(s *Service) string { return s.UUID })
}

func TestServices(t *testing.T) {
	st := openLines(t)
	none, end := Date(""), Date("2099-12-31")
	for name, c := range map[string]struct {
		partner Partner
		filter  ServiceFilter
		want    []string
	}{
		"sold and served, not ended": {1, ServiceFilter{}, []string{"5e1", "5e2", "5e4", "5e5"}},
		"another partner":            {2, ServiceFilter{}, []string{"5e2", "5e5"}},
		"a third":                    {3, ServiceFilter{}, []string{"5e6"}},
		"nobody's":                   {4, ServiceFilter{}, []string{}},
		"by id":                      {1, ServiceFilter{ID: 5}, []string{"5e5"}},
		"ended":                      {1, ServiceFilter{ID: 3}, []string{}},
		"another's":                  {1, ServiceFilter{ID: 6}, []string{}},
		"by seller":                  {1, ServiceFilter{SalePartner: 2}, []string{"5e5"}},
		"by who serves":              {1, ServiceFilter{ServicePartner: 2}, []string{"5e2"}},
		"by client":                  {1, ServiceFilter{Client: 1}, []string{"5e1", "5e2"}},
		"by agent":                   {1, ServiceFilter{Agent: 7}, []string{"5e4"}},
		"by line":                    {1, ServiceFilter{ServiceType: 3}, []string{"5e2", "5e4", "5e5"}},
		"by start":                   {1, ServiceFilter{Start: "2015-01-01"}, []string{"5e1"}},
		"by end":                     {1, ServiceFilter{End: &end}, []string{"5e2"}},
		"without end":                {1, ServiceFilter{End: &none}, []string{"5e1", "5e4", "5e5"}},
		"all filters at once": {1, ServiceFilter{ID: 2, SalePartner: 1, Client: 1, ServicePartner: 2, Start: "2020-01-01", End: &end, Agent: 5, ServiceType: 3},
			[]string{"5e2"}},
	} {
		assert.Equal(t, c.want, services(t, st, c.partner, c.filter), name)
	}
	runScript(t, st, `UPDATE service SET stopped = 1 WHERE id = 1; UPDATE service SET service_end_date = '2024-06-15' WHERE id = 5; UPDATE client SET status = 7 WHERE id = 2`)
	assert.Equal(t, []string{"5e2", "5e5"}, services(t, st, 1, ServiceFilter{}), "one stopped, one ends today, one's client is gone")

	row, err := All(st.As(2).Services(t.Context(), ServiceFilter{ID: 2}))
	require.NoError(t, err)
	assert.Equal(t, []Service{{ID: 2, sale: 1, serves: 2, UUID: id("5e2"), SalePartnerUUID: id("f1"), ClientUUID: id("c1"), ServicePartnerUUID: id("f2"), Start: "2020-01-01",
		End: "2099-12-31", AgentUUID: id("ca11"), ServiceTypeUUID: id("e5"), ServiceType: 3}}, row)
}

// More services than a chunk holds, sold and served in turn, come once each and
// in order.
func TestManyServices(t *testing.T) {
	st := openLines(t)
	runScript(t, st, `WITH RECURSIVE n (i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 3500)
INSERT INTO service (partner, id, service_id, client, service_partner, agent, service_type)
SELECT CASE WHEN i % 3 = 0 THEN 2 ELSE 1 END, i, 'service ' || i, CASE WHEN i % 3 = 0 THEN 4 ELSE 1 END, 1 + i % 2, CASE WHEN i % 3 = 0 THEN 9 ELSE 5 END, 3 FROM n`)
	for partner, want := range map[Partner]int{1: 4 + 2085, 2: 2 + 1667} {
		last := int64(0)
		n := 0
		require.NoError(t, st.As(partner).Services(t.Context(), ServiceFilter{})(func(s *Service) error {
			require.Greater(t, s.ID, last)
			last = s.ID
			n++
			return nil
		}))
		assert.Equal(t, want, n, "partner %d", partner)
	}
	assert.Len(t, services(t, st, 1, ServiceFilter{Client: 1, SalePartner: 2}), 0)
}

func TestFindServices(t *testing.T) {
	st := openLines(t)
	runScript(t, st, `UPDATE service SET stopped = 1 WHERE id = 5`)
	own, seen := map[Partner][]string{}, map[Partner][]string{}
	for partner := range Partner(5) {
		for _, service := range []string{"5e1", "5e2", "5e3", "5e4", "5e5", "5e6"} {
			if _, err := st.As(partner).FindService(t.Context(), id(service)); err == nil {
				own[partner] = append(own[partner], service)
			}
			if _, err := st.As(partner).FindSeenService(t.Context(), id(service)); err == nil {
				seen[partner] = append(seen[partner], service)
			}
		}
	}
	assert.Equal(t, map[Partner][]string{1: {"5e1", "5e2", "5e3", "5e4"}, 2: {"5e5"}, 3: {"5e6"}}, own)
	assert.Equal(t, map[Partner][]string{1: {"5e1", "5e2", "5e3", "5e4", "5e5"}, 2: {"5e2", "5e5"}, 3: {"5e6"}}, seen)
	runScript(t, st, `UPDATE client SET status = 7 WHERE id = 4`)
	_, err := st.As(1).FindSeenService(t.Context(), id("5e5"))
	require.ErrorIs(t, err, ErrNotFound, "unknown with its client (O3)")
	_, err = st.As(2).FindService(t.Context(), id("5e5"))
	require.ErrorIs(t, err, ErrNotFound)
	_, err = st.As(2).FindChatServiceType(t.Context(), id("5e5"))
	require.ErrorIs(t, err, ErrNotFound, "neither does it stand for its line (S20)")
}

func TestServingPartners(t *testing.T) {
	st := openLines(t)
	serving := func(me Partner, line int64) (found []Partner) {
		for partner := range Partner(5) {
			if _, err := st.As(me).FindServingPartner(t.Context(), partners[partner], line); err == nil {
				found = append(found, partner)
			} else {
				require.ErrorIs(t, err, ErrNotFound)
			}
		}
		return found
	}
	assert.Equal(t, []Partner{1, 2, 3}, serving(1, 3))
	assert.Equal(t, []Partner{1}, serving(1, 1))
	assert.Equal(t, []Partner{1, 2}, serving(1, 4), "AddService asks for the current partner's own cover")
	runScript(t, st, `UPDATE contract_service SET removed = 1 WHERE id = 4`)
	assert.Equal(t, []Partner{1, 3}, serving(1, 3))
}

func TestAddService(t *testing.T) {
	good := NewService{Client: 1, ServicePartner: 2, Agent: 5, ServiceType: 3, Start: "2024-01-01", End: "2024-01-01"}
	for name, c := range map[string]struct {
		script string
		change func(n *NewService)
		want   error
	}{
		"good":                           {``, func(*NewService) {}, nil},
		"without end":                    {``, func(n *NewService) { n.End = "" }, nil},
		"the end before the start":       {``, func(n *NewService) { n.Start = "2024-01-02" }, ErrInverted},
		"a deleted line":                 {`UPDATE service_type SET service_type_del = 1 WHERE id = 3`, func(*NewService) {}, ErrLineDeleted},
		"a deleted client":               {``, func(n *NewService) { n.Client, n.Agent = 3, 8 }, ErrClientDeleted},
		"another's client":               {``, func(n *NewService) { n.Client, n.Agent = 4, 9 }, ErrNotFound},
		"another's agent":                {``, func(n *NewService) { n.Agent = 9 }, ErrNotFound},
		"an agent of the partner":        {``, func(n *NewService) { n.Agent = 1 }, ErrNotFound},
		"another client's agent":         {``, func(n *NewService) { n.Agent = 7 }, ErrOtherClient},
		"an inactive agent":              {``, func(n *NewService) { n.Agent = 6 }, ErrAgentInactive},
		"an agent under a lock (O2)":     {`UPDATE client SET status = 3 WHERE id = 1`, func(*NewService) {}, ErrAgentInactive},
		"a waiting client":               {`UPDATE client SET status = 1 WHERE id = 1`, func(*NewService) {}, nil},
		"not covered for the seller":     {`UPDATE contract_service SET removed = 1 WHERE id = 2`, func(*NewService) {}, ErrNotCovered},
		"not covered for who serves":     {`UPDATE contract_service SET removed = 1 WHERE id = 4`, func(*NewService) {}, ErrNotCovered},
		"an own line, not covered":       {`UPDATE contract_service SET removed = 1`, func(n *NewService) { n.ServicePartner, n.ServiceType = 1, 1 }, ErrNotCovered},
		"another's line, not exported":   {``, func(n *NewService) { n.ServiceType = 5 }, ErrNotFound},
		"a contract that is not begun":   {`UPDATE contract SET contract_start_date = '2024-06-16' WHERE id = 1`, func(*NewService) {}, ErrNotCovered},
		"a permission that ends today":   {`UPDATE contract_service SET contract_service_end_date = '2024-06-15'`, func(*NewService) {}, nil},
		"a permission ended on the eve":  {`UPDATE contract_service SET contract_service_end_date = '2024-06-14' WHERE id = 2`, func(*NewService) {}, ErrNotCovered},
		"a client no door shows is gone": {`UPDATE client SET status = 7 WHERE id = 1`, func(*NewService) {}, ErrNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			st := openLines(t)
			runScript(t, st, c.script)
			n := good
			c.change(&n)
			var added int64
			err := st.As(1).Write(t.Context(), func(tx *Tx) (err error) {
				added, err = tx.AddService(n)
				return err
			})
			require.ErrorIs(t, err, c.want)
			if c.want != nil {
				return
			}
			service, err := st.As(1).Service(t.Context(), added)
			require.NoError(t, err)
			assert.Equal(t, Service{ID: added, sale: 1, serves: 2, UUID: service.UUID, SalePartnerUUID: id("f1"), ClientUUID: id("c1"), ServicePartnerUUID: id("f2"), Start: n.Start,
				End: n.End, AgentUUID: id("ca11"), ServiceTypeUUID: id("e5"), ServiceType: 3}, service)
			_, err = st.As(2).Service(t.Context(), added)
			require.ErrorIs(t, err, ErrNotFound, "it is the seller's")
		})
	}
}

func TestEditAndStopService(t *testing.T) {
	st := openLines(t)
	edit := func(p Partner, service int64, u ServiceUpdate) error {
		return st.As(p).Write(t.Context(), func(tx *Tx) error { return tx.EditService(service, u) })
	}
	stop := func(p Partner, service int64) error {
		return st.As(p).Write(t.Context(), func(tx *Tx) error { return tx.StopService(service) })
	}
	dates := func() []Date {
		service, err := st.As(1).Service(t.Context(), 2)
		require.NoError(t, err)
		return []Date{service.Start, service.End}
	}
	none, early, late := Date(""), Date("2019-12-31"), Date("2100-01-01")
	me, other := int64(1), int64(3)
	require.NoError(t, edit(1, 2, ServiceUpdate{}))
	assert.Equal(t, []Date{"2020-01-01", "2099-12-31"}, dates())
	require.ErrorIs(t, edit(1, 2, ServiceUpdate{Start: &late}), ErrInverted)
	require.ErrorIs(t, edit(1, 2, ServiceUpdate{End: &early}), ErrInverted)
	require.NoError(t, edit(1, 2, ServiceUpdate{Start: &early, End: &early, ServicePartner: &other}))
	assert.Equal(t, []Date{early, early}, dates())
	require.NoError(t, edit(1, 2, ServiceUpdate{End: &none, ServicePartner: &me}))
	assert.Equal(t, []Date{early, ""}, dates())
	require.ErrorIs(t, edit(1, 1, ServiceUpdate{ServicePartner: &other}), ErrNotCovered)

	for _, partner := range []Partner{2, 3, 4} {
		require.ErrorIs(t, edit(partner, 1, ServiceUpdate{End: &none}), ErrNotFound)
		require.ErrorIs(t, stop(partner, 1), ErrStopped, "nothing of theirs")
	}
	assert.Contains(t, services(t, st, 1, ServiceFilter{}), "5e1")
	require.NoError(t, stop(1, 1))
	assert.NotContains(t, services(t, st, 1, ServiceFilter{}), "5e1")
	require.ErrorIs(t, stop(1, 1), ErrStopped)
	require.ErrorIs(t, edit(1, 1, ServiceUpdate{End: &none}), ErrStopped)
	service, err := st.As(1).Service(t.Context(), 1)
	require.NoError(t, err)
	assert.True(t, service.Stopped)
}
