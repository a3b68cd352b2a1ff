package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"partnerapi/internal/soaptest"
)

// Where the doors are.
const (
	servicePath = "/cus/ws/PartnerAPI"
	v2Path      = "/v2.0"
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

// servers are what is measured: ours, ours with passwords hashed at their usual
// cost, and the bare one.
type servers struct{ ours, usual, bare *process }

func (s *servers) kill() {
	for _, p := range []*process{s.ours, s.usual, s.bare} {
		if p != nil {
			p.kill()
		}
	}
}

// of is the server of ours that a body is sent to.
func (s *servers) of(b body) *process {
	if b.usual {
		return s.usual
	}
	return s.ours
}

// leastArgon2 is the lowest cost of a hash that the program accepts.
var leastArgon2 = []string{"--argon2-memory", "8", "--argon2-time", "1"}

// prepare fills a data directory, starts the servers, and asks ours once for each
// answer that the bare one shall give. What has been started is answered with an
// error too.
func prepare(dir string) (s servers, bodies []body, err error) {
	program, err := build(dir, "partnerapi/cmd/partnerapi")
	if err != nil {
		return s, nil, err
	}
	bare, err := build(dir, "partnerapi/test/bench")
	if err != nil {
		return s, nil, err
	}
	registers, data, answers := filepath.Join(dir, "registers.jsonl"), filepath.Join(dir, "data"), filepath.Join(dir, "answers")
	if err := writeRegisters(registers); err != nil {
		return s, nil, err
	}
	if _, err := output(program, "import", "--data", data, registers); err != nil {
		return s, nil, err
	}
	small, err := output(program, "token", "add", "--data", data, "--partner", partnerID(1))
	if err != nil {
		return s, nil, err
	}
	big, err := output(program, "token", "add", "--data", data, "--partner", partnerID(partners+1))
	if err != nil {
		return s, nil, err
	}
	if _, err := output("cp", "-a", data, data+"-usual"); err != nil {
		return s, nil, err
	}
	serve := func(data string, args ...string) (*process, error) {
		return start(dir, func(b body) string { return b.path }, program, append([]string{"serve", "--data", data, "--listen", "127.0.0.1:0",
			"--metrics-listen", "127.0.0.1:0", "--log-format", "json", "--points-day", "0", "--points-minute", "0"}, args...)...)
	}
	if s.ours, err = serve(data, leastArgon2...); err != nil {
		return s, nil, err
	}
	if s.usual, err = serve(data + "-usual"); err != nil {
		return s, nil, err
	}
	bodies = append(calls(), callsV2(small, big)...)
	if err := os.Mkdir(answers, 0o700); err != nil {
		return s, nil, err
	}
	for _, b := range bodies {
		if err := keepAnswer(s.of(b), b, filepath.Join(answers, b.name)); err != nil {
			return s, nil, err
		}
	}
	s.bare, err = start(dir, func(b body) string { return "/" + b.name }, bare, "-bare", answers)
	return s, bodies, err
}

// output runs a command to its end and answers what it printed, in one line.
func output(program string, args ...string) (string, error) {
	out, err := exec.Command(program, args...).Output()
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
// the big one.
func callsV2(small, big string) []body {
	request := func(method, token, params string) []byte {
		return fmt.Appendf(nil, `{"jsonrpc":"2.0","id":1,"method":%q,"params":{"access_token":%q,%s}}`, method, token, params)
	}
	create := request("create.customers", small, `"name":"Новый клиент ООО","tariff_plan_id":1,"email":"boss@new.example","password":"не-короче-8","monthly_base_limit":1000,`+
		`"monthly_base_notify_emails":["boss@new.example"],"monthly_calls_notify_emails":[],"daily_calls_notify_emails":[]`)
	return []body{
		{name: "get.customers_1", gate: 0.40, path: v2Path, request: request("get.customers", small, fmt.Sprintf(`"filter":{"field":"id","operator":"=","value":%d}`, clientNumber(1, 7)))},
		{name: "get.customers_100", gate: 0.20, path: v2Path, request: request("get.customers", big, `"limit":100`)},
		{name: "get.customers_10000", gate: 0.15, path: v2Path, request: request("get.customers", big, `"limit":10000`)},
		{name: "create.customers", gate: 0.10, path: v2Path, request: create},
		{name: "create.customers_usual_argon2", usual: true, path: v2Path, request: create},
	}
}

// keepAnswer asks once and keeps the answer for the bare server.
func keepAnswer(p *process, b body, file string) error {
	request, err := http.NewRequestWithContext(context.Background(), http.MethodPost, p.base+b.path, bytes.NewReader(b.request))
	if err != nil {
		return err
	}
	if login, password, found := strings.Cut(b.login, ":"); found {
		request.SetBasicAuth(login, password)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }() // read to its end or given up
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK || bytes.Contains(answer, []byte(`"error":{`)) {
		return fmt.Errorf("%s: HTTP %d: %.300s", b.name, response.StatusCode, answer)
	}
	return os.WriteFile(file, answer, 0o600)
}

func id(kind byte, n int) string { return fmt.Sprintf("%c0000000-0000-4000-8000-%012d", kind, n) }

func regionID(n int) string             { return id('e', n) }
func partnerID(n int) string            { return id('a', n) }
func clientID(partner, n int) string    { return id('c', partner*100000+n) }
func clientNumber(partner, n int) int   { return partner*100000 + n }
func clientNewID(partner, n int) string { return id('d', partner*100000+n) }

// writeRegisters makes up what import reads: rows of the size that real ones have.
func writeRegisters(file string) (err error) {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	defer func() { err = errors.Join(err, w.Flush(), f.Close()) }()
	for n, name := range []string{"Москва", "Рига"} {
		fmt.Fprintf(w, `{"kind":"region","region_id":%q,"region_name":%q,"region_time_zone":3}`+"\n", regionID(n+1), name)
	}
	for p := range partners {
		writePartner(w, p+1, fmt.Sprintf("p%d", p+1), smallHas, 0)
	}
	writePartner(w, partners+1, "big", bigHas, inRegion)
	fmt.Fprintf(w, `{"kind":"service_type","service_type_id":%q,"service_type_name":"Линия","partner_id":%q,"number":1}`+"\n", id('b', 1), partnerID(1))
	return nil
}

func writePartner(w io.Writer, n int, login string, clients, second int) {
	logins := ""
	if n == 1 || n > partners {
		logins = fmt.Sprintf(`,"logins":[{"login":%q,"password":"password"}]`, login)
	}
	fmt.Fprintf(w, `{"kind":"partner","partner_id":%q,"partner_name":"Партнер %d","regions":[%q,%q],"roles":[]%s}`+"\n",
		partnerID(n), n, regionID(1), regionID(2), logins)
	for c := range clients {
		region := regionID(1)
		if second > 0 && c%(clients/second) == 0 {
			region = regionID(2)
		}
		fmt.Fprintf(w, `{"kind":"client","client_id":%q,"partner_id":%q,"region_id":%q,"client_name":"Клиент %d ООО","client_full_name":"Общество с ограниченной ответственностью «Клиент %d»","client_del":false,"client_inn":"77%08d","client_kpp":"770101001","client_reg_num":"%d","pay_method_id":2,"addit_attribute":"vip","client_new_id":%q,"number":%d}`+"\n",
			clientID(n, c), partnerID(n), region, c, c, c, 800000+c, clientNewID(n, c), clientNumber(n, c))
	}
}
