package usersidehttp_test

import (
	"bytes"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/ops"
	"partnerapi/test/doors"
	"partnerapi/usersidehttp"
)

const (
	form   = "application/x-www-form-urlencoded"
	first  = "cat=customer&action=get_customers_id&is_ex=0&limit=1"
	listed = `{"result":"OK","data":[101],"Data":[101],"Result":"OK"}`
)

// api calls with what stands in the query and, by POST, in the body.
func (w *world) api(method, query, body string, headers ...string) reply {
	w.Helper()
	path := usersidehttp.Path
	if query != "" {
		path += "?" + query
	}
	return w.send(method, path, body, headers...)
}

// Whatever is wrong is told as JSON, and nothing is ever kept by a cache.
func TestAlwaysJSON(t *testing.T) {
	w := openWorld(t, nil)
	key := "key=" + keyText("p1") + "&"
	for _, c := range []struct {
		method, query, body string
		status              int
		code, text          string
	}{
		{"GET", "", "", 400, "missing_parameter", "Не указан обязательный параметр cat"},
		{"POST", "", "", 400, "missing_parameter", "Не указан обязательный параметр cat"},
		{"GET", "cat=customer", "", 400, "missing_parameter", "Не указан обязательный параметр action"},
		{"GET", "cat=customer&action=%20", "", 400, "missing_parameter", "Не указан обязательный параметр action"},
		{"GET", first, "", 403, "bad_key", "Неверный ключ"},
		{"GET", "key=&" + first, "", 403, "bad_key", "Неверный ключ"},
		{"GET", "key=nobody&" + first, "", 403, "bad_key", "Неверный ключ"},
		{"GET", "key=nobody&cat=customer&action=no_such", "", 403, "bad_key", "Неверный ключ"},
		{"GET", "key=nobody&cat=device&action=get_data", "", 403, "bad_key", "Неверный ключ"},
		{"GET", key + "cat=device&action=get_data", "", 400, "unknown_action", "Неизвестная категория: поддерживается только cat=customer"},
		{"GET", key + "cat=Customer&action=get_data", "", 400, "unknown_action", "Неизвестная категория: поддерживается только cat=customer"},
		{"GET", key + "cat=customer&action=Get_Data", "", 400, "unknown_action", "Неизвестное действие (параметр action)"},
		{"GET", key + "cat=customer&action=<b>", "", 400, "unknown_action", "Неизвестное действие (параметр action)"},
		{"GET", key + first + "&name=%ZZ", "", 400, "bad_value", "Недопустимое значение параметра name: значение закодировано неверно"},
		{"GET", key + first + "&%ZZ=1", "", 400, "bad_value", "Имя параметра закодировано неверно"},
		{"POST", key + first, "name=%", 400, "bad_value", "Недопустимое значение параметра name: значение закодировано неверно"},
		{"PUT", key + first, "", 405, "method_not_allowed", "Допустимы только методы GET и POST"},
		{"DELETE", key + first, "", 405, "method_not_allowed", "Допустимы только методы GET и POST"},
		{"OPTIONS", "", "", 405, "method_not_allowed", "Допустимы только методы GET и POST"},
	} {
		r := w.api(c.method, c.query, c.body, "Content-Type", form)
		assert.Equal(t, c.status, r.status, "%s %s", c.method, c.query)
		assert.Equal(t, expectation{status: c.status, code: c.code, text: c.text}.in("both"), r.body, "%s %s", c.method, c.query)
		assert.Equal(t, "application/json; charset=utf-8", r.header.Get("Content-Type"))
		assert.Equal(t, "no-store", r.header.Get("Cache-Control"))
		assert.Equal(t, "nosniff", r.header.Get("X-Content-Type-Options"))
		assert.Equal(t, fmt.Sprint(len(r.body)), r.header.Get("Content-Length"))
		if c.status == http.StatusMethodNotAllowed {
			assert.Equal(t, "GET, POST", r.header.Get("Allow"))
		}
	}
}

// HEAD has no body to tell by, and it must not write.
func TestHEADWritesNothing(t *testing.T) {
	w := openWorld(t, nil)
	r := w.api(http.MethodHead, "key="+keyText("p1")+"&cat=customer&action=to_ex&customer_id=102", "")
	assert.Equal(t, http.StatusMethodNotAllowed, r.status)
	assert.Equal(t, "no-store", r.header.Get("Cache-Control"))
	assert.Equal(t, `{"result":"OK","data":[106],"Data":[106],"Result":"OK"}`, w.api(http.MethodGet, "key="+keyText("p1")+"&cat=customer&action=get_customers_id&is_ex=1", "").body)
}

// Query and form are one; the form wins, and of what is repeated the last.
func TestMerged(t *testing.T) {
	w := openWorld(t, nil)
	key := "key=" + keyText("p1")
	for _, c := range []struct{ query, body string }{
		{"", key + "&" + first},
		{key + "&" + first, ""},
		{key, first},
		{first, key},
		{"key=nobody&cat=x&action=y&limit=9", key + "&" + first},
		{key + "&" + first, "limit=3&limit=1"},
		{"limit=3&" + key + "&" + first, ""},
		{"limit=x&" + key + "&" + first, ""},
		{key + "&" + first, "&&limit=1&"},
	} {
		r := w.api(http.MethodPost, c.query, c.body, "Content-Type", form)
		assert.Equal(t, listed, r.body, "%s | %s", c.query, c.body)
	}
	// The body of a GET is nobody's.
	assert.Equal(t, listed, w.api(http.MethodGet, key+"&"+first, "limit=0", "Content-Type", form).body)
	// An empty value of the form wins too.
	assert.Contains(t, w.api(http.MethodPost, key+"&"+first, "is_ex=&limit=1&action=", "Content-Type", form).body, `"error_code":"missing_parameter"`)
}

// No Content-Type is a reason to refuse a form.
func TestAnyContentType(t *testing.T) {
	w := openWorld(t, nil)
	for _, contentType := range []string{form, form + "; charset=UTF-8", "", "text/plain", "no such type at all;;"} {
		assert.Equal(t, listed, w.api(http.MethodPost, "", "key="+keyText("p1")+"&"+first, "Content-Type", contentType).body, contentType)
	}
}

// PHP's curl sends an array as a multipart form.
func TestMultipart(t *testing.T) {
	w := openWorld(t, nil)
	var body bytes.Buffer
	parts := multipart.NewWriter(&body)
	for _, field := range [][2]string{{"key", keyText("p1")}, {"cat", "customer"}, {"action", "edit"}, {"id", "101"}, {"name", "x"}, {"name", "Частями + 100%&#047;1"}} {
		require.NoError(t, parts.WriteField(field[0], field[1]))
	}
	require.NoError(t, parts.Close())
	whole := body.String()
	r := w.api(http.MethodPost, "name=из+адреса", whole, "Content-Type", parts.FormDataContentType())
	assert.Equal(t, `{"result":"OK","Result":"OK"}`, r.body)
	assert.Contains(t, w.api(http.MethodGet, "key="+keyText("p1")+"&cat=customer&action=get_data&customer_id=101", "").body, `"full_name":"Частями + 100%/1"`)

	r = w.api(http.MethodPost, "", whole[:len(whole)/2], "Content-Type", parts.FormDataContentType())
	assert.Equal(t, http.StatusBadRequest, r.status)
	assert.Contains(t, r.body, `"error":"Не удалось прочитать тело запроса","error_code":"bad_value"`)
}

// action stands before subcat.
func TestSubcat(t *testing.T) {
	w := openWorld(t, nil)
	key := "key=" + keyText("p1") + "&cat=customer&is_ex=0&limit=1&"
	assert.Equal(t, listed, w.api(http.MethodGet, key+"subcat=get_customers_id", "").body)
	assert.Equal(t, listed, w.api(http.MethodGet, key+"subcat=to_ex&action=get_customers_id", "").body)
	assert.Equal(t, listed, w.api(http.MethodGet, key+"subcat=get_customers_id&action=", "").body)
	assert.Contains(t, w.api(http.MethodGet, key+"subcat=get_customers_id&action=x", "").body, `"error_code":"unknown_action"`)
}

// The key may come in a header; among the parameters it stands first.
func TestKeyInHeader(t *testing.T) {
	w := openWorld(t, nil)
	for _, headers := range [][]string{
		{"Authorization", "Bearer " + keyText("p1")},
		{"Authorization", "bearer  " + keyText("p1")},
		{"X-Api-Key", keyText("p1")},
		{"X-Api-Key", keyText("p1"), "Authorization", "Bearer nobody"},
	} {
		assert.Equal(t, listed, w.api(http.MethodGet, first, "", headers...).body, headers)
		assert.Equal(t, listed, w.api(http.MethodPost, "", first, headers...).body, headers)
		assert.Equal(t, http.StatusForbidden, w.api(http.MethodGet, first+"&key=nobody", "", headers...).status, headers)
	}
	assert.Equal(t, http.StatusForbidden, w.api(http.MethodGet, first, "", "Authorization", "Basic "+keyText("p1")).status)
	assert.Equal(t, listed, w.api(http.MethodGet, "key="+keyText("p1")+"&"+first, "", "X-Api-Key", "nobody").body)
	// The dialect is the key's, whichever way it comes.
	assert.Equal(t, `{"result":"OK","data":[101]}`, w.api(http.MethodGet, first, "", "X-Api-Key", keyText("p1-modern")).body)
}

// Blanks around the key, the action and the category count for nothing.
func TestBlanksAround(t *testing.T) {
	w := openWorld(t, nil)
	query := "&cat=+customer+&action=+get_customers_id%0A&is_ex=0&limit=1"
	assert.Equal(t, listed, w.api(http.MethodGet, "key=%20"+keyText("p1")+"%0D%0A"+query, "").body)
	assert.Equal(t, listed, w.api(http.MethodGet, "key=%20"+query, "", "X-Api-Key", " "+keyText("p1")+" ").body)
	assert.Equal(t, listed, w.api(http.MethodGet, "key="+keyText("p1")+"&cat=customer&action=+&subcat=get_customers_id&is_ex=0&limit=1", "").body)
	assert.Equal(t, http.StatusForbidden, w.api(http.MethodGet, "key=%20"+query, "").status)
}

// With the setting, clients of the legacy dialect get 200 for every refusal but 405
// and 503; what is counted is the real outcome.
func TestLegacyHTTP200(t *testing.T) {
	for _, on := range []bool{true, false} {
		var outcome string
		w := openWorld(t, func(o *usersidehttp.Options) {
			o.LegacyHTTP200, o.PostOnly = on, true
			o.Observe = func(r ops.Record) { outcome = r.Outcome }
		})
		for _, c := range []struct {
			query, code string
			status      int
		}{
			{"cat=customer&action=get_data", "missing_parameter", 400},
			{"cat=customer&action=get_data&customer_id=x", "bad_value", 400},
			{"cat=customer&action=no_such", "unknown_action", 400},
			{"cat=x&action=get_data", "unknown_action", 400},
			{"cat=customer&action=get_data&customer_id=999", "not_found", 404},
			{"cat=customer&action=to_ex&customer_id=102", "method_not_allowed", 405},
		} {
			for _, key := range []string{"p1", "p1-modern", "p1-legacy"} {
				r := w.api(http.MethodGet, "key="+keyText(key)+"&"+c.query, "")
				want := c.status
				if on && key == "p1-legacy" && want != http.StatusMethodNotAllowed {
					want = http.StatusOK
				}
				assert.Equal(t, want, r.status, "%s %s", key, c.query)
				assert.Contains(t, r.body, `"error_code":"`+c.code+`"`, "%s %s", key, c.query)
				assert.Equal(t, c.code, outcome)
			}
		}
		r := w.api(http.MethodPost, "", "key="+keyText("p1-legacy")+"&cat=customer&action=state_change&customer_id=106&state_id=2", "Content-Type", form)
		assert.Equal(t, map[bool]int{true: 200, false: 409}[on], r.status)
		assert.Contains(t, r.body, `{"Result":"ERROR"`)
		assert.Equal(t, http.StatusForbidden, w.api(http.MethodGet, "key=nobody&"+first, "").status, "whose dialect it is nobody knows")
	}
}

// A body of 1 MiB is read, a larger one is not, form or parts.
func TestOversize(t *testing.T) {
	w := openWorld(t, nil)
	start := "key=" + keyText("p1") + "&" + first + "&x="
	pad := func(size int) string { return start + strings.Repeat("x", size-len(start)) }
	assert.Equal(t, listed, w.api(http.MethodPost, "", pad(1<<20), "Content-Type", form).body)
	r := w.api(http.MethodPost, "", pad(1<<20+1), "Content-Type", form)
	assert.Equal(t, http.StatusBadRequest, r.status)
	assert.Equal(t, expectation{status: 400, code: "bad_value", text: "Тело запроса больше 1048576 байт"}.in("both"), r.body)
	r = w.api(http.MethodPost, "", "--b\r\nContent-Disposition: form-data; name=x\r\n\r\n"+strings.Repeat("x", 1<<20), "Content-Type", "multipart/form-data; boundary=b")
	assert.Equal(t, http.StatusBadRequest, r.status)
	assert.Contains(t, r.body, "Тело запроса больше 1048576 байт")
}

// A list has 10,000 numbers at most.
func TestLongList(t *testing.T) {
	w := openWorld(t, nil)
	ask := func(n int) string {
		return w.api(http.MethodPost, "", "key="+keyText("p1")+"&cat=customer&action=get_data&customer_id="+strings.Repeat("999,", n-1)+"101", "Content-Type", form).body
	}
	assert.Contains(t, ask(10000), `{"result":"OK","data":{"101":{"id":101,`)
	assert.Contains(t, ask(10001), "Недопустимое значение параметра customer_id: "+expected["numbers"])
}

// More parameters than any client sends are refused before they are looked at.
func TestManyParameters(t *testing.T) {
	w := openWorld(t, nil)
	query := "key=" + keyText("p1") + "&" + first
	for n := range 1000 {
		query += fmt.Sprintf("&p%d=1", n)
	}
	r := w.api(http.MethodPost, "", query, "Content-Type", form)
	assert.Equal(t, http.StatusBadRequest, r.status)
	assert.Contains(t, r.body, "Больше 1000 параметров")
}

// No line of the log shows a key or a value of a parameter.
func TestLogKeepsQuiet(t *testing.T) {
	w := openWorld(t, nil)
	w.api(http.MethodGet, "key="+keyText("p1")+"&cat=customer&action=pass_change&customer_id=102&pass_new=tajna1&pass_old=tajna2", "")
	w.api(http.MethodPost, "", "key="+keyText("p1")+"&cat=customer&action=msg_add&customer_id=102&text=tajna3", "Content-Type", form)
	w.api(http.MethodGet, "key=tajna4&"+first, "")
	w.api(http.MethodGet, first, "", "Authorization", "Bearer tajna5")
	log := w.log.String()
	assert.Contains(t, log, "operation=pass_change")
	assert.Contains(t, log, "outcome=bad_key")
	assert.Contains(t, log, "login=key:")
	assert.NotContains(t, log, keyText("p1"))
	assert.NotContains(t, log, "tajna")
}

// The observer is told of every call: who, what and how it ended; an alias counts
// as the action.
func TestObserved(t *testing.T) {
	var seen []ops.Record
	w := openWorld(t, func(o *usersidehttp.Options) { o.Observe = func(r ops.Record) { seen = append(seen, r) } })
	for _, c := range []struct{ query, operation, outcome string }{
		{"key=" + keyText("p1") + "&cat=customer&action=get_last_ip", "get_last_ip", "ok"},
		{"key=" + keyText("p1") + "&cat=customer&action=get_customer_id&data_typer=login&data_value=x", "get_abon_id", "not_found"},
		{"key=" + keyText("p1-read") + "&cat=customer&action=to_ex", "to_ex", "scope"},
		{"key=" + keyText("p1") + "&cat=customer&action=no_such", "", "unknown_action"},
		{"key=nobody&cat=customer&action=to_ex", "", "bad_key"},
	} {
		seen = nil
		w.api(http.MethodGet, c.query, "")
		require.Len(t, seen, 1, c.query)
		assert.Equal(t, []string{"userside", c.operation, c.outcome}, []string{seen[0].Door, seen[0].Operation, seen[0].Outcome}, c.query)
		if c.outcome == "bad_key" {
			assert.Empty(t, seen[0].Caller.PartnerID)
		} else {
			assert.Equal(t, partnerID("p1"), seen[0].Caller.PartnerID)
			assert.Regexp(t, `^key:\d+$`, seen[0].Caller.Login)
		}
		assert.Len(t, seen[0].Caller.RequestID, 12)
	}
}

// What is wrong inside is told to the log alone, a panic too.
func TestInternal(t *testing.T) {
	for name, broken := range map[string]func() (ops.Caller, error){
		"error": func() (ops.Caller, error) { return ops.Caller{}, errors.New("the disk is on fire") },
		"panic": func() (ops.Caller, error) { panic("the disk is on fire") },
		"key of no dialect": func() (ops.Caller, error) {
			return ops.Caller{Partner: 1, Rights: ops.Rights{Dialect: "the disk is on fire"}}, nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := openWorld(t, func(o *usersidehttp.Options) {
				o.Callers = doors.Callers(func(ops.Credentials, netip.Addr) (ops.Caller, error) { return broken() })
			})
			r := w.api(http.MethodGet, first, "")
			assert.Equal(t, http.StatusInternalServerError, r.status)
			assert.Equal(t, expectation{status: 500, code: "internal", text: "Внутренняя ошибка сервиса"}.in("both"), r.body)
			assert.Contains(t, w.log.String(), "the disk is on fire")
		})
	}
}
