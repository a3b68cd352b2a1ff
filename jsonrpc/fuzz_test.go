package jsonrpc_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"partnerapi/jsonrpc"
)

// Whatever a body is, it is answered with JSON that holds a result or an error of
// the contract; under strict_spec with nothing, when nobody wants an answer.
func FuzzEnvelope(f *testing.F) {
	for _, seed := range []string{
		accountCall, "\ufeff" + accountCall, ``, `{`, `[]`, `[1]`, `[` + accountCall + `,` + accountCall + `]`, `null`, `{"jsonrpc":"2.0","id":null,"method":"get.account"}`,
		`{"jsonrpc":"2.0","method":"get.account"}`, `{"jsonrpc":"2.0","method":"no such","params":[1]}`, `{"jsonrpc":"2.0","method":1,"params":"bar"}`,
		`{"jsonrpc":"2.0","id":1e400,"method":"get.account","params":[]}`, `{"jsonrpc":"2.0","id":"x","id":"y","method":"get.account"}`,
		`{"jsonrpc":"2.0","id":1,"method":"login.user","params":{"login":{"password":"x"},"password":1}}`, `{"jsonrpc":"2.0","id":1,"method":"rpc.discover"}`,
		`{"jsonrpc":"2.0","id":1,"method":"get.customers","params":{"access_token":"p1","limit":1e0,"filter":[],"fields":["site_id"]}}`,
	} {
		f.Add(seed, false)
		f.Add(seed, true)
	}
	handlers := map[bool]http.Handler{}
	for _, strict := range []bool{false, true} {
		openWorld(f, func(o *jsonrpc.Options) {
			o.StrictSpec = strict
			handlers[strict] = jsonrpc.New(*o)
		})
	}
	f.Fuzz(func(t *testing.T, body string, strict bool) {
		w := httptest.NewRecorder()
		handlers[strict].ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/v2.0", strings.NewReader(body)))
		if strict && w.Code == http.StatusNoContent {
			require.Empty(t, w.Body.String())
			return
		}
		require.Equal(t, http.StatusOK, w.Code)
		var answers []map[string]json.RawMessage
		if strict && strings.HasPrefix(w.Body.String(), "[") {
			require.NoError(t, json.Unmarshal(w.Body.Bytes(), &answers))
		} else {
			answers = make([]map[string]json.RawMessage, 1)
			require.NoError(t, json.Unmarshal(w.Body.Bytes(), &answers[0]))
		}
		for _, answer := range answers {
			require.Len(t, answer, 3)
			require.Equal(t, `"2.0"`, string(answer["jsonrpc"]))
			require.Contains(t, answer, "id")
			if answer["error"] == nil {
				require.Contains(t, answer, "result")
				continue
			}
			var refusal struct {
				Code int
				Data struct{ Mnemonic string }
			}
			require.NoError(t, json.Unmarshal(answer["error"], &refusal))
			require.Equal(t, sentences[refusal.Data.Mnemonic].code, refusal.Code)
			require.NotEqual(t, "internal_error", refusal.Data.Mnemonic, body)
		}
	})
}
