//go:build linux || darwin

package filelock

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

const childEnv = "FILELOCK_TEST_CHILD"

// TestMain doubles as the other process of these tests.
func TestMain(m *testing.M) {
	words := strings.Split(os.Getenv(childEnv), "\n")
	if words[0] == "" {
		os.Exit(m.Run())
	}
	if err := beChild(words[0], words[1], words[2:]); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func beChild(role, path string, more []string) error {
	l, err := Open(path)
	if err != nil {
		return err
	}
	switch role {
	case "hold": // until its input ends
		if err := l.TryLock(); err != nil {
			return err
		}
		fmt.Println("held")
		_, err := io.Copy(io.Discard, os.Stdin)
		return err
	case "mark": // once under the lock, for every line of input
		for lines := bufio.NewScanner(os.Stdin); lines.Scan(); fmt.Println("done") {
			if err := l.Lock(context.Background()); err != nil {
				return err
			}
			if err := appendMark(more[0]); err != nil {
				return err
			}
			if err := l.Unlock(); err != nil {
				return err
			}
		}
		return nil
	case "count":
		times, err := strconv.Atoi(more[1])
		if err != nil {
			return err
		}
		if err := count(l, more[0], times); err != nil {
			return err
		}
		fmt.Println("counted")
		return nil
	}
	return fmt.Errorf("no such role: %s", role)
}

func appendMark(file string) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := f.WriteString("x"); err != nil {
		return err
	}
	return f.Close()
}

type child struct {
	cmd  *exec.Cmd
	in   io.WriteCloser
	out  *bufio.Scanner
	wait func()
}

func startChild(t *testing.T, words ...string) *child {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+strings.Join(words, "\n"))
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	c := &child{cmd: cmd, in: in, out: bufio.NewScanner(out)}
	// How it ended is what the tests look at, not its exit code.
	c.wait = sync.OnceFunc(func() { _ = cmd.Wait() })
	t.Cleanup(func() { _ = cmd.Process.Kill(); c.wait() })
	return c
}

func (c *child) say(t *testing.T, line string) {
	_, err := fmt.Fprintln(c.in, line)
	require.NoError(t, err)
}

func (c *child) expect(t *testing.T, line string) {
	require.True(t, c.out.Scan(), "the other process ended")
	require.Equal(t, line, c.out.Text())
}
