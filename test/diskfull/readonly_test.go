package diskfull

import (
	"io"
	"math"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"partnerapi/internal/proctest"
	"partnerapi/internal/soaptest"
)

// A disk that takes no more writes, as one that was mounted anew for reading alone, is
// answered as unavailable at every interface, reads go on, nothing is half-written,
// and when it takes writes again the server goes on without a restart.
//
// A file system cannot be made read-only under an open database but by a fault, from
// which it does not come back; so the process may write no file instead. SQLite meets
// the same error: it cannot write its log.
func TestADiskThatTakesNoWrites(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	proctest.Run(t, []string{"--data", data}, "import", "../../testdata/registers/sample.jsonl")
	doors := interfaces{key: strings.TrimSpace(proctest.Run(t, []string{"--data", data}, "key", "add", "--partner", "9778fdfe-441d-4d2e-8a0b-4efc485a3f25"))}
	server := proctest.Serve(t, []string{"--data", data}, nil)
	doors.url = strings.TrimSuffix(server.URL, proctest.Path)
	api := doors.soap()
	call := func(operation string, operands ...soaptest.Operand) *soaptest.Answer {
		t.Helper()
		answer, err := api.Call(t.Context(), operation, operands...)
		require.NoError(t, err)
		return answer
	}
	add := func() *soaptest.Answer {
		return call("client_add", soaptest.Set("client_name", "Новый"), soaptest.Set("region_id", region))
	}
	get := func(path string) (status int, text string) {
		resp, err := http.Get(doors.url + path)
		require.NoError(t, err)
		defer resp.Body.Close()
		raw, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		return resp.StatusCode, string(raw)
	}
	customer := "/api.php?cat=customer&action=get_data&customer_id=100000&key=" + doors.key
	_, before := get(customer)
	clients := len(call("client_read").Rows)

	limit := func(bytes uint64) {
		require.NoError(t, unix.Prlimit(server.PID, unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: bytes, Max: math.MaxUint64}, nil))
	}
	limit(0)
	for range 3 {
		refused := add()
		require.NotNil(t, refused.Fault)
		assert.Equal(t, 500, refused.Status)
		assert.Equal(t, "unavailable", refused.Fault.Code, "%s", refused.Raw)
		assert.NotContains(t, string(refused.Raw), "disk", "nothing internal is shown")
		doors.requireUnavailable(t)
	}
	require.Eventually(t, func() bool { // it is asked once a second at most
		status, _ := get("/readyz")
		return status == http.StatusServiceUnavailable
	}, time.Minute, 50*time.Millisecond)
	assert.Len(t, call("client_read").Rows, clients, "reads go on")
	_, after := get(customer)
	assert.Equal(t, before, after, "reads go on")

	limit(math.MaxUint64)
	require.Eventually(t, func() bool { return add().Fault == nil }, time.Minute, 50*time.Millisecond)
	assert.Len(t, call("client_read").Rows, clients+1, "a refused write left something behind")
	require.Eventually(t, func() bool {
		status, _ := get("/readyz")
		return status == http.StatusOK
	}, time.Minute, 50*time.Millisecond)
	_, after = get(customer)
	assert.Equal(t, before, after, "a refused booking left something behind")
	require.NoError(t, server.Stop())
	assert.Contains(t, proctest.Run(t, []string{"--data", data}, "check", "--full"), "sound")
}
