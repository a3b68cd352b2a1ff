// Package diskfull fills the disk under a working server.
package diskfull

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"partnerapi/internal/proctest"
	"partnerapi/internal/soaptest"
)

func TestMain(m *testing.M) { proctest.Main(m) }

// region is one of the sample's, in which its partner works.
const region = "a6838df2-5251-44af-88aa-57cf8b7840fc"

// ballast is what keeps the small disk full until it is removed.
const ballast = "ballast"

// onSmallDisk makes the server's command run on a disk of 8 MiB of its own, in a
// mount namespace that ends with it. The data directory is copied there.
func onSmallDisk(disk, seed string) func(*exec.Cmd) {
	return func(cmd *exec.Cmd) {
		proctest.InOwnMounts(cmd, fmt.Sprintf(`mount -t tmpfs -o size=8m tmpfs %[1]s && cp -r %[2]s %[1]s/data && head -c 4M /dev/zero > %[1]s/%[3]s`, disk, seed, ballast))
	}
}

// interfaces are those of a server, with a key of USERSIDE.
type interfaces struct{ url, key string }

// soap is PartnerAPI, as the sample's partner calls it.
func (i interfaces) soap() soaptest.Client {
	return soaptest.Client{URL: i.url + proctest.Path, Login: "demo", Password: "demo"}
}

// requireUnavailable writes until the disk has no room for that either, which every
// interface says in its words.
func (i interfaces) requireUnavailable(t *testing.T) {
	t.Helper()
	api := i.soap()
	for _, c := range []struct {
		path, kind, body string
		status           int
		want             string
	}{
		{proctest.Path, "text/xml; charset=utf-8",
			string(api.Envelope("client_add", soaptest.Set("client_name", strings.Repeat("x", 100)), soaptest.Set("region_id", region))),
			http.StatusInternalServerError, "<m:code>unavailable</m:code>"},
		{"/v2.0", "application/json", `{"jsonrpc":"2.0","id":1,"method":"login.user","params":{"login":"demo","password":"demo"}}`,
			http.StatusOK, `"error":{"code":-32000,"message":"Service is temporarily unavailable","data":{"mnemonic":"unavailable"`},
		{"/api.php", "application/x-www-form-urlencoded",
			"cat=customer&action=change_balance&customer_id=100000&amount=1&comment=" + strings.Repeat("x", 1000) + "&key=" + i.key,
			http.StatusServiceUnavailable, `"error_code":"unavailable"`},
	} {
		require.Eventually(t, func() bool {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, i.url+c.path, strings.NewReader(c.body))
			require.NoError(t, err)
			r.Header.Set("Content-Type", c.kind)
			r.SetBasicAuth("demo", "demo")
			resp, err := http.DefaultClient.Do(r)
			require.NoError(t, err)
			text, err := io.ReadAll(resp.Body)
			require.NoError(t, err)
			require.NoError(t, resp.Body.Close())
			require.NotContains(t, string(text), "internal", c.path)
			return resp.StatusCode == c.status && strings.Contains(string(text), c.want) && resp.Header.Get("Retry-After") != ""
		}, time.Minute, time.Millisecond, c.path)
	}
}

// A full disk is answered as unavailable at every interface, reads go on, nothing that was
// acknowledged is lost, and when there is room again the server goes on without
// a restart.
func TestAFullDisk(t *testing.T) {
	seed, disk := filepath.Join(t.TempDir(), "data"), t.TempDir()
	proctest.Run(t, []string{"--data", seed}, "import", "../../testdata/registers/sample.jsonl")
	doors := interfaces{key: strings.TrimSpace(proctest.Run(t, []string{"--data", seed}, "key", "add", "--partner", "9778fdfe-441d-4d2e-8a0b-4efc485a3f25"))}
	server := proctest.Serve(t, []string{"--data", filepath.Join(disk, "data")}, onSmallDisk(disk, seed))
	doors.url = strings.TrimSuffix(server.URL, proctest.Path)
	api := doors.soap()
	add := func(name string) *soaptest.Answer {
		answer, err := api.Call(t.Context(), "client_add_advanced", soaptest.Set("client_name", name), soaptest.Set("region_id", region),
			soaptest.Set("addit_attribute", strings.Repeat("длинный признак ", 60)))
		if err != nil {
			t.Error(err)
			return &soaptest.Answer{}
		}
		return answer
	}

	var fault atomic.Pointer[soaptest.Answer]
	var mu sync.Mutex
	acked := map[string]bool{}
	var writers sync.WaitGroup
	for w := range 8 {
		writers.Go(func() {
			for n := 0; fault.Load() == nil && n < 100000; n++ {
				answer := add(fmt.Sprintf("%d-%d", w, n))
				if answer.Fault != nil || len(answer.Rows) != 1 {
					fault.Store(answer)
					return
				}
				mu.Lock()
				acked[answer.Rows[0].Get("client_id")] = true
				mu.Unlock()
			}
		})
	}
	writers.Wait()
	full := fault.Load()
	require.NotNil(t, full, "the disk never filled up")
	require.Equal(t, 500, full.Status)
	require.Equal(t, "unavailable", full.Fault.Code, "%s", full.Raw)
	require.Contains(t, full.Fault.Text, "недоступен")
	require.NotContains(t, string(full.Raw), "disk", "nothing internal is shown")
	doors.requireUnavailable(t)

	all := func() map[string]bool {
		answer, err := api.Call(t.Context(), "client_read", soaptest.Set("include_deleted", "true"))
		require.NoError(t, err)
		require.Nil(t, answer.Fault, "reads go on")
		found := map[string]bool{}
		for _, row := range answer.Rows {
			found[row.Get("client_id")] = true
		}
		return found
	}
	found := all()
	for id := range acked {
		require.True(t, found[id], "client %s was acknowledged and is lost", id)
	}

	require.NoError(t, os.Remove(fmt.Sprintf("/proc/%d/root%s/%s", server.PID, disk, ballast)))
	require.Eventually(t, func() bool { return add("снова место").Fault == nil }, 10*time.Second, 50*time.Millisecond, "no recovery without a restart")
	require.Len(t, all(), len(found)+1, "a refused write left something behind")
	require.NoError(t, server.Stop())
}
