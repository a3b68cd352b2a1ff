package v2

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/mailtest"
	"partnerapi/ops/v2"
	"partnerapi/wsdl"
)

// document is what the server says of itself.
func (s service) document(t *testing.T) []byte {
	t.Helper()
	said := startYbbus(t, s.url)(t, "rpc.discover", params{})
	require.Empty(t, said.Failure)
	return said.Result
}

// uses is a program of a client that knows the types by their titles.
const uses = `import { GetCustomers, GetCustomersResult, CreateCustomers, UpdateCustomerStatus, UpdateCustomerStatusStatus } from './index';

const status: UpdateCustomerStatusStatus = 'manual_lock';

export async function run(list: GetCustomers, create: CreateCustomers, update: UpdateCustomerStatus): Promise<number> {
  const made = await create('token', 'ООО «Ромашка»', null, 1, 'a@b.example', 'не-короче-8', 99.95, null, [], 300, null, [], null, null, [],
    '7701234567', null, null, null, 'a6838df2-5251-44af-88aa-57cf8b7840fc', 2, null, false);
  await update('token', made.id, status, made.data.ext_id);
  const page: GetCustomersResult = await list('token', 10, 0, {}, ['id'], [{ field: 'status', order: 'desc' }]);
  const plan: number | null | undefined = page.data[0].tariff_plan_id;
  return (plan ?? 0) + page.metadata.total_items;
}
`

// What @open-rpc/typings makes of the document is a program: in TypeScript and in
// Go.
func TestTypings(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "openrpc.json")
	require.NoError(t, os.WriteFile(file, serve(t).document(t), 0o600))
	run := func(dir, name string, args ...string) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), name, args...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "run .ci/install? %s", out)
	}
	run(".", "node/node_modules/.bin/open-rpc-typings", "-d", file, "--output-ts", dir, "--output-go", dir)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "uses.ts"), []byte(uses), 0o600))
	run(".", "node/node_modules/.bin/tsc", "--strict", "--noEmit", "--target", "es2022", filepath.Join(dir, "uses.ts"))
	types, err := os.ReadFile(filepath.Join(dir, "index.go"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "index.go"), append([]byte("package main\n"), types...), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "main.go"), []byte("package main\n\nfunc main() {}\n"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module typings\n"), 0o600))
	run(dir, "go", "vet", ".")
}

// The document says where the server is and describes everything in both
// languages.
func TestDescriptions(t *testing.T) {
	s := serve(t)
	type value struct {
		Name, Description string
		En                string `json:"x-description-en"`
		Schema            struct{ Title string }
	}
	var doc struct {
		Info    struct{ Description string }
		Servers []struct{ URL string }
		Methods []struct {
			Name    string
			Summary string
			Params  []value
			Result  value
			Errors  []struct {
				Code    int
				Message string
				Data    struct{ Mnemonic string }
			}
		}
	}
	require.NoError(t, json.Unmarshal(s.document(t), &doc))
	require.Len(t, doc.Servers, 1)
	assert.Equal(t, s.url, doc.Servers[0].URL)
	assert.Regexp(t, "[а-я]", doc.Info.Description)
	titles := map[string]bool{}
	errors := map[string][]string{}
	for _, m := range doc.Methods {
		assert.Regexp(t, "[а-я]", m.Summary, m.Name)
		for _, v := range append(m.Params, m.Result) {
			assert.Regexp(t, "[а-я]", v.Description, "%s.%s", m.Name, v.Name)
			assert.Regexp(t, "^[A-Za-z]", v.En, "%s.%s", m.Name, v.Name)
			assert.NotEmpty(t, v.Schema.Title, "%s.%s", m.Name, v.Name)
			assert.False(t, titles[v.Schema.Title], "%s names two types", v.Schema.Title)
			titles[v.Schema.Title] = true
		}
		for _, e := range m.Errors {
			assert.NotEmpty(t, e.Message)
			assert.Negative(t, e.Code)
			errors[m.Name] = append(errors[m.Name], e.Data.Mnemonic)
		}
	}
	assert.Contains(t, errors["get.customers"], "filter_prohibited")
	assert.NotContains(t, errors["get.customers"], "invalid_state")
	assert.Contains(t, errors["create.customers"], "already_in_use")
	assert.Contains(t, errors["update.customer_status"], "invalid_state")
	assert.Contains(t, errors["login.user"], "auth_error")
	assert.NotContains(t, errors["login.user"], "access_token_invalid")
}

// documented is how many methods the OpenRPC document describes: all but the one that
// answers it, and each operation of PartnerAPI.
func documented(t *testing.T) int {
	t.Helper()
	contract, err := wsdl.Read()
	require.NoError(t, err)
	n := len(contract.Operations)
	for _, m := range v2.Methods {
		if !m.Document {
			n++
		}
	}
	return n
}

// sampleOwner is the partner of the sample registers whose login is demo.
const sampleOwner = "9778fdfe-441d-4d2e-8a0b-4efc485a3f25"

// @open-rpc/test-coverage takes the document that the server describes itself
// with, calls its examples and holds the answers against its schemas. On the
// sample registers an example needs nothing but a token of the reader's own: the
// vendor's where an exported line is named, and a mail server where a letter is sent.
func TestDocument(t *testing.T) {
	mails := (&mailtest.Server{Mechanisms: []string{"PLAIN"}}).Start(t)
	s := serveRegisters(t, filepath.Join("registers", "sample.jsonl"), sampleOwner,
		"--mail-allow-networks", "127.0.0.1/32", "--mail-allow-ports", strconv.Itoa(mails.Port))
	var session, vendor struct {
		Token string `json:"access_token"`
	}
	startYbbus(t, s.url).do(t, "login.user", params{"login": "demo", "password": "demo"}, &session)
	startYbbus(t, s.url).do(t, "login.user", params{"login": "vendor", "password": "vendor-demo"}, &vendor)
	const letter = "partnerapi.account_access_email_notify."
	real, err := json.Marshal(params{"access_token": s.token, "logout.user.access_token": session.Token, "partnerapi.client_vendor_read.access_token": vendor.Token,
		letter + "smtp_server": "127.0.0.1", letter + "smtp_port": mails.Port, letter + "ssl_encryption": false})
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), "node", "node/coverage.js", s.url, string(real))
	out, err := cmd.Output()
	require.NoError(t, err, "run .ci/install?")
	var calls []struct {
		Method, Reason string
		Valid          bool
	}
	require.NoError(t, json.Unmarshal(out, &calls), "%s", out)
	require.Equal(t, documented(t), len(calls), "one example of each method")
	for _, c := range calls {
		assert.True(t, c.Valid, "%s: %s", c.Method, c.Reason)
	}
}
