package userside

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/ops/userside"
	"partnerapi/test/schemas"
)

// startCurl is curl as scripts call it.
func startCurl(_ *testing.T, url, key, _ string) caller {
	return func(t *testing.T, method, action string, in params) said {
		t.Helper()
		args := []string{"-sS", "-w", "\n%{http_code}", url, "-d", "key=" + key, "-d", "cat=customer", "-d", "action=" + action}
		if method == "GET" {
			args = append(args, "-G")
		}
		for name, value := range in {
			args = append(args, "--data-urlencode", name+"="+value)
		}
		out, err := exec.CommandContext(t.Context(), "curl", args...).CombinedOutput()
		require.NoError(t, err, "%s\nrun .ci/install?", out)
		at := bytes.LastIndexByte(out, '\n')
		status, err := strconv.Atoi(string(out[at+1:]))
		require.NoError(t, err, "%s", out)
		return said{Status: status, Body: string(out[:at])}
	}
}

// startPython is Python's urllib and json, which read by the order of keys and by
// types.
func startPython(t *testing.T, url, key, dialect string) caller {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "python3", "python/client.py", url, key, dialect)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start(), "python3 is not installed: run .ci/install")
	t.Cleanup(func() {
		assert.NoError(t, in.Close())
		_ = cmd.Wait() // its context is done by now
	})
	answers := bufio.NewReader(out)
	return func(t *testing.T, method, action string, call params) said {
		t.Helper()
		if call == nil {
			call = params{}
		}
		line, err := json.Marshal(map[string]any{"method": method, "action": action, "params": call})
		require.NoError(t, err)
		_, err = io.WriteString(in, string(line)+"\n")
		require.NoError(t, err)
		answer, err := answers.ReadBytes('\n')
		require.NoError(t, err, "client.py ended")
		var got said
		require.NoError(t, json.Unmarshal(answer, &got), "%s", answer)
		return got
	}
}

// Every action in each dialect, through clients that know nothing of us.
func TestClients(t *testing.T) {
	checked, err := schemas.Load(filepath.Join("..", "..", "testdata", "userside", "schemas"))
	require.NoError(t, err)
	for name, start := range map[string]func(t *testing.T, url, key, dialect string) caller{"curl": startCurl, "python": startPython} {
		t.Run(name, func(t *testing.T) {
			s := serve(t)
			for number, dialect := range schemas.Dialects {
				t.Run(dialect, func(t *testing.T) {
					c := &conversation{T: t, call: start(t, s.url, s.keys[dialect], dialect), dialect: dialect, schemas: checked, called: map[string]bool{}}
					c.story(strconv.Itoa(number + 1))
					c.refusals()
					for _, action := range userside.Actions {
						assert.True(t, c.called[action.Name], "%s was not called", action.Name)
					}
				})
			}
		})
	}
}

// The order of keys is what the Python client lives on: it takes an answer in
// another one for broken, and so one of another type.
func TestPythonIsStrict(t *testing.T) {
	const right, wrong = `{"date_stop":"2024-06-15 12:00:00","ip":"1","mac":""}`, `{"ip":"1","date_stop":"2024-06-15 12:00:00","mac":""}`
	for name, c := range map[string]struct{ dialect, action, right, wrong string }{
		"capitals first":    {"both", "to_ex", `{"result":"OK","Result":"OK"}`, `{"Result":"OK","result":"OK"}`},
		"payload last":      {"both", "add", `{"result":"OK","Id":1,"Result":"OK"}`, `{"result":"OK","Result":"OK","Id":1}`},
		"another dialect":   {"legacy", "to_ex", `{"Result":"OK"}`, `{"result":"OK"}`},
		"id as text":        {"modern", "add", `{"result":"OK","Id":1}`, `{"result":"OK","Id":"1"}`},
		"one member more":   {"modern", "to_ex", `{"result":"OK"}`, `{"result":"OK","Id":1}`},
		"swapped columns":   {"modern", "get_mac_history", `{"result":"OK","data":[` + right + `]}`, `{"result":"OK","data":[` + wrong + `]}`},
		"a dotted address":  {"modern", "get_mac_history", `{"result":"OK","data":[]}`, `{"result":"OK","data":[` + strings.Replace(right, `"1"`, `"10.0.0.1"`, 1) + `]}`},
		"float for integer": {"modern", "get_activity_counter", `{"result":"OK","data":1}`, `{"result":"OK","data":1.0}`},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Empty(t, startPython(t, answering(t, c.right), "key", c.dialect)(t, "POST", c.action, nil).Failure)
			assert.NotEmpty(t, startPython(t, answering(t, c.wrong), "key", c.dialect)(t, "POST", c.action, nil).Failure)
		})
	}
}

// payload is the first member that is neither result nor error, as clients find
// it; "" when there is none.
func payload(body string) string {
	d := json.NewDecoder(strings.NewReader(body))
	if _, err := d.Token(); err != nil {
		return ""
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return ""
		}
		var value json.RawMessage
		if d.Decode(&value) != nil {
			return ""
		}
		if word := strings.ToLower(name.(string)); word != "result" && word != "error" {
			return string(value)
		}
	}
	return ""
}
