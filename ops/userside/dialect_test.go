package userside

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDialects(t *testing.T) {
	for text, want := range map[string]Dialect{"both": DialectBoth, "modern": DialectModern, "legacy": DialectLegacy} {
		d, err := ParseDialect(text)
		require.NoError(t, err)
		assert.Equal(t, want, d)
	}
	for _, text := range []string{"", "Both", "both,modern", "3.18"} {
		_, err := ParseDialect(text)
		assert.ErrorContains(t, err, "is none of both, modern, legacy", "%q", text)
	}
}
