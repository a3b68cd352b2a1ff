package clients

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/wsdl"
)

// script is a client of another language: a process that takes a call a line and
// answers with what its stack made of the answer. What to expect is said here in
// Go, so the scripts stay as stupid as they can.
type script struct {
	in     io.Writer
	out    *bufio.Reader
	stderr *bytes.Buffer
}

// startScript answers how to start a script for a SOAP version. It runs in Moscow,
// where the service lives (W9).
func startScript(version, interpreter, file string) starter {
	return func(t *testing.T, address, login, password string) stack {
		t.Helper()
		return runScript(t, exec.CommandContext(t.Context(), interpreter, file, address, login, password, version))
	}
}

func runScript(t *testing.T, cmd *exec.Cmd) stack {
	t.Helper()
	cmd.Env = append(os.Environ(), "TZ=Europe/Moscow", "PYTHONIOENCODING=utf-8")
	s := &script{stderr: &bytes.Buffer{}}
	cmd.Stderr = s.stderr
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start(), "%s is not installed: run .ci/install", cmd.Path)
	s.in, s.out = in, bufio.NewReader(out)
	t.Cleanup(func() {
		assert.NoError(t, in.Close())
		// Its context is done by now; it has written all it had to say.
		_ = cmd.Wait()
		assert.Empty(t, s.stderr.String())
	})
	return s
}

func (s *script) call(op wsdl.Operation, in operands) (reply, error) {
	if in == nil {
		in = operands{}
	}
	request, err := json.Marshal(map[string]any{"operation": op.Name, "operands": in})
	if err != nil {
		return reply{}, err
	}
	if _, err := s.in.Write(append(request, '\n')); err != nil {
		return reply{}, fmt.Errorf("%w\n%s", err, s.stderr)
	}
	line, err := s.out.ReadBytes('\n')
	if err != nil {
		return reply{}, fmt.Errorf("%w\n%s", err, s.stderr)
	}
	return decode(op, line)
}
