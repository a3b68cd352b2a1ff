package store

import (
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
)

const (
	oneUUID = "21111111-1111-4111-8111-111111111111"
	twoUUID = "22222222-1111-4111-8111-111111111111"
)

func TestUsage(t *testing.T) {
	c := newClocked(t, "Asia/Novosibirsk", "2024-06-15 23:59:59")
	u, done := c.Usage(), UsageCount{Calls: 1}
	flush := func() { require.NoError(t, u.Flush(t.Context())) }
	u.Count(1, "demo", "soap", "client_read", done)
	u.Count(1, "demo", "soap", "client_read", UsageCount{Calls: 1, Refused: 1})
	u.Count(1, "token:1", "v2", "get.customers", UsageCount{Calls: 1, Failed: 1})
	u.Count(2, "other", "soap", "client_add", done)
	flush()
	c.now = c.now.Add(time.Second)
	u.Count(1, "demo", "soap", "client_read", done)
	u.Count(1, "demo", "soap", "role_read", done)
	flush()
	flush()
	lines := func(partner string, since Date) []UsageLine {
		lines, err := c.Operator().UsageLines(t.Context(), partner, since)
		require.NoError(t, err)
		return lines
	}
	mine := []UsageLine{
		{oneUUID, "demo", "soap", "client_read", UsageCount{Calls: 3, Refused: 1}, "2024-06-15", "2024-06-16"},
		{oneUUID, "demo", "soap", "role_read", done, "2024-06-16", "2024-06-16"},
		{oneUUID, "token:1", "v2", "get.customers", UsageCount{Calls: 1, Failed: 1}, "2024-06-15", "2024-06-15"},
	}
	theirs := UsageLine{twoUUID, "other", "soap", "client_add", done, "2024-06-15", "2024-06-15"}
	assert.Equal(t, append(mine, theirs), lines("", ""))
	assert.Equal(t, mine, lines(oneUUID, ""))
	assert.Equal(t, []UsageLine{{oneUUID, "demo", "soap", "client_read", done, "2024-06-16", "2024-06-16"}, mine[1]}, lines("", "2024-06-16"))
	assert.Empty(t, lines(twoUUID, "2024-06-16"))
	_, err := c.Operator().UsageLines(t.Context(), "21111111-1111-4111-8111-111111111119", "")
	assert.ErrorIs(t, err, ErrNoPartner)
}

// Many count while others flush, and nothing is lost or counted twice.
func TestUsageAtOnce(t *testing.T) {
	c := newClocked(t, "Europe/Moscow", "2024-06-15 12:00:00")
	u := c.Usage()
	var working sync.WaitGroup
	for range 4 {
		working.Go(func() {
			for n := range 500 {
				u.Count(1, "demo", "soap", "client_read", UsageCount{Calls: 1})
				if n%100 == 0 {
					assert.NoError(t, u.Flush(t.Context()))
				}
			}
		})
	}
	working.Wait()
	require.NoError(t, u.Flush(t.Context()))
	lines, err := c.Operator().UsageLines(t.Context(), "", "")
	require.NoError(t, err)
	require.Len(t, lines, 1)
	assert.EqualValues(t, 2000, lines[0].Calls)
}

// Servers that flush the same counts at once wait for each other without a deadlock.
func TestFlushesOfSeveralServers(t *testing.T) {
	enginetest.PostgresOnly(t, "SQLite has one that writes at a time")
	c := newClocked(t, "Europe/Moscow", "2024-06-15 12:00:00")
	var working sync.WaitGroup
	for range 4 {
		st, err := Open(c.place.Store, Options{KeyFile: c.place.KeyFile, Now: c.Now, Batch: func(_ int, err error) { assert.NoError(t, err) }})
		require.NoError(t, err)
		defer func() { assert.NoError(t, st.Close()) }()
		u := st.Usage()
		working.Go(func() {
			for range 3 {
				for n := range 100 {
					u.Count(1, strconv.Itoa(n), "soap", "client_read", UsageCount{Calls: 1})
				}
				assert.NoError(t, u.Flush(t.Context()))
			}
		})
	}
	working.Wait()
	lines, err := c.Operator().UsageLines(t.Context(), "", "")
	require.NoError(t, err)
	require.Len(t, lines, 100)
	for _, line := range lines {
		require.EqualValues(t, 12, line.Calls)
	}
}

// What was counted when nobody knows whether it is in the store is not counted again.
func TestUsageAfterALostCommit(t *testing.T) {
	enginetest.PostgresOnly(t, "its connections")
	c := newClocked(t, "Europe/Moscow", "2024-06-15 12:00:00")
	proxy := c.place.Proxy(t)
	st, err := Open(proxy.Store, Options{KeyFile: c.place.KeyFile, Now: c.Now})
	require.NoError(t, err)
	defer func() { require.NoError(t, st.Close()) }()
	u := st.Usage()
	u.Count(1, "demo", "soap", "client_read", UsageCount{Calls: 1})
	proxy.CutAtCommit(true)
	require.ErrorIs(t, u.Flush(t.Context()), ErrUnknown)
	proxy.CutAtCommit(false)
	require.NoError(t, u.Flush(t.Context()))
	lines, err := c.Operator().UsageLines(t.Context(), "", "")
	require.NoError(t, err)
	require.Len(t, lines, 1)
	assert.EqualValues(t, 1, lines[0].Calls)
}

// A partner has left SOAP once v2 has done a call of its on a day after its last one by
// SOAP; one that was refused is no call that was done.
func TestUsageByPartner(t *testing.T) {
	type call struct {
		day             int // of June
		door, operation string
		refused         int64
	}
	soap := func(day int) call { return call{day, "soap", "client_read", 0} }
	v2 := func(day int) call { return call{day, "v2", "get.customers", 0} }
	for name, test := range map[string]struct {
		calls []call
		want  PartnerUsage
	}{
		"SOAP alone":        {[]call{soap(1), soap(3)}, PartnerUsage{SOAP: 2, LastSOAP: "2024-06-03"}},
		"v2 alone":          {[]call{v2(1)}, PartnerUsage{V2: 1}},
		"both":              {[]call{v2(1), soap(3)}, PartnerUsage{SOAP: 1, V2: 1, LastSOAP: "2024-06-03"}},
		"on one day":        {[]call{soap(3), v2(3)}, PartnerUsage{SOAP: 1, V2: 1, LastSOAP: "2024-06-03"}},
		"left":              {[]call{soap(3), v2(9)}, PartnerUsage{SOAP: 1, V2: 1, LastSOAP: "2024-06-03", LeftSOAP: "2024-06-04"}},
		"left at the end":   {[]call{v2(1), soap(30), {31, "v2", "partnerapi.client_read", 0}}, PartnerUsage{SOAP: 1, V2: 1, Operations: 1, LastSOAP: "2024-06-30", LeftSOAP: "2024-07-01"}},
		"came back":         {[]call{soap(1), v2(2), soap(3)}, PartnerUsage{SOAP: 2, V2: 1, LastSOAP: "2024-06-03"}},
		"v2 refused":        {[]call{soap(1), {2, "v2", "get.customers", 1}}, PartnerUsage{SOAP: 1, V2: 1, LastSOAP: "2024-06-01"}},
		"SOAP refused":      {[]call{v2(2), {3, "soap", "client_read", 1}}, PartnerUsage{SOAP: 1, V2: 1, LastSOAP: "2024-06-03"}},
		"USERSIDE is apart": {[]call{soap(1), {2, "userside", "get_data", 0}}, PartnerUsage{SOAP: 1, Userside: 1, LastSOAP: "2024-06-01"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := newClocked(t, "Europe/Moscow", "2024-06-01 12:00:00")
			u, first := c.Usage(), c.now
			for _, call := range test.calls {
				c.now = first.AddDate(0, 0, call.day-1)
				u.Count(1, "demo", call.door, call.operation, UsageCount{Calls: 1, Refused: call.refused})
			}
			c.now = first
			u.Count(2, "other", "soap", "client_read", UsageCount{Calls: 7})
			require.NoError(t, u.Flush(t.Context()))
			require.NoError(t, c.Operator().SetSOAPClosed(t.Context(), twoUUID, true))
			summary := func(partner string, since Date) []PartnerUsage {
				list, err := c.Operator().UsageByPartner(t.Context(), partner, since)
				require.NoError(t, err)
				return list
			}
			mine, theirs := test.want, PartnerUsage{PartnerID: twoUUID, SOAPClosed: true, SOAP: 7, LastSOAP: "2024-06-01"}
			mine.PartnerID = oneUUID
			assert.Equal(t, []PartnerUsage{mine, theirs}, summary("", ""))
			assert.Equal(t, []PartnerUsage{mine}, summary(oneUUID, ""))
			later := PartnerUsage{PartnerID: oneUUID, LastSOAP: mine.LastSOAP, LeftSOAP: mine.LeftSOAP}
			assert.Equal(t, []PartnerUsage{later}, summary(oneUUID, "2025-01-01"), "the days are of all calls")
			_, err := c.Operator().UsageByPartner(t.Context(), "21111111-1111-4111-8111-111111111119", "")
			assert.ErrorIs(t, err, ErrNoPartner)
		})
	}
}
