package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"partnerapi/internal/soaptest"
)

const servicePath = "/cus/ws/PartnerAPI"

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

// prepare fills a data directory, starts both servers, and asks ours once for
// each answer that the bare one shall give.
func prepare(dir string) (ours, theirs *process, bodies []body, err error) {
	program, err := build(dir, "partnerapi/cmd/partnerapi")
	if err != nil {
		return nil, nil, nil, err
	}
	bare, err := build(dir, "partnerapi/test/bench")
	if err != nil {
		return nil, nil, nil, err
	}
	registers, data, answers := filepath.Join(dir, "registers.jsonl"), filepath.Join(dir, "data"), filepath.Join(dir, "answers")
	if err := writeRegisters(registers); err != nil {
		return nil, nil, nil, err
	}
	if out, err := exec.Command(program, "import", "--data", data, registers).CombinedOutput(); err != nil {
		return nil, nil, nil, fmt.Errorf("import: %w\n%s", err, out)
	}
	ours, err = start(dir, func(body) string { return servicePath }, program, "serve", "--data", data, "--listen", "127.0.0.1:0",
		"--metrics-listen", "127.0.0.1:0", "--log-format", "json")
	if err != nil {
		return nil, nil, nil, err
	}
	bodies = calls()
	if err := os.Mkdir(answers, 0o700); err != nil {
		return ours, nil, nil, err
	}
	for _, b := range bodies {
		if err := keepAnswer(ours, b, filepath.Join(answers, b.name)); err != nil {
			return ours, nil, nil, err
		}
	}
	theirs, err = start(dir, func(b body) string { return "/" + b.name }, bare, "-bare", answers)
	return ours, theirs, bodies, err
}

func calls() []body {
	envelope := soaptest.Client{}.Envelope
	return []body{
		{name: "client_read_1", gate: 0.45, login: smallLogin, request: envelope("client_read", soaptest.Set("client_id", clientID(1, 7)), soaptest.Null("region_id"), soaptest.Null("include_deleted"))},
		{name: "client_read_100", gate: 0.18, login: bigLogin, request: envelope("client_read", soaptest.Null("client_id"), soaptest.Set("region_id", regionID(2)), soaptest.Null("include_deleted"))},
		{name: "client_read_10000", gate: 0.14, login: bigLogin, request: envelope("client_read", soaptest.Null("client_id"), soaptest.Null("region_id"), soaptest.Null("include_deleted"))},
		{name: "client_add_its", gate: 0.17, login: smallLogin, durable: true, request: envelope("client_add_its", soaptest.Set("client_name", "Новый клиент ООО"), soaptest.Set("region_id", regionID(1)),
			soaptest.Set("client_inn", "7700000001"), soaptest.Set("client_kpp", "770101001"), soaptest.Set("client_full_name", "Общество с ограниченной ответственностью «Новый клиент»"),
			soaptest.Set("client_reg_num", "800001"), soaptest.Set("pay_method_type_id", "2"))},
	}
}

// keepAnswer asks once and keeps the answer for the bare server.
func keepAnswer(p *process, b body, file string) error {
	login, password, _ := bytes.Cut([]byte(b.login), []byte(":"))
	client := soaptest.Client{URL: p.base + p.path(b), Login: string(login), Password: string(password)}
	answer, err := client.Post(context.Background(), b.request)
	if err != nil {
		return err
	}
	if answer.Fault != nil {
		return fmt.Errorf("%s: %s", b.name, answer.Fault.Text)
	}
	return os.WriteFile(file, answer.Raw, 0o600)
}

func id(kind byte, n int) string { return fmt.Sprintf("%c0000000-0000-4000-8000-%012d", kind, n) }

func regionID(n int) string             { return id('e', n) }
func partnerID(n int) string            { return id('a', n) }
func clientID(partner, n int) string    { return id('c', partner*100000+n) }
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
		fmt.Fprintf(w, `{"kind":"client","client_id":%q,"partner_id":%q,"region_id":%q,"client_name":"Клиент %d ООО","client_full_name":"Общество с ограниченной ответственностью «Клиент %d»","client_del":false,"client_inn":"77%08d","client_kpp":"770101001","client_reg_num":"%d","pay_method_id":2,"addit_attribute":"vip","client_new_id":%q}`+"\n",
			clientID(n, c), partnerID(n), region, c, c, c, 800000+c, clientNewID(n, c))
	}
}
