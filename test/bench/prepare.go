package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"partnerapi/internal/soaptest"
)

// Where the interfaces are.
const (
	servicePath  = "/cus/ws/PartnerAPI"
	v2Path       = "/v2.0"
	usersidePath = "/api.php"
)

// The registers: small partners, and one big one whose second region holds a
// hundred of its clients.
const (
	partners   = 200
	smallHas   = 50
	bigHas     = 10000
	inRegion   = 100
	bigLogin   = "big:password"
	smallLogin = "p1:password"
)

// servers are what is measured: ours and the bare one.
type servers struct {
	ours    map[site]*process
	bare    *process
	pgbench *pgbench // nil on SQLite
}

func (s *servers) kill() {
	for _, p := range s.ours {
		p.kill()
	}
	if s.bare != nil {
		s.bare.kill()
	}
}

// programs are the two programs.
type programs struct{ ours, bare string }

func buildBoth(dir string) (p programs, err error) {
	if p.ours, err = build(dir, "partnerapi/cmd/partnerapi"); err != nil {
		return p, err
	}
	p.bare, err = build(dir, "partnerapi/test/bench")
	return p, err
}

// leastArgon2 is the lowest cost of a hash that the program accepts.
var leastArgon2 = []string{"--argon2-memory", "8", "--argon2-time", "1"}

// place is where a store is, as flags of a command.
type place []string

func dataDirectory(dir string) place { return place{"--data", dir} }

// serve starts a server of ours over a store.
func (s *servers) serve(at site, program, dir string, store place, args ...string) error {
	p, err := start(dir, func(b body) string { return b.path }, program, slices.Concat([]string{"serve", "--listen", "127.0.0.1:0",
		"--metrics-listen", "127.0.0.1:0", "--log-format", "json", "--points-day", "0", "--points-minute", "0"}, store, args)...)
	if err == nil {
		s.ours[at] = p
	}
	return err
}

// prepare fills a data directory, or the PostgreSQL database dsn unless it is "",
// starts the servers, and asks ours once for each answer that the bare one shall
// give. What has been started is returned with an error too.
func prepare(dir, dsn string) (s servers, bodies []body, err error) {
	s.ours = map[site]*process{}
	program, err := buildBoth(dir)
	if err != nil {
		return s, nil, err
	}
	data := filepath.Join(dir, "data")
	store, another := dataDirectory(data), dataDirectory(data+"-usual")
	if dsn != "" { // which two servers may share
		store = place{"--store", dsn, "--key-file", filepath.Join(dir, "key")}
		another = store
	}
	if err := program.fill(store, data+".jsonl", writeRegisters); err != nil {
		return s, nil, err
	}
	var secrets [4]string
	for n, secret := range []struct{ kind, partner string }{
		{"token", partnerID(1)}, {"token", partnerID(partners + 1)}, {"key", partnerID(1)}, {"key", partnerID(partners + 1)},
	} {
		if secrets[n], err = output(program.ours, append([]string{secret.kind, "add", "--partner", secret.partner}, store...)...); err != nil {
			return s, nil, err
		}
	}
	if dsn == "" {
		if _, err := output("cp", "-a", data, data+"-usual"); err != nil {
			return s, nil, err
		}
	}
	if err := s.serve(cheap, program.ours, dir, store, leastArgon2...); err != nil {
		return s, nil, err
	}
	if err := s.serve(usual, program.ours, dir, another); err != nil {
		return s, nil, err
	}
	if err := s.ours[cheap].sell(secrets[2], secrets[3]); err != nil {
		return s, nil, err
	}
	bodies = slices.Concat(calls(), callsV2(secrets[0], secrets[1]), callsUserside(secrets[2], secrets[3]))
	if dsn != "" {
		if s.pgbench, err = newPgbench(dir, dsn); err != nil {
			return s, nil, err
		}
	}
	return s, bodies, s.answer(dir, program.bare, bodies)
}

// fill imports what write writes to the file registers.
func (p programs) fill(store place, registers string, write func(w io.Writer)) error {
	if err := writeFile(registers, write); err != nil {
		return err
	}
	_, err := output(p.ours, append([]string{"import", registers}, store...)...)
	return err
}

// answer asks ours for the answers and starts the bare server with them.
func (s *servers) answer(dir, program string, bodies []body) error {
	answers := filepath.Join(dir, "answers")
	if err := os.Mkdir(answers, 0o700); err != nil {
		return err
	}
	for _, b := range bodies {
		answer, err := s.ours[b.at].ask(b)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(answers, b.name), answer, 0o600); err != nil {
			return err
		}
	}
	var err error
	s.bare, err = start(dir, func(b body) string { return "/" + b.beside() }, program, "-bare", answers)
	return err
}

// output runs a command to its end and answers what it printed, in one line.
func output(program string, args ...string) (string, error) {
	cmd := exec.Command(program, args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w", filepath.Base(program), args[0], err)
	}
	return string(bytes.TrimSpace(out)), nil
}

func calls() []body {
	envelope := soaptest.Client{}.Envelope
	return []body{
		{name: "client_read_1", gate: 0.45, path: servicePath, login: smallLogin, request: envelope("client_read", soaptest.Set("client_id", clientID(1, 7)), soaptest.Null("region_id"), soaptest.Null("include_deleted"))},
		{name: "client_read_100", gate: 0.18, path: servicePath, login: bigLogin, request: envelope("client_read", soaptest.Null("client_id"), soaptest.Set("region_id", regionID(2)), soaptest.Null("include_deleted"))},
		{name: "client_read_10000", gate: 0.14, path: servicePath, login: bigLogin, request: envelope("client_read", soaptest.Null("client_id"), soaptest.Null("region_id"), soaptest.Null("include_deleted"))},
		{name: "client_add_its", gate: 0.17, path: servicePath, login: smallLogin, request: envelope("client_add_its", soaptest.Set("client_name", "Новый клиент ООО"), soaptest.Set("region_id", regionID(1)),
			soaptest.Set("client_inn", "7700000001"), soaptest.Set("client_kpp", "770101001"), soaptest.Set("client_full_name", "Общество с ограниченной ответственностью «Новый клиент»"),
			soaptest.Set("client_reg_num", "800001"), soaptest.Set("pay_method_type_id", "2"))},
	}
}

// callsV2 are the calls of the v2 API, with the tokens of a small partner and of
// the big one. partnerapi.* is gated as SOAP is, beside what SOAP is measured beside.
func callsV2(small, big string) []body {
	request := func(method, token, params string) []byte {
		return fmt.Appendf(nil, `{"jsonrpc":"2.0","id":1,"method":%q,"params":{"access_token":%q,%s}}`, method, token, params)
	}
	create := request("create.customers", small, `"name":"Новый клиент ООО","tariff_plan_id":1,"email":"boss-{once}@new.example","password":"не-короче-8","monthly_base_limit":1000,`+
		`"monthly_base_notify_emails":["boss@new.example"],"monthly_calls_notify_emails":[],"daily_calls_notify_emails":[]`)
	return []body{
		{name: "get.customers_1", gate: 0.40, path: v2Path, request: request("get.customers", small, fmt.Sprintf(`"filter":{"field":"id","operator":"=","value":%d}`, clientNumber(1, 7)))},
		{name: "get.customers_100", gate: 0.20, path: v2Path, request: request("get.customers", big, `"limit":100`)},
		{name: "get.customers_10000", gate: 0.15, path: v2Path, request: request("get.customers", big, `"limit":10000`)},
		{name: "partnerapi.client_read_1", twin: "client_read_1", gate: 0.45, path: v2Path, request: request("partnerapi.client_read", small, fmt.Sprintf(`"client_id":%q`, clientID(1, 7)))},
		{name: "partnerapi.client_read_100", twin: "client_read_100", gate: 0.18, path: v2Path, request: request("partnerapi.client_read", big, fmt.Sprintf(`"region_id":%q`, regionID(2)))},
		{name: "partnerapi.client_read_10000", twin: "client_read_10000", gate: 0.14, path: v2Path, request: request("partnerapi.client_read", big, `"client_id":null`)},
		{name: "create.customers", gate: 0.10, path: v2Path, request: create, once: true},
		{name: "create.customers_usual_argon2", at: usual, path: v2Path, request: create, once: true},
	}
}

// ask makes a call once and answers what came back.
func (p *process) ask(b body) ([]byte, error) {
	method := http.MethodGet
	if b.request != nil {
		method = http.MethodPost
	}
	request, err := http.NewRequestWithContext(context.Background(), method, p.base+b.path+b.question(),
		bytes.NewReader(bytes.ReplaceAll(b.request, []byte("{once}"), []byte(b.name)))) // two bodies may send the same to one database
	if err != nil {
		return nil, err
	}
	if b.kind != "" {
		request.Header.Set("Content-Type", b.kind)
	}
	if login, password, found := strings.Cut(b.login, ":"); found {
		request.SetBasicAuth(login, password)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }() // read to its end or given up
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK || bytes.Contains(answer, []byte(`"error":{`)) {
		return nil, fmt.Errorf("%s: HTTP %d: %.300s", b.name, response.StatusCode, answer)
	}
	return answer, nil
}

// question is the query behind a path.
func (b body) question() string {
	if b.query == "" {
		return ""
	}
	return "?" + b.query
}
