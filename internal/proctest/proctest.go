// Package proctest runs the program as a process of its own, for tests that kill
// it, fill its disk or measure it.
package proctest

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
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
)

// Path is where the service answers.
const Path = "/cus/ws/PartnerAPI"

var built struct {
	sync.Once
	dir string
	err error
}

// Main runs the tests of a package, removes the program that Binary built, and does
// what else is to be done at the end.
func Main(m *testing.M, atEnd ...func() error) {
	code := m.Run()
	for _, do := range append(atEnd, func() error { return os.RemoveAll(built.dir) }) { // "" is nothing to remove
		if err := do(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	os.Exit(code)
}

// Binary builds the program once and answers where it is. The package's TestMain
// must be Main.
func Binary(t testing.TB) string {
	t.Helper()
	built.Do(func() {
		if built.err = seen(); built.err != nil {
			return
		}
		if built.dir, built.err = os.MkdirTemp("", "partnerapi-test-"); built.err != nil {
			return
		}
		out, err := exec.Command("go", "build", "-o", built.dir, "partnerapi/cmd/partnerapi").CombinedOutput()
		if err != nil {
			built.err = fmt.Errorf("%w\n%s", err, out)
		}
	})
	require.NoError(t, built.err)
	return filepath.Join(built.dir, "partnerapi")
}

// seen looks at every file of the module. Of what a test builds by itself go test
// knows nothing; of files that a test looks at it does, and does not give the
// result of another day when one has changed.
func seen() error {
	module, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return err
	}
	return filepath.WalkDir(filepath.Dir(string(module)), func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "node_modules" || strings.HasPrefix(entry.Name(), ".")):
			return fs.SkipDir
		}
		_, err = os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil // a file of the moment, not of the program
		}
		return err
	})
}

// Run runs a command of the program on a store, which flags name, to its end and
// answers what it printed.
func Run(t testing.TB, place []string, args ...string) string {
	t.Helper()
	out, err := exec.Command(Binary(t), slices.Concat(args, place)...).CombinedOutput()
	require.NoError(t, err, "%s", out)
	return string(out)
}

// InOwnMounts makes a command run after a script, in a mount namespace that ends with
// it: what the script mounts, nobody else sees. Where user namespaces are not allowed,
// root's own rights do.
func InOwnMounts(cmd *exec.Cmd, script string) {
	cmd.Args = append([]string{"sh", "-c", script + ` && exec "$0" "$@"`}, cmd.Args...)
	cmd.Path = "/bin/sh"
	cmd.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
	if os.Getuid() != 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{
			Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
			UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
		}
	}
}

// Server is a serving process.
type Server struct {
	// URL is the service's address, with Path.
	URL string
	// PID is the process's id.
	PID int

	cmd  *exec.Cmd
	done chan struct{}
	err  error
}

// Serve starts a server on a store, which flags name, and a free port of the
// loopback, and waits until it answers. wrap, if not nil, may change the command
// before it starts. Its log goes to the test's own standard error when
// TEST_SERVER_LOG is set.
func Serve(t testing.TB, place []string, wrap func(*exec.Cmd), args ...string) *Server {
	t.Helper()
	cmd := exec.Command(Binary(t), slices.Concat([]string{"serve", "--listen", "127.0.0.1:0", "--log-format", "json"}, place, args)...)
	if wrap != nil {
		wrap(cmd)
	}
	stderr, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	s := &Server{cmd: cmd, PID: cmd.Process.Pid, done: make(chan struct{})}
	url := make(chan string, 1)
	go func() {
		defer close(s.done)
		s.err = errors.Join(follow(stderr, url), cmd.Wait())
	}()
	t.Cleanup(func() { s.Kill() })
	select {
	case s.URL = <-url:
		s.URL += Path
	case <-s.done:
		t.Fatalf("the server ended before it served: %v", s.err)
	case <-time.After(time.Minute):
		t.Fatal("the server does not come up")
	}
	return s
}

// follow reads the log, and hands the address over when it comes.
func follow(log io.Reader, url chan<- string) error {
	lines := bufio.NewScanner(log)
	lines.Buffer(nil, 1<<20)
	show := os.Getenv("TEST_SERVER_LOG") != ""
	for lines.Scan() {
		var line struct{ Msg, URL string }
		if json.Unmarshal(lines.Bytes(), &line) == nil && line.Msg == "serving" {
			url <- line.URL
		}
		if show {
			fmt.Fprintln(os.Stderr, lines.Text())
		}
	}
	return lines.Err()
}

// Kill ends the process as a power cut would: SIGKILL. Killing it twice is no
// mistake.
func (s *Server) Kill() {
	_ = s.cmd.Process.Kill() // an error means that it has ended
	<-s.done
}

// Stop asks the process to end and answers how it did.
func (s *Server) Stop() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	<-s.done
	return s.err
}
