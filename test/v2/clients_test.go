package v2

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/ybbus/jsonrpc/v3"
)

// startYbbus is Go's ybbus/jsonrpc; its ids are numbers.
func startYbbus(_ *testing.T, url string) caller {
	client := jsonrpc.NewClient(url)
	return func(t *testing.T, method string, in params) said {
		t.Helper()
		answer, err := client.Call(t.Context(), method, in)
		if err != nil {
			return said{Failure: err.Error()}
		}
		var got said
		// What the client has decoded is written again to be looked at alike.
		text, err := json.Marshal(map[string]any{"result": answer.Result, "error": answer.Error})
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(text, &got))
		return got
	}
}

// startJayson is npm's jayson; its ids are UUIDs.
func startJayson(t *testing.T, url string) caller { return startNode(t, "node/jayson.js", url) }

// startOpenRPC is npm's @open-rpc/client-js; its ids are numbers.
func startOpenRPC(t *testing.T, url string) caller { return startNode(t, "node/client.mjs", url) }

// startNode starts a client that takes a call a line.
func startNode(t *testing.T, script, url string) caller {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "node", script, url)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start(), "node is not installed: run .ci/install")
	t.Cleanup(func() {
		assert.NoError(t, in.Close())
		_ = cmd.Wait() // its context is done by now
	})
	answers := bufio.NewReader(out)
	return func(t *testing.T, method string, call params) said {
		t.Helper()
		line, err := json.Marshal(map[string]any{"method": method, "params": call})
		require.NoError(t, err)
		_, err = io.WriteString(in, string(line)+"\n")
		require.NoError(t, err)
		answer, err := answers.ReadBytes('\n')
		require.NoError(t, err, "%s ended: run .ci/install", script)
		var got said
		require.NoError(t, json.Unmarshal(answer, &got), "%s", answer)
		return got
	}
}

type entity struct {
	ID     int64   `json:"id"`
	Name   string  `json:"name"`
	Status string  `json:"status"`
	Plan   *int64  `json:"tariff_plan_id"`
	Login  string  `json:"login"`
	Limit  float64 `json:"monthly_base_limit"`
	AppID  int64   `json:"app_id"`
}

// Every method, through clients that know the standard and nothing of us.
func TestClients(t *testing.T) {
	for name, start := range map[string]func(*testing.T, string) caller{"ybbus": startYbbus, "jayson": startJayson, "open-rpc": startOpenRPC} {
		t.Run(name, func(t *testing.T) {
			s := serve(t)
			call := start(t, s.url)
			var session struct {
				Token string `json:"access_token"`
				AppID int64  `json:"app_id"`
			}
			call.do(t, "login.user", params{"login": "p1", "password": "pass-p1"}, &session)
			require.EqualValues(t, 1001, session.AppID)
			story(t, call, session.Token)
			story(t, call, s.token)
			refusals(t, call, session.Token)
			call.do(t, "logout.user", params{"access_token": session.Token}, &struct{}{})
			ended := call(t, "get.account", params{"access_token": session.Token})
			require.NotNil(t, ended.Error)
			assert.Equal(t, -32001, ended.Error.Code)
			assert.Equal(t, "access_token_invalid", ended.Error.Data.Mnemonic)
			var document struct {
				OpenRPC string
				Methods []json.RawMessage
			}
			require.NoError(t, json.Unmarshal(call(t, "rpc.discover", params{}).Result, &document))
			assert.Equal(t, "1.2.6", document.OpenRPC)
			assert.Equal(t, documented(t), len(document.Methods))
		})
	}
}

// story is a customer's life.
func story(t *testing.T, call caller, token string) {
	t.Helper()
	with := func(in params) params {
		in["access_token"] = token
		return in
	}
	var accounts, plans, again, rows, users []entity
	call.do(t, "get.account", with(params{}), &accounts)
	require.EqualValues(t, 1001, accounts[0].AppID)
	call.do(t, "get.tariff_plans", with(params{}), &plans)
	call.do(t, "get.partner_tariffs", with(params{}), &again)
	require.Equal(t, plans, again)
	var made entity
	call.do(t, "create.customers", with(params{"name": "Новый \"клиент\" 😀", "tariff_plan_id": plans[0].ID, "email": "new@client.example", "password": "пароль-88", "monthly_base_limit": 99.95,
		"monthly_base_notify_emails": []string{"a@b.example"}, "monthly_calls_notify_emails": []string{}, "daily_calls_notify_emails": []string{}}), &made)
	var employee entity
	var employees []entity
	call.do(t, "create.employees", with(params{"last_name": "Петрова", "phone_numbers": []params{{"phone_number": "74951234567"}}}), &employee)
	call.do(t, "update.employees", with(params{"id": employee.ID, "first_name": "Анна", "phone_numbers": []params{}}), nil)
	call.do(t, "get.employees", with(params{"fields": []string{"id"}}), &employees)
	require.Contains(t, employees, entity{ID: employee.ID})
	call.do(t, "delete.employees", with(params{"id": employee.ID}), nil)
	it := params{"field": "id", "operator": "=", "value": made.ID}
	call.do(t, "update.customers", with(params{"id": made.ID, "description": "строка\nдругая"}), nil)
	call.do(t, "update.customer_status", with(params{"customer_id": made.ID, "status": "active"}), nil)
	call.do(t, "update.customer_tariff_plans", with(params{"customer_id": made.ID, "tariff_plan_id": plans[1].ID}), nil)
	call.do(t, "get.customers", with(params{"filter": it, "limit": 10, "offset": 0, "sort": []params{{"field": "status"}}}), &rows)
	require.Equal(t, []entity{{ID: made.ID, Name: "Новый \"клиент\" 😀", Status: "active", Plan: &plans[1].ID, Limit: 99.95}}, rows)
	call.do(t, "get.customer_users", with(params{"filter": params{"field": "customer_id", "operator": "=", "value": made.ID}}), &users)
	require.Len(t, users, 1)
	require.Equal(t, "new@client.example", users[0].Login)
	for _, status := range []string{"manual_lock", "archive"} {
		call.do(t, "update.customer_status", with(params{"customer_id": made.ID, "status": status}), nil)
	}
	call.do(t, "get.customers", with(params{"filter": it}), &rows)
	require.Empty(t, rows)
}

// refusals come to a client as errors with their data.
func refusals(t *testing.T, call caller, token string) {
	t.Helper()
	for _, c := range []struct {
		method   string
		in       params
		code     int
		mnemonic string
		field    string
	}{
		{"no.such", params{}, -32601, "method_not_found", ""},
		{"get.customers", params{}, -32602, "required_parameter_missed", "access_token"},
		{"get.customers", params{"access_token": token, "limit": 0}, -32602, "invalid_parameter_value", "limit"},
		{"update.customers", params{"access_token": token, "id": 201}, -32602, "entity_not_found", "id"},
		{"login.user", params{"login": "p1", "password": "x"}, -32001, "auth_error", ""},
		{"get.account", params{"access_token": "x"}, -32001, "access_token_invalid", ""},
	} {
		got := call(t, c.method, c.in)
		require.NotNil(t, got.Error, c.method)
		assert.Equal(t, c.code, got.Error.Code)
		assert.NotEmpty(t, got.Error.Message)
		assert.Equal(t, c.mnemonic, got.Error.Data.Mnemonic)
		assert.Equal(t, c.field, got.Error.Data.Field)
	}
}
