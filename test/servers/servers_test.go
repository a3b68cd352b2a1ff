// Package servers has several servers on one PostgreSQL database, behind a proxy, as
// processes of their own: kills one, restarts the database under them, and looks
// whether together they are what one alone is.
package servers

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
	"partnerapi/internal/proctest"
	"partnerapi/internal/soaptest"
)

func TestMain(m *testing.M) { proctest.Main(m) }

// The partner of the sample registers that works here, and a region of it.
const (
	login, password = "demo", "demo"
	partner         = "9778fdfe-441d-4d2e-8a0b-4efc485a3f25"
	region          = "a6838df2-5251-44af-88aa-57cf8b7840fc"
)

// serverCount is how many servers there are.
const serverCount = 3

// office is a database with the sample registers, and its servers.
type office struct {
	*testing.T
	place   enginetest.Place
	flags   []string
	servers [serverCount]*proctest.Server
	proxy   *proxy
	key     string // of USERSIDE
	token   string // of v2
}

// open imports the registers and starts the servers, all at once, with these flags.
func open(t *testing.T, flags ...string) *office {
	enginetest.PostgresOnly(t, "a directory has one server")
	o := &office{T: t, place: enginetest.Empty(t), flags: append(flags, "--argon2-memory", "7168", "--argon2-time", "5"), proxy: newProxy(t)}
	o.run("import", "../../testdata/registers/sample.jsonl")
	o.key = o.run("key", "add", "--partner", partner)
	o.token = o.run("token", "add", "--partner", partner)
	var started sync.WaitGroup
	for i := range o.servers {
		started.Go(func() { o.start(i) })
	}
	started.Wait()
	require.False(t, t.Failed())
	return o
}

// run runs a command on the database and returns what it printed.
func (o *office) run(args ...string) string {
	o.Helper()
	return strings.TrimSpace(proctest.Run(o, o.place.Flags(), args...))
}

// start starts a server and lets the proxy know where it is.
func (o *office) start(i int) {
	o.servers[i] = proctest.Serve(o, o.place.Flags(), nil, o.flags...)
	o.proxy.use(i, o.url(i))
}

func (o *office) url(i int) string { return strings.TrimSuffix(o.servers[i].URL, proctest.Path) }

// soap is PartnerAPI at an address.
func soap(address string) soaptest.Client {
	return soaptest.Client{URL: address + proctest.Path, Login: login, Password: password, HTTP: &patient}
}

// v2 calls a method at an address; the error is of the transport.
func (o *office) v2(address, method string, params map[string]any) (a v2Answer, err error) {
	all := map[string]any{"access_token": o.token}
	maps.Copy(all, params)
	body, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": 1, "method": method, "params": all})
	if err != nil {
		return a, err
	}
	a.reply, err = post(address+"/v2.0", "application/json", string(body), &a)
	return a, err
}

// v2Answer is what v2 answers.
type v2Answer struct {
	reply  `json:"-"`
	Result *struct {
		ID       int64
		Data     json.RawMessage
		Metadata v2Metadata
	}
	Error *struct {
		Message string
		Data    struct {
			Mnemonic string
			Metadata v2Metadata
		}
	}
}

type v2Metadata struct {
	Limits struct {
		Day int64 `json:"day_remaining"`
	}
}

// mnemonic is that of a refusal, "" of a success.
func (a v2Answer) mnemonic() string {
	if a.Error == nil {
		return ""
	}
	return a.Error.Data.Mnemonic
}

// userside calls an action at an address; the error is of the transport.
func (o *office) userside(address, action string, in map[string]string) (a usersideAnswer, err error) {
	form := url.Values{"key": {o.key}, "cat": {"customer"}, "action": {action}}
	for name, value := range in {
		form.Set(name, value)
	}
	a.reply, err = post(address+"/api.php", "application/x-www-form-urlencoded", form.Encode(), &a)
	return a, err
}

// usersideAnswer is what USERSIDE answers.
type usersideAnswer struct {
	reply  `json:"-"`
	Result string
	Error  string
	Code   string `json:"error_code"`
	ID     int64  `json:"Id"`
	Data   json.RawMessage
}

// reply is how it came.
type reply struct {
	status int
	raw    string
}

// patient is for calls that have to end, whatever is killed meanwhile.
var patient = http.Client{Timeout: time.Minute}

// post sends a body and reads the answer into v. What the proxy says itself is no
// server's answer, and an error here.
func post(to, contentType, body string, v any) (r reply, err error) {
	resp, err := patient.Post(to, contentType, strings.NewReader(body))
	if err != nil {
		return r, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return r, err
	}
	r = reply{resp.StatusCode, string(text)}
	if r.status == http.StatusBadGateway {
		return r, fmt.Errorf("HTTP 502: %s", text)
	}
	return r, json.Unmarshal(text, v)
}

// restart ends the database server of the run at once, as a crash does, and starts it
// again. Who runs these tests gives them a server of their own.
func (o *office) restart() {
	o.Helper()
	var dir string
	require.NoError(o, o.place.SQL(o).QueryRowContext(o.Context(), `SHOW data_directory`).Scan(&dir))
	programs, err := filepath.Glob("/usr/lib/postgresql/*/bin/pg_ctl")
	require.NoError(o, err)
	require.NotEmpty(o, programs)
	restart := exec.CommandContext(o.Context(), slices.Max(programs), "restart", "-D", dir, "-m", "immediate", "-w", "-t", "60", "-l", filepath.Join(filepath.Dir(dir), "log"))
	restart.Dir = filepath.Dir(dir)
	if os.Getuid() == 0 { // the server refuses to run as root
		owner, err := os.Stat(dir)
		require.NoError(o, err)
		ids := owner.Sys().(*syscall.Stat_t)
		restart.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: ids.Uid, Gid: ids.Gid}}
	}
	out, err := restart.CombinedOutput()
	require.NoError(o, err, "%s", out)
}

// ready waits until a server says that it is ready.
func (o *office) ready(i int) {
	o.Helper()
	require.Eventually(o, func() bool { return isReady(o.url(i)) }, time.Minute, 20*time.Millisecond, "server %d", i)
}
