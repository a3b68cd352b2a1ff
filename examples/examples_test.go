// Package examples looks whether the clients of this folder are those that are made of
// the server's OpenRPC document, and has them call the server.
package examples

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/ybbus/jsonrpc/v3"

	"partnerapi/internal/enginetest"
	"partnerapi/internal/proctest"
)

//go:generate go run generate.go

func TestMain(m *testing.M) { proctest.Main(m) }

// clients are the files that are made.
var clients = []string{"1c/PartnerAPI.bsl", "python/partnerapi.py", "php/PartnerAPI.php"}

// The committed clients are those that the document makes.
func TestClientsAreUpToDate(t *testing.T) {
	dir := t.TempDir()
	out, err := exec.CommandContext(t.Context(), "go", "run", "generate.go", dir).CombinedOutput()
	require.NoError(t, err, "%s", out)
	for _, file := range clients {
		committed, err := os.ReadFile(file)
		require.NoError(t, err)
		made, err := os.ReadFile(filepath.Join(dir, file))
		require.NoError(t, err)
		assert.Equal(t, string(made), string(committed), "%s: run make generate", file)
	}
}

// The 71 operations are in each client, once.
func TestEveryOperationIsThere(t *testing.T) {
	for i, function := range []string{"\nФункция NAME(Доступ", "\n    def NAME(self", "\n    public function NAME("} {
		text, err := os.ReadFile(clients[i])
		require.NoError(t, err)
		found := 0
		for _, line := range strings.Split(string(text), "partnerapi.")[1:] {
			name, _, _ := strings.Cut(strings.ReplaceAll(line, "'", `"`), `"`)
			if strings.Contains(string(text), strings.Replace(function, "NAME", name, 1)) {
				found++
			}
		}
		assert.Equal(t, 71, found, clients[i])
	}
}

// sampleOwner is the partner of the sample registers whose login is demo.
const sampleOwner = "9778fdfe-441d-4d2e-8a0b-4efc485a3f25"

// The modules for Python and PHP call a running server: every operation that reads, with
// the example of its document, one that writes, and one that is refused.
func TestModulesCall(t *testing.T) {
	for program, script := range map[string]string{"python3": "python/play.py", "php": "php/play.php"} {
		t.Run(program, func(t *testing.T) {
			place := enginetest.Empty(t).Flags()
			proctest.Run(t, place, "import", filepath.Join("..", "testdata", "registers", "sample.jsonl"))
			token := strings.TrimSpace(proctest.Run(t, place, "token", "add", "--partner", sampleOwner))
			url := strings.TrimSuffix(proctest.Serve(t, place, nil).URL, proctest.Path)
			reads := examplesOfReads(t, url+"/v2.0")
			file := filepath.Join(t.TempDir(), "examples.json")
			text, err := json.Marshal(reads)
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(file, text, 0o600))
			cmd := exec.CommandContext(t.Context(), program, script, url, token, file)
			cmd.Env = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1")
			cmd.Stderr = os.Stderr
			out, err := cmd.Output()
			require.NoError(t, err, "run .ci/install?")
			var said struct {
				Rows    map[string]int
				Made    string
				End     string
				Refusal []string
			}
			require.NoError(t, json.Unmarshal(out, &said), "%s", out)
			assert.Len(t, said.Rows, len(reads))
			assert.Positive(t, said.Rows["client_read"])
			assert.Positive(t, said.Rows["agent_user_read"])
			assert.Contains(t, said.Made, "Из P")
			assert.Equal(t, "2031-02-28", said.End)
			assert.Equal(t, []string{"Операнд client_id: клиент с указанным идентификатором не найден или недоступен", "not_found", "client_id"}, said.Refusal)
		})
	}
}

// examplesOfReads are the parameters of the examples of operations that read, but the
// token, by operation. client_vendor_read is not among them: demo exports no line.
func examplesOfReads(t *testing.T, url string) map[string]map[string]any {
	t.Helper()
	var document struct {
		Methods []struct {
			Name     string
			Examples []struct {
				Params []struct {
					Name  string
					Value any
				}
			}
		}
	}
	require.NoError(t, jsonrpc.NewClient(url).CallFor(t.Context(), &document, "rpc.discover"))
	reads := map[string]map[string]any{}
	for _, m := range document.Methods {
		name, found := strings.CutPrefix(m.Name, "partnerapi.")
		if !found || !strings.Contains(name, "_read") || name == "client_vendor_read" {
			continue
		}
		reads[name] = map[string]any{}
		for _, p := range m.Examples[0].Params[1:] {
			reads[name][p.Name] = p.Value
		}
	}
	require.Greater(t, len(reads), 30)
	return reads
}
