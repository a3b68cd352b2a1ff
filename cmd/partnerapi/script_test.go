package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"partnerapi/internal/enginetest"
	"partnerapi/jsonrpc"
	"partnerapi/soap"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"partnerapi": onEngine})
}

// onEngine is the program, whose data directory "data" is on PostgreSQL the database
// of the script.
func onEngine() {
	place := enginetest.Place{Store: os.Getenv("SCRIPT_STORE"), KeyFile: "script.key"}
	for i := 1; place.Store != "" && i < len(os.Args)-1; i++ {
		if os.Args[i] == "--data" && os.Args[i+1] == "data" {
			os.Args = slices.Replace(os.Args, i, i+2, place.Flags()...)
			break
		}
	}
	main()
}

// The command line, as an operator meets it: testdata/*.txtar. $PORT is a port
// that was free when the script began. What a script says of files in the data
// directory "data" begins with [sqlite].
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				return err
			}
			_, port, err := net.SplitHostPort(l.Addr().String())
			env.Setenv("PORT", port)
			if err := errors.Join(err, l.Close()); err != nil || !enginetest.OnPostgres() {
				return err
			}
			place, err := enginetest.MakeEmpty()
			env.Defer(func() { env.T().Log(place.Remove()) })
			env.Setenv("SCRIPT_STORE", place.Store)
			return err
		},
		Condition: func(condition string) (bool, error) {
			if condition != "sqlite" {
				return false, errors.New("no such condition")
			}
			return !enginetest.OnPostgres(), nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"answers":  answers,
			"calls":    calls,
			"envsubst": envsubst,
			"exits":    exits,
			"rpc":      rpc,
			"signal":   signalLast,
		},
	})
}

// exits runs a command and compares its exit code: exits CODE COMMAND ARG…
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND ARG...")
	}
	code := "0"
	var failed *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &failed) {
		code = strconv.Itoa(failed.ExitCode())
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if code != args[0] {
		ts.Fatalf("exit code %s, want %s", code, args[0])
	}
}

// signalLast sends INT, TERM or HUP to the process that was last put in the
// background: signal INT
func signalLast(ts *testscript.TestScript, neg bool, args []string) {
	signals := map[string]os.Signal{"INT": os.Interrupt, "TERM": syscall.SIGTERM, "HUP": syscall.SIGHUP}
	background := ts.BackgroundCmds()
	if neg || len(args) != 1 || signals[args[0]] == nil || len(background) == 0 {
		ts.Fatalf("usage: signal INT, with a process in the background")
	}
	ts.Check(background[len(background)-1].Process.Signal(signals[args[0]]))
}

// answers waits until somebody listens, then compares what a GET answers:
// answers STATUS URL PATTERN
func answers(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: answers STATUS URL PATTERN")
	}
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		resp, err := http.Get(args[1])
		if err != nil {
			if time.Now().After(deadline) {
				ts.Fatalf("%v", err)
			}
			continue
		}
		compare(ts, resp, args[0], args[2])
		return
	}
}

// calls asks the server on $PORT, once it is there, who its partner is:
// calls STATUS LOGIN PASSWORD|@FILE PATTERN
func calls(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: calls STATUS LOGIN PASSWORD|@FILE PATTERN")
	}
	password := args[2]
	if file, ok := strings.CutPrefix(password, "@"); ok {
		password = strings.TrimSpace(ts.ReadFile(file))
	}
	url := "http://127.0.0.1:" + ts.Getenv("PORT")
	answers(ts, false, []string{"200", url + "/readyz", "ready"})
	req, err := http.NewRequest(http.MethodPost, url+soap.Paths[0], strings.NewReader(partnerRead))
	ts.Check(err)
	req.SetBasicAuth(args[1], password)
	resp, err := http.DefaultClient.Do(req)
	ts.Check(err)
	compare(ts, resp, args[0], args[3])
}

// rpc calls a method of v2 on $PORT, once the server is there:
// rpc TOKEN|@FILE METHOD PARAMS PATTERN; PARAMS are what stands beside the token.
func rpc(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: rpc TOKEN|@FILE METHOD PARAMS PATTERN")
	}
	token := args[0]
	if file, ok := strings.CutPrefix(token, "@"); ok {
		token = strings.TrimSpace(ts.ReadFile(file))
	}
	url := "http://127.0.0.1:" + ts.Getenv("PORT")
	answers(ts, false, []string{"200", url + "/readyz", "ready"})
	params := map[string]any{}
	ts.Check(json.Unmarshal([]byte(args[2]), &params))
	if token != "" {
		params["access_token"] = token
	}
	body, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": 1, "method": args[1], "params": params})
	ts.Check(err)
	resp, err := http.Post(url+jsonrpc.Paths[0], "application/json", bytes.NewReader(body))
	ts.Check(err)
	compare(ts, resp, "200", args[3])
}

const partnerRead = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><partner_read xmlns="http://buhphone.com/PartnerAPI"/></s:Body></s:Envelope>`

// compare holds an answer against a status and a pattern of the body.
func compare(ts *testscript.TestScript, resp *http.Response, status, pattern string) {
	body, err := io.ReadAll(resp.Body)
	ts.Check(errors.Join(err, resp.Body.Close()))
	if strconv.Itoa(resp.StatusCode) != status || !regexp.MustCompile(pattern).Match(body) {
		ts.Fatalf("answers %d %q, want %s %s", resp.StatusCode, body, status, pattern)
	}
}

// envsubst writes a file with its variables filled in: envsubst FROM TO
func envsubst(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: envsubst FROM TO")
	}
	text := regexp.MustCompile(`\$[A-Z_]+`).ReplaceAllStringFunc(ts.ReadFile(args[0]), func(name string) string {
		return ts.Getenv(name[1:])
	})
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(text), 0o600))
}
