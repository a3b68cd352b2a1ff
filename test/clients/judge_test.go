package clients

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/soaptest"
	"partnerapi/wsdl"
)

// judge lets xmllint judge answers, whole envelopes, faults too, by the WSDL's
// own schema (W7).
func judge(t *testing.T, answers [][]byte) {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS("schema")))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "service.xsd"), wsdl.Schema(wsdl.Namespace), 0o600))
	files := map[string][]string{}
	for i, answer := range answers {
		schema := "envelope11.xsd"
		if bytes.Contains(answer, []byte(soaptest.SOAP12)) {
			schema = "envelope12.xsd"
		}
		file := filepath.Join(dir, fmt.Sprintf("%d.xml", i))
		require.NoError(t, os.WriteFile(file, answer, 0o600))
		files[schema] = append(files[schema], file)
	}
	for schema, files := range files {
		arguments := append([]string{"--nonet", "--noout", "--schema", filepath.Join(dir, schema)}, files...)
		// What is not valid shows in the output, and so does all that is.
		out, _ := exec.CommandContext(t.Context(), "xmllint", arguments...).CombinedOutput()
		for _, file := range files {
			if !assert.Contains(t, string(out), file+" validates\n", "xmllint does not say that an answer is valid") {
				text, err := os.ReadFile(file)
				require.NoError(t, err)
				t.Logf("%s\n%s", strings.TrimSpace(string(out)), text)
				return
			}
		}
	}
}
