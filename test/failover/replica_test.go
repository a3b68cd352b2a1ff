package failover

import (
	"io"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"partnerapi/internal/pgcluster"
	"partnerapi/internal/proctest"
	"partnerapi/internal/soaptest"
)

// serve makes partners' reads on its replica, where each sees the write before it, and on
// the primary once the replica is gone.
func TestServeWithReplica(t *testing.T) {
	nodes := pgcluster.Start(t, 1)
	place := []string{"--store", pgcluster.DSN(nodes[0]), "--key-file", filepath.Join(t.TempDir(), "key")}
	proctest.Run(t, place, "import", "../../testdata/registers/sample.jsonl")
	metrics := "127.0.0.1:" + strconv.Itoa(pgcluster.FreePort(t))
	server := proctest.Serve(t, place, nil, "--store-replica", pgcluster.DSN(nodes[1]), "--metrics-listen", metrics)
	client := soaptest.Client{URL: server.URL, Login: login, Password: password}
	lines := 0
	check := func() {
		t.Helper()
		lines++
		name := "line " + strconv.Itoa(lines)
		added, err := client.Call(t.Context(), "service_type_add", soaptest.Set("service_type_name", name), soaptest.Set("service_type_full_name", ""))
		require.NoError(t, err)
		require.Nil(t, added.Fault)
		answer, err := client.Call(t.Context(), "service_type_read")
		require.NoError(t, err)
		require.Nil(t, answer.Fault)
		var names []string
		for _, row := range answer.Rows {
			names = append(names, row.Get("service_type_name"))
		}
		require.Contains(t, names, name)
	}
	require.Eventually(t, func() bool {
		check()
		return reads(t, metrics, "replica") > 0
	}, time.Minute, time.Millisecond)
	nodes[1].Kill()
	before := reads(t, metrics, "primary")
	for range 5 {
		check()
	}
	require.GreaterOrEqual(t, reads(t, metrics, "primary"), before+5)
}

// reads returns how many reads of partners the server counts for one kind of server.
func reads(t *testing.T, metrics, kind string) int {
	t.Helper()
	resp, err := http.Get("http://" + metrics + "/metrics")
	require.NoError(t, err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	_, after, found := strings.Cut(string(text), `partnerapi_partner_reads_total{server="`+kind+`"} `)
	require.True(t, found, string(text))
	number, _, _ := strings.Cut(after, "\n")
	n, err := strconv.ParseFloat(number, 64)
	require.NoError(t, err)
	return int(n)
}
