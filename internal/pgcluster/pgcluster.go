// Package pgcluster runs PostgreSQL servers, a primary and its standbys, for tests that
// kill servers and promote others.
package pgcluster

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"
)

// Node is a server of its own port and folder.
type Node struct {
	Name string
	Port int

	t    testing.TB
	dir  string
	bin  string
	as   *syscall.Credential // nil is who runs the test
	conf string
}

// Start starts a primary, the first node, and so many standbys that stream from it;
// the test's end stops and removes them. Settings are lines of postgresql.conf, the
// same on all nodes; standbys are called node1, node2 and so on.
func Start(t testing.TB, standbys int, settings ...string) []*Node {
	t.Helper()
	dir, as := folder(t)
	bin := programs(t)
	conf := strings.Join(append([]string{
		"listen_addresses = '127.0.0.1'", "unix_socket_directories = ''", "max_connections = 100", "shared_buffers = 64MB",
		"wal_log_hints = on", // for pg_rewind
		"wal_keep_size = 1GB", "wal_retrieve_retry_interval = 200ms", "logging_collector = off",
	}, settings...), "\n") + "\n"
	nodes := make([]*Node, standbys+1)
	for i := range nodes {
		name := "node" + strconv.Itoa(i)
		nodes[i] = &Node{Name: name, Port: FreePort(t), t: t, dir: filepath.Join(dir, name), bin: bin, as: as, conf: conf}
	}
	primary := nodes[0]
	primary.run("initdb", "-D", primary.dir, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
	primary.start()
	for _, n := range nodes[1:] {
		n.copyOf(primary)
		n.start()
	}
	return nodes
}

// folder makes a folder in which the servers may write: they refuse to run as root.
func folder(t testing.TB) (string, *syscall.Credential) {
	t.Helper()
	dir, err := os.MkdirTemp("", "partnerapi-cluster-")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
	if os.Getuid() != 0 {
		return dir, nil
	}
	postgres, err := user.Lookup("postgres")
	require.NoError(t, err)
	uid, err := strconv.Atoi(postgres.Uid)
	require.NoError(t, err)
	gid, err := strconv.Atoi(postgres.Gid)
	require.NoError(t, err)
	require.NoError(t, os.Chown(dir, uid, gid))
	return dir, &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

// programs returns the folder of the newest PostgreSQL that is installed.
func programs(t testing.TB) string {
	t.Helper()
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	require.NoError(t, err)
	require.NotEmpty(t, found, "no PostgreSQL server is installed (.ci/install)")
	return found[len(found)-1]
}

// FreePort returns a port of 127.0.0.1 on which nobody listens.
func FreePort(t testing.TB) int {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// attempt runs a program of PostgreSQL.
func (n *Node) attempt(program string, args ...string) error {
	cmd := exec.CommandContext(context.Background(), filepath.Join(n.bin, program), args...) // also at the test's end
	cmd.Dir = filepath.Dir(n.dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: n.as}
	// The server that pg_ctl starts would hold a pipe open.
	out, err := os.CreateTemp("", "partnerapi-cluster-")
	if err != nil {
		return err
	}
	defer out.Close()
	defer os.Remove(out.Name())
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Run(); err != nil {
		said, _ := os.ReadFile(out.Name())
		return fmt.Errorf("%s %v: %w\n%s", program, args, err, said)
	}
	return nil
}

func (n *Node) run(program string, args ...string) {
	n.t.Helper()
	require.NoError(n.t, n.attempt(program, args...))
}

// start starts the server on what its folder holds.
func (n *Node) start() {
	n.t.Helper()
	conf := n.conf + fmt.Sprintf("port = %d\ncluster_name = '%s'\n", n.Port, n.Name)
	require.NoError(n.t, os.WriteFile(filepath.Join(n.dir, "postgresql.conf"), []byte(conf), 0o644))
	log := n.dir + ".log"
	if err := n.attempt("pg_ctl", "-D", n.dir, "-l", log, "-w", "-t", "60", "start"); err != nil {
		said, _ := os.ReadFile(log)
		require.NoError(n.t, err, "%s", said)
	}
	n.t.Cleanup(func() { _ = n.attempt("pg_ctl", "-D", n.dir, "-m", "immediate", "stop") }) // it may have ended
}

// copyOf makes the folder anew as a standby's of the primary.
func (n *Node) copyOf(primary *Node) {
	n.t.Helper()
	require.NoError(n.t, os.RemoveAll(n.dir))
	n.run("pg_basebackup", "-D", n.dir, "-d", primary.conninfo(n), "-c", "fast", "-X", "stream", "-R")
}

// conninfo is how a standby reaches its primary. The name is what
// synchronous_standby_names knows it by.
func (n *Node) conninfo(standby *Node) string {
	return fmt.Sprintf("host=127.0.0.1 port=%d user=postgres application_name=%s", n.Port, standby.Name)
}

// Kill ends the server and all its processes as the loss of the machine would.
func (n *Node) Kill() {
	n.t.Helper()
	Kill(n.t, n.dir)
}

// Kill is Node.Kill for the server of a folder.
func Kill(t testing.TB, dir string) {
	t.Helper()
	require.NoError(t, kill(dir))
}

// Restart starts the server again that Kill ended, on what its folder holds.
func (n *Node) Restart() {
	n.t.Helper()
	// Kill has seen all processes end. Where nobody has asked for the first one yet, its
	// number is taken still, and the server would believe the file.
	require.NoError(n.t, os.Remove(filepath.Join(n.dir, "postmaster.pid")))
	n.start()
}

// KillIfRunning is Kill where the server may have ended.
func KillIfRunning(dir string) { _ = kill(dir) }

func kill(dir string) error {
	raw, err := os.ReadFile(filepath.Join(dir, "postmaster.pid"))
	if err != nil {
		return err
	}
	first, _, _ := strings.Cut(string(raw), "\n")
	postmaster, err := strconv.Atoi(strings.TrimSpace(first))
	if err != nil {
		return err
	}
	if at, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", postmaster)); err != nil || at != dir {
		return fmt.Errorf("no server runs on %s", dir)
	}
	children, err := childrenOf(postmaster)
	if err != nil {
		return err
	}
	if err := syscall.Kill(postmaster, syscall.SIGKILL); err != nil {
		return err
	}
	for _, child := range children {
		_ = syscall.Kill(child, syscall.SIGKILL) // it may have ended by itself
	}
	for _, pid := range append(children, postmaster) {
		for running(pid) {
			time.Sleep(time.Millisecond)
		}
	}
	return nil
}

// childrenOf returns the processes of a postmaster.
func childrenOf(postmaster int) (pids []int, err error) {
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	for _, file := range stats {
		if pid, parent, _ := process(file); parent == postmaster {
			pids = append(pids, pid)
		}
	}
	return pids, err
}

// process reads a stat file of /proc; state Z is a process that has ended and that
// nobody has asked for.
func process(file string) (pid, parent int, state string) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return 0, 0, "" // ended meanwhile
	}
	text := string(raw)
	fields := strings.Fields(text[strings.LastIndexByte(text, ')')+1:])
	pid, _ = strconv.Atoi(text[:strings.IndexByte(text, ' ')])
	parent, _ = strconv.Atoi(fields[1])
	return pid, parent, fields[0]
}

func running(pid int) bool {
	_, _, state := process(fmt.Sprintf("/proc/%d/stat", pid))
	return state != "" && state != "Z"
}

// Rejoin makes a server that was killed a standby of the primary: by pg_rewind, or,
// where that finds too much to undo, by a copy of the primary.
func (n *Node) Rejoin(primary *Node) {
	n.t.Helper()
	primary.Query("CHECKPOINT") // until then its control file is of the old timeline
	if err := n.attempt("pg_rewind", "-D", n.dir, "--source-server", primary.conninfo(n)+" dbname=postgres", "-R", "--no-sync"); err != nil {
		n.t.Logf("%s is copied anew: %v", n.Name, err)
		n.copyOf(primary)
	}
	n.start()
}

// Follow makes a standby stream from another primary.
func (n *Node) Follow(primary *Node) {
	n.t.Helper()
	n.Set("primary_conninfo", primary.conninfo(n))
}

// Promote makes a standby the primary.
func (n *Node) Promote() {
	n.t.Helper()
	n.Query("SELECT pg_promote(true, 60)")
}

// Set changes a setting and waits until the server has it.
func (n *Node) Set(name, value string) {
	n.t.Helper()
	n.Query(fmt.Sprintf("ALTER SYSTEM SET %s = '%s'", name, value))
	n.Query("SELECT pg_reload_conf()")
	require.Eventually(n.t, func() bool { return n.Query("SHOW "+name) == value }, time.Minute, time.Millisecond)
}

// Query runs a query of one or no value.
func (n *Node) Query(text string) string {
	n.t.Helper()
	value, err := Ask(DSN(n), text)
	require.NoError(n.t, err, text)
	return value
}

// Ask runs a query of one or no value at an address.
func Ask(dsn, text string) (value string, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c, err := pgconn.Connect(ctx, dsn)
	if err != nil {
		return "", err
	}
	defer c.Close(ctx)
	results, err := c.Exec(ctx, text).ReadAll()
	if err != nil {
		return "", err
	}
	if rows := results[len(results)-1].Rows; len(rows) > 0 {
		value = string(rows[0][0])
	}
	return value, nil
}

// DSN is the address of the nodes' database.
func DSN(nodes ...*Node) string {
	hosts := make([]string, len(nodes))
	for i, n := range nodes {
		hosts[i] = fmt.Sprintf("127.0.0.1:%d", n.Port)
	}
	return "postgres://postgres@" + strings.Join(hosts, ",") + "/postgres?sslmode=disable"
}
