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

// The READMEs' walk works by paste: added by SOAP, listed and locked by v2, seen
// locked by SOAP.
func TestREADMEsWalk(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address, data := l.Addr().String(), filepath.Join(t.TempDir(), "data")
	require.NoError(t, l.Close())
	_, stop := makeRun(t, address, data)
	defer stop()
	var walks []string
	for _, name := range []string{"README.md", "README.ru.md"} {
		text, err := os.ReadFile("../../" + name)
		require.NoError(t, err)
		_, rest, found := strings.Cut(string(text), "    T=$(bin/partnerapi token add")
		require.True(t, found, name)
		lines := "T=$(bin/partnerapi token add"
		for line := range strings.Lines(rest) {
			if strings.TrimSpace(line) != "" && !strings.HasPrefix(line, "    ") && lines != "T=$(bin/partnerapi token add" {
				break
			}
			lines += strings.TrimPrefix(line, "    ")
		}
		walks = append(walks, lines)
	}
	assert.Equal(t, walks[0], walks[1], "both languages walk the same way")
	walk := strings.NewReplacer("127.0.0.1:8080", address, "--data data", "--data "+data).Replace(walks[0])
	var out []byte
	require.Eventually(t, func() bool {
		ready := exec.Command("curl", "-sf", "http://"+address+"/readyz")
		return ready.Run() == nil
	}, 30*time.Second, 50*time.Millisecond)
	run := exec.Command("bash", "-c", walk)
	run.Dir = "../.."
	out, err = run.CombinedOutput()
	require.NoError(t, err, "%s", out)
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	require.Len(t, lines, 4, "%s", out)
	assert.Equal(t, "true", lines[0])
	assert.Contains(t, lines[1], `"name":"ООО Мост","status":"active"`)
	assert.Contains(t, lines[2], `"result":{"data":{}`)
	assert.Equal(t, "false", lines[3])
}
