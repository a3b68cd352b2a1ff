// Package failover kills the primary of a PostgreSQL cluster under load, again and
// again, and looks whether what had been acknowledged is on the server that took over.
package failover

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"partnerapi/internal/pgcluster"
	"partnerapi/internal/proctest"
)

func TestMain(m *testing.M) { proctest.Main(m) }

// rounds is how often to kill: twice, or as often as FAILOVERS says.
func rounds(t *testing.T) int {
	text := os.Getenv("FAILOVERS")
	if text == "" {
		return 2
	}
	n, err := strconv.Atoi(text)
	require.NoError(t, err)
	return n
}

// Two servers of the program write to a primary with two standbys, of which one must
// have each commit. Both are cut off, or one of them, the primary is killed with -9, and
// the standby that has most is promoted: the servers find it, all that was acknowledged
// is there, nothing twice, and nothing that was refused.
func TestFailover(t *testing.T) {
	nodes := pgcluster.Start(t, 2, "synchronous_standby_names = 'ANY 1 (node0, node1, node2)'")
	l := start(t, pgcluster.DSN(nodes...)+"&target_session_attrs=read-write")
	for round := range rounds(t) {
		primary := nodes[0]
		var killed time.Time
		l.during(t, func() {
			l.progress(t, 50)
			cutOff(nodes[1+round%2:])
			killed = time.Now()
			primary.Kill()
			nodes = takeOver(t, nodes[1:])
			l.progress(t, 50)
		})
		t.Logf("round %d: %v without writes; %d acknowledged, %d refused, %d of unknown outcome in all", round+1,
			l.gap(killed).Round(time.Millisecond), l.outcomes[acknowledged], l.outcomes[refused], l.outcomes[unknown])
		l.check(t, nodes[0].Query)
		primary.Rejoin(nodes[0])
		nodes = append(nodes, primary)
		require.Eventually(t, func() bool {
			return nodes[0].Query("SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'") == "2"
		}, time.Minute, 50*time.Millisecond, "the standbys stream again")
	}
}

// start imports the sample registers into the database and starts two servers on it.
func start(t *testing.T, dsn string) *load {
	t.Helper()
	place := []string{"--store", dsn, "--key-file", filepath.Join(t.TempDir(), "key")}
	proctest.Run(t, place, "import", "../../testdata/registers/sample.jsonl")
	key := strings.TrimSpace(proctest.Run(t, place, "key", "add", "--partner", partner))
	serve := func() *proctest.Server { return proctest.Serve(t, place, nil) }
	return newLoad(t, key, serve(), serve())
}

// cutOff takes standbys from their primary. Without any a commit must wait; a primary
// that went on would have half a second to acknowledge what no standby has.
func cutOff(standbys []*pgcluster.Node) {
	for _, n := range standbys {
		n.Set("primary_conninfo", "")
	}
	time.Sleep(500 * time.Millisecond)
}

// takeOver promotes the standby that has received most, once neither receives any
// more, and makes the other one stream from it. It returns both, the primary first.
func takeOver(t *testing.T, standbys []*pgcluster.Node) []*pgcluster.Node {
	t.Helper()
	for _, n := range standbys {
		require.Eventually(t, func() bool {
			return n.Query("SELECT count(*) FROM pg_stat_wal_receiver WHERE status = 'streaming'") == "0"
		}, time.Minute, time.Millisecond)
	}
	newest := slices.MaxFunc(standbys, func(a, b *pgcluster.Node) int { return received(t, a) - received(t, b) })
	newest.Promote()
	nodes := []*pgcluster.Node{newest}
	for _, n := range standbys {
		if n != newest {
			n.Follow(newest)
			nodes = append(nodes, n)
		}
	}
	return nodes
}

// received is how far a standby has the log of its primary, in bytes.
func received(t *testing.T, n *pgcluster.Node) int {
	t.Helper()
	lsn, err := strconv.Atoi(n.Query("SELECT CAST(pg_last_wal_receive_lsn() - '0/0' AS bigint)"))
	require.NoError(t, err)
	return lsn
}
