// Package v2 has stock JSON-RPC clients call every method of the program's v2
// interface, and judges that know nothing of us look at its OpenRPC document.
package v2

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
	"partnerapi/internal/proctest"
)

func TestMain(m *testing.M) { proctest.Main(m) }

const partner = "00000000-0000-4000-8000-0000000000f1"

// service is a running program with the registers of testdata/v2 and a permanent
// token of the first partner.
type service struct{ url, soap, token string }

func serve(t *testing.T, args ...string) service {
	t.Helper()
	return serveRegisters(t, filepath.Join("v2", "registers.jsonl"), partner, args...)
}

// serveRegisters serves registers of testdata, with a token of a partner of theirs.
func serveRegisters(t *testing.T, registers, partner string, args ...string) service {
	t.Helper()
	place := enginetest.Empty(t).Flags()
	proctest.Run(t, place, "import", filepath.Join("..", "..", "testdata", registers))
	token := strings.TrimSpace(proctest.Run(t, place, "token", "add", "--partner", partner))
	server := proctest.Serve(t, place, nil, append([]string{"--points-day", "0", "--points-minute", "0", "--argon2-memory", "7168", "--argon2-time", "5"}, args...)...)
	return service{url: strings.TrimSuffix(server.URL, proctest.Path) + "/v2.0", soap: server.URL, token: token}
}

// params of a call, by name.
type params map[string]any

// said is what a client makes of an answer.
type said struct {
	Result json.RawMessage
	Error  *failure
	// Failure is a client's own refusal of the answer.
	Failure string
}

type failure struct {
	Code    int
	Message string
	Data    struct{ Mnemonic, Field string }
}

// caller is a client.
type caller func(t *testing.T, method string, in params) said

// do calls and reads the data of a success.
func (c caller) do(t *testing.T, method string, in params, data any) {
	t.Helper()
	answer := c(t, method, in)
	require.Empty(t, answer.Failure, method)
	require.Nil(t, answer.Error, method)
	var result struct {
		Data     json.RawMessage
		Metadata struct {
			Limits struct {
				Day int64 `json:"day_limit"`
			}
		}
	}
	require.NoError(t, json.Unmarshal(answer.Result, &result))
	require.EqualValues(t, 1_000_000_000, result.Metadata.Limits.Day, "no limit")
	if data != nil {
		require.NoError(t, json.Unmarshal(result.Data, data), "%s", answer.Result)
	}
}
