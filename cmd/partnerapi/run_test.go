package main

import (
	"bufio"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// makeRun runs `make run` on a data directory until the test ends it, and
// answers what it says before it serves, and a function that stops it.
func makeRun(t *testing.T, address, data string) (hint string, stop func()) {
	t.Helper()
	run := exec.Command("make", "-s", "run")
	run.Dir = "../.."
	run.Env = append(os.Environ(), "PARTNERAPI_LISTEN="+address, "PARTNERAPI_DATA="+data)
	run.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // make, the script and the server
	run.Stderr = t.Output()
	out, err := run.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, run.Start())
	stop = func() {
		require.NoError(t, syscall.Kill(-run.Process.Pid, syscall.SIGINT))
		_, _ = io.Copy(io.Discard, out)
		_ = run.Wait() // make says that it was interrupted
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		hint += lines.Text() + "\n"
		if strings.Contains(lines.Text(), "Ctrl-C") {
			return hint, stop
		}
	}
	t.Fatalf("make run ended: %s", hint)
	return "", nil
}

// The one command, twice: it imports at the first start only, and the line that
// it tells a newcomer to paste answers rows.
func TestMakeRun(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address, data := l.Addr().String(), filepath.Join(t.TempDir(), "data")
	require.NoError(t, l.Close())
	for _, start := range []string{"first", "second"} {
		hint, stop := makeRun(t, address, data)
		assert.Contains(t, hint, "http://"+address+"/cus/ws/PartnerAPI?wsdl")
		_, rest, found := strings.Cut(hint, "A call: ")
		require.True(t, found, hint)
		line, _, _ := strings.Cut(rest, "\n")
		var answer []byte
		require.Eventually(t, func() bool {
			answer, err = exec.Command("bash", "-c", line+" --silent --fail").CombinedOutput()
			return err == nil
		}, 30*time.Second, 50*time.Millisecond, "%s\n%s", line, answer)
		assert.Greater(t, strings.Count(string(answer), "<m:row>"), 3, "%s start: %s", start, answer)
		stop()
	}
}

// On a taken port it says what to do and imports nothing.
func TestMakeRunOnATakenPort(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	data := filepath.Join(t.TempDir(), "data")
	run := exec.Command("make", "-s", "run")
	run.Dir = "../.."
	run.Env = append(os.Environ(), "PARTNERAPI_LISTEN="+l.Addr().String(), "PARTNERAPI_DATA="+data)
	out, err := run.CombinedOutput()
	require.Error(t, err)
	assert.Contains(t, string(out), "Another program listens on "+l.Addr().String())
	assert.Regexp(t, `PARTNERAPI_LISTEN=127\.0\.0\.1:\d+ make run`, string(out))
	assert.NotContains(t, string(out), "Ctrl-C")
	assert.NoDirExists(t, data)
}

// Without Go or a C compiler a build says what to install.
func TestToolchainIsMissing(t *testing.T) {
	for _, test := range []struct{ missing, says string }{
		{"go", "Go is missing. Install Go 1."},
		{"cc", "A C compiler is missing"},
	} {
		path := t.TempDir()
		for _, tool := range []string{"bash", "env", "awk", "sed", "sort", "head", "dirname", "go"} {
			if tool == test.missing {
				continue
			}
			file, err := exec.LookPath(tool)
			require.NoError(t, err)
			require.NoError(t, os.Symlink(file, filepath.Join(path, tool)))
		}
		run := exec.Command("scripts/toolchain")
		run.Dir = "../.."
		run.Env = []string{"PATH=" + path, "HOME=" + t.TempDir(), "GOTOOLCHAIN=local"}
		if root, err := exec.Command("go", "env", "GOROOT").Output(); assert.NoError(t, err) {
			run.Env = append(run.Env, "GOROOT="+strings.TrimSpace(string(root)))
		}
		out, err := run.CombinedOutput()
		require.Error(t, err)
		assert.Contains(t, string(out), test.says)
	}
}

// The READMEs say what make run says.
func TestREADMEsCall(t *testing.T) {
	script, err := os.ReadFile("../../scripts/run")
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(script), "A call: ")
	require.True(t, found)
	line, _, _ := strings.Cut(rest, "\n")
	line = strings.ReplaceAll(line, "$url", "http://127.0.0.1:8080/cus/ws/PartnerAPI")
	for _, name := range []string{"README.md", "README.ru.md"} {
		text, err := os.ReadFile("../../" + name)
		require.NoError(t, err)
		assert.Contains(t, string(text), "    "+line+"\n", name)
	}
}
