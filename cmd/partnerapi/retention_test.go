package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/config"
	"partnerapi/internal/enginetest"
)

// Old calls go into a file that import takes back, and out of the store.
func TestRetentionCommand(t *testing.T) {
	place, file, archive := enginetest.Empty(t), filepath.Join(t.TempDir(), "registers.jsonl"), filepath.Join(t.TempDir(), "archive")
	calls := `{"kind":"call","call_id":"0b3bd0b5-7b93-4bd0-8fd2-1ff8f0d1a001","time":"2020-05-31T23:00:00","duration":7,"partner_id":"67a9b05c-7dfb-47e8-9775-f593ce3ad2b2","client_id":null,"src_agent_id":null,"dst_agent_id":null,"service_type_id":null,"call_status_id":0,"remote_status_id":0,"URL_call_record":"a\"я"}` + "\n"
	require.NoError(t, os.WriteFile(file, []byte(auditRegisters+calls), 0o600))
	where := []string{"--data", place.Store}
	if place.KeyFile != "" {
		where = []string{"--store", place.Store, "--key-file", place.KeyFile}
	}
	run := func(lang config.Language, words ...string) (code int, out, errs string) {
		return runCopy(lang, append(words, where...)...)
	}
	code, _, errs := run(config.English, "import", file)
	require.Equal(t, exitOK, code, errs)

	for want, words := range map[string][]string{
		"give at least one of --calls":             {"--archive", archive},
		"--archive is missing":                     {"--calls", "1m"},
		`--chats "36" is no age like 36m (months)`: {"--chats", "36", "--archive", archive},
	} {
		code, _, errs := run(config.English, append([]string{"retention"}, words...)...)
		assert.Equal(t, exitUsage, code)
		assert.Contains(t, errs, want)
	}
	assert.NoDirExists(t, archive)
	code, _, errs = run(config.Russian, "retention", "--calls", "0m")
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, errs, `--calls "0m": не срок вида 36m (месяцев) или 3y (лет)`)

	code, out, errs := run(config.English, "retention", "--calls", "3y", "--sip-calls", "1m", "--dry-run")
	require.Equal(t, exitOK, code, errs)
	assert.Equal(t, "kind  month    rows\ncall  2020-05  1\n", out)
	code, out, errs = run(config.English, "retention", "--calls", "3y", "--sip-calls", "1m", "--archive", archive)
	require.Equal(t, exitOK, code, errs)
	assert.Contains(t, out, "call: 1 removed\nsip_call: 0 removed\n")
	files, err := filepath.Glob(filepath.Join(archive, "call_2020_05_*.jsonl.gz"))
	require.NoError(t, err)
	require.Len(t, files, 1)
	assert.Contains(t, out, files[0]+": 1\n")
	code, out, errs = run(config.English, "audit", "--json")
	require.Equal(t, exitOK, code, errs)
	assert.Regexp(t, `"command":"partnerapi retention --calls=3y --sip-calls=1m --archive=.*"outcome":"removed 1"`, out)

	code, out, errs = run(config.English, "import", files[0])
	require.Equal(t, exitOK, code, errs)
	assert.Equal(t, "lines 1, taken 1, refused 0\n", out)
	code, out, errs = run(config.English, "retention", "--calls", "3y", "--dry-run")
	require.Equal(t, exitOK, code, errs)
	assert.Equal(t, "kind  month    rows\ncall  2020-05  1\n", out)
}
