package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/config"
	"partnerapi/internal/enginetest"
)

func runCopy(lang config.Language, words ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	p := &program{lang: lang, in: strings.NewReader(""), out: &o, err: &e}
	code = p.run(context.Background(), words)
	return code, o.String(), e.String()
}

// A copy says what it has copied and leaves its line in the target's audit.
func TestCopyCommand(t *testing.T) {
	from, to, file := t.TempDir(), filepath.Join(t.TempDir(), "to"), filepath.Join(t.TempDir(), "registers.jsonl")
	require.NoError(t, os.WriteFile(file, []byte(auditRegisters), 0o600))
	code, _, errs := runCopy(config.English, "import", file, "--data", from)
	require.Equal(t, exitOK, code, errs)

	code, out, errs := runCopy(config.English, "copy", "--from", from, "--to", to)
	require.Equal(t, exitOK, code, errs)
	assert.Contains(t, out, "source and target hold the same\n")
	assert.Regexp(t, `(?m)^partner +1 +[0-9a-f]{64}$`, out)
	assert.Contains(t, errs, "partner: 1\n")
	code, out, errs = runCopy(config.English, "audit", "--json", "--data", to)
	require.Equal(t, exitOK, code, errs)
	assert.Contains(t, out, `"command":"partnerapi copy --from=`)

	code, _, errs = runCopy(config.Russian, "copy", "--from", from, "--to", to)
	assert.Equal(t, exitFailed, code)
	assert.Contains(t, errs, "приемник не пуст: в таблице ")
}

// A copy goes by addresses in files to the engine of the run and back.
func TestCopyByFiles(t *testing.T) {
	from, back, file := t.TempDir(), filepath.Join(t.TempDir(), "back"), filepath.Join(t.TempDir(), "registers.jsonl")
	require.NoError(t, os.WriteFile(file, []byte(auditRegisters), 0o600))
	code, _, errs := runCopy(config.English, "import", file, "--data", from)
	require.Equal(t, exitOK, code, errs)

	place, address := enginetest.Empty(t), filepath.Join(t.TempDir(), "address")
	require.NoError(t, os.WriteFile(address, []byte(place.Store+"\n"), 0o600))
	there, here := []string{"copy", "--from", from, "--to-file", address}, []string{"copy", "--from-file", address, "--to", back}
	if place.KeyFile != "" {
		there, here = append(there, "--to-key-file", place.KeyFile), append(here, "--from-key-file", place.KeyFile)
	}
	for _, words := range [][]string{there, here} {
		code, out, errs := runCopy(config.English, words...)
		require.Equal(t, exitOK, code, errs)
		assert.Contains(t, out, "source and target hold the same\n")
	}
	code, out, errs := runCopy(config.English, "audit", "--data", back)
	require.Equal(t, exitOK, code, errs)
	assert.Contains(t, out, "partnerapi copy --from="+from+" --to-file="+address)
	assert.Contains(t, out, "partnerapi copy --from-file="+address)
	assert.NotContains(t, out, place.Store+" ")
}

// An address in a file is taken as it is; its password is shown nowhere.
func TestCopyKeepsAddressesSecret(t *testing.T) {
	file := filepath.Join(t.TempDir(), "address")
	require.NoError(t, os.WriteFile(file, []byte("postgres://me:hidden@127.0.0.1:1/x?connect_timeout=1\n"), 0o600))
	key := filepath.Join(t.TempDir(), "key")
	require.NoError(t, os.WriteFile(key, make([]byte, 32), 0o600))
	for _, words := range [][]string{
		{"--from-file", file, "--from-key-file", key},
		{"--from", "postgres://me:hidden@127.0.0.1:1/x?connect_timeout=1", "--from-key-file", key},
		{"--from", "postgres://me:hidden@127.0.0.1:1/x"},
		{"--from", "postgres://me:hidden@%zz:1/x", "--from-key-file", key},
		{"--from", filepath.Join(t.TempDir(), "none")},
	} {
		code, out, errs := runCopy(config.English, append([]string{"copy", "--to", filepath.Join(t.TempDir(), "to")}, words...)...)
		assert.NotEqual(t, exitOK, code)
		assert.NotEmpty(t, errs)
		assert.NotContains(t, out+errs, "hidden")
	}
}

// What does not say where to copy is refused before anything is opened.
func TestCopyUsage(t *testing.T) {
	dir := t.TempDir()
	for want, words := range map[string][]string{
		"give either --from or --from-file":                              {"--to", dir},
		"give either --to or --to-file":                                  {"--from", dir, "--to", dir, "--to-file", "x"},
		"--to-key-file belongs to a PostgreSQL database, which needs it": {"--from", dir, "--to", dir, "--to-key-file", "x"},
	} {
		code, _, errs := runCopy(config.English, append([]string{"copy"}, words...)...)
		assert.Equal(t, exitUsage, code)
		assert.Contains(t, errs, want)
	}
}
