package xmltok

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func BenchmarkEnvelope(b *testing.B) {
	envelope, err := os.ReadFile(filepath.Join("testdata", "client_add.xml"))
	require.NoError(b, err)
	document := string(envelope)
	var r Reader
	b.ReportAllocs()
	b.SetBytes(int64(len(document)))
	for b.Loop() {
		r.Reset(document, DefaultLimits)
		if err := r.Drain(); err != nil {
			b.Fatal(err)
		}
	}
}
