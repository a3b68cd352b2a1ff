package crash

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
	"partnerapi/internal/pgcluster"
	"partnerapi/internal/proctest"
	"partnerapi/internal/soaptest"
)

// Eight writers work as above, until all processes of PostgreSQL get SIGKILL. Once it
// runs again, the same server takes writes by itself, and whatever was acknowledged is
// there.
func TestNothingAcknowledgedIsLostWithTheDatabase(t *testing.T) {
	enginetest.PostgresOnly(t, "SQLite is within the server")
	node := pgcluster.Start(t, 0)[0]
	place := enginetest.Place{Store: pgcluster.DSN(node), KeyFile: filepath.Join(t.TempDir(), "key")}
	proctest.Run(t, place.Flags(), "import", "../../testdata/registers/sample.jsonl")
	server := proctest.Serve(t, place.Flags(), nil)
	api := soaptest.Client{URL: server.URL, Login: login, Password: password}
	answer, err := api.Call(t.Context(), "partner_region_read")
	require.NoError(t, err)
	require.NotEmpty(t, answer.Rows)
	region := answer.Rows[0].Get("region_id")

	j := &journal{clients: map[string]*client{}, refuse: true}
	more := func(why string) {
		t.Helper()
		acked := j.count()
		require.Eventually(t, func() bool { return j.count() >= acked+writers }, time.Minute, time.Millisecond, why)
	}
	for cycle := range max(crashes(t)/20, 1) {
		ctx, stop := context.WithCancel(t.Context())
		var wait sync.WaitGroup
		for w := range writers {
			wait.Go(func() {
				for n := 0; ctx.Err() == nil; n++ {
					j.write(ctx, api, region, fmt.Sprintf("%d-%d-%d", cycle, w, n))
				}
			})
		}
		more("the writers write nothing, so a kill would prove nothing")
		time.Sleep(time.Duration(rand.IntN(300)) * time.Millisecond)
		node.Kill()
		node.Restart()
		more("the server does not find its database again")
		stop()
		wait.Wait()
		j.check(t, place)
	}
	require.NoError(t, server.Stop())
	t.Logf("%d acknowledged writes", j.acked)
}
