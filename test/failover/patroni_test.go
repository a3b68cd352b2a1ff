package failover

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"partnerapi/internal/pgcluster"
)

// The files of deploy/patroni, with three nodes, their etcd and HAProxy on this one
// machine, each on ports of its own. Patroni and PostgreSQL of the leader are killed
// with -9; the servers write on an address of HAProxy.
func TestPatroni(t *testing.T) {
	if os.Getenv("FAILOVERS") == "" {
		t.Skip("make failover runs it: Patroni takes its time")
	}
	office := newOffice(t)
	l := start(t, office.dsn(office.proxy))
	var killed time.Time
	l.during(t, func() {
		l.progress(t, 50)
		leader := office.leader()
		require.NotNil(t, leader)
		killed = time.Now()
		require.NoError(t, leader.patroni.Process.Kill())
		pgcluster.Kill(t, leader.data)
		l.progress(t, 50)
	})
	t.Logf("%v without writes; %d acknowledged, %d refused, %d of unknown outcome", l.gap(killed).Round(time.Millisecond), l.outcomes[acknowledged], l.outcomes[refused], l.outcomes[unknown])
	leader := office.leader()
	require.NotNil(t, leader)
	l.check(t, func(query string) string {
		value, err := pgcluster.Ask(office.dsn(leader.port), query)
		require.NoError(t, err)
		return value
	})
}

// office is the cluster: folder, user, and the ports of etcd and HAProxy.
type office struct {
	t     *testing.T
	dir   string
	as    *syscall.Credential
	etcd  int
	proxy int
	nodes []*member
}

// member is a node: the folder and port of its PostgreSQL, the port of its Patroni.
type member struct {
	data       string
	port, rest int
	patroni    *exec.Cmd
}

func newOffice(t *testing.T) *office {
	dir, err := os.MkdirTemp("", "partnerapi-patroni-")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
	o := &office{t: t, dir: dir, etcd: port(t), proxy: port(t)}
	if os.Getuid() == 0 { // PostgreSQL refuses to run as root
		postgres, err := user.Lookup("postgres")
		require.NoError(t, err)
		uid, _ := strconv.Atoi(postgres.Uid)
		gid, _ := strconv.Atoi(postgres.Gid)
		require.NoError(t, os.Chown(dir, uid, gid))
		o.as = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	}
	client, peer := fmt.Sprintf("http://127.0.0.1:%d", o.etcd), fmt.Sprintf("http://127.0.0.1:%d", port(t))
	o.run("etcd", "--name", "db1", "--data-dir", filepath.Join(dir, "etcd"), "--listen-client-urls", client, "--advertise-client-urls", client,
		"--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", "db1="+peer)
	proxied := o.read("haproxy.cfg")
	proxied = strings.ReplaceAll(strings.ReplaceAll(proxied, "    log /dev/log local0\n", ""), "    log global\n", "")
	proxied = strings.ReplaceAll(proxied, "bind 127.0.0.1:5432", fmt.Sprintf("bind 127.0.0.1:%d", o.proxy))
	for i := range 3 {
		n := &member{data: filepath.Join(dir, fmt.Sprintf("data%d", i)), port: port(t), rest: port(t)}
		o.nodes = append(o.nodes, n)
		proxied = strings.ReplaceAll(proxied, fmt.Sprintf("10.0.0.%d:5432 check port 8008", i+1), fmt.Sprintf("127.0.0.1:%d check port %d", n.port, n.rest))
	}
	o.write("haproxy.cfg", proxied)
	for i, n := range o.nodes {
		text := o.read("patroni.yml")
		for _, change := range [][2]string{
			{"10.0.0.1:2379,10.0.0.2:2379,10.0.0.3:2379", fmt.Sprintf("127.0.0.1:%d", o.etcd)},
			{"name: db1", fmt.Sprintf("name: db%d", i+1)}, {"10.0.0.1:8008", fmt.Sprintf("127.0.0.1:%d", n.rest)}, {"10.0.0.1:5432", fmt.Sprintf("127.0.0.1:%d", n.port)},
			{"10.0.0.0/24", "127.0.0.1/32"}, {"SUPERUSER-PASSWORD", "superuser"}, {"REPLICATION-PASSWORD", "replication"},
			{"/var/lib/postgresql/15/partnerapi", n.data}, {"/var/lib/postgresql/patroni.pgpass", n.data + ".pgpass"}, {"/var/run/postgresql", dir},
		} {
			require.Contains(t, text, change[0])
			text = strings.ReplaceAll(text, change[0], change[1])
		}
		name := fmt.Sprintf("patroni%d.yml", i+1)
		o.write(name, text)
		n.patroni = o.run("patroni", filepath.Join(dir, name))
		data := n.data
		t.Cleanup(func() { pgcluster.KillIfRunning(data) })
	}
	require.Eventually(t, func() bool { return o.leader() != nil && o.is("sync") != nil }, 3*time.Minute, 100*time.Millisecond, "a leader and its synchronous standby")
	o.run("haproxy", "-db", "-f", filepath.Join(dir, "haproxy.cfg"))
	require.Eventually(t, func() bool {
		_, err := pgcluster.Ask(o.dsn(o.proxy), "SELECT 1")
		return err == nil
	}, time.Minute, 100*time.Millisecond, "HAProxy listens and has found the leader")
	return o
}

// dsn is the address of the database at a port: a node's or HAProxy's.
func (o *office) dsn(port int) string {
	return fmt.Sprintf("postgres://postgres:superuser@127.0.0.1:%d/postgres?sslmode=disable", port)
}

// leader is the member that Patroni says is the primary.
func (o *office) leader() *member { return o.is("primary") }

func (o *office) is(role string) *member {
	for _, n := range o.nodes {
		r, err := http.NewRequestWithContext(o.t.Context(), http.MethodGet, fmt.Sprintf("http://127.0.0.1:%d/%s", n.rest, role), nil)
		require.NoError(o.t, err)
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			continue
		}
		res.Body.Close()
		if res.StatusCode == http.StatusOK {
			return n
		}
	}
	return nil
}

func (o *office) read(name string) string {
	raw, err := os.ReadFile(filepath.Join("../../deploy/patroni", name))
	require.NoError(o.t, err)
	return string(raw)
}

func (o *office) write(name, text string) {
	require.NoError(o.t, os.WriteFile(filepath.Join(o.dir, name), []byte(text), 0o644))
}

// run starts a program that the test's end kills.
func (o *office) run(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = o.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: o.as}
	log, err := os.Create(filepath.Join(os.TempDir(), fmt.Sprintf("partnerapi-%s-%d.log", filepath.Base(name), port(o.t))))
	require.NoError(o.t, err)
	cmd.Stdout, cmd.Stderr = log, log
	require.NoError(o.t, cmd.Start())
	o.t.Cleanup(func() {
		_ = cmd.Process.Kill() // it may have been killed
		_ = cmd.Wait()
		log.Close()
		if o.t.Failed() {
			said, _ := os.ReadFile(log.Name())
			o.t.Logf("%s: %s", name, said[max(0, len(said)-3000):])
		}
		os.Remove(log.Name())
	})
	return cmd
}

func port(t *testing.T) int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}
