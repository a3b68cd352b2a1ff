package partnerapi

import (
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// NOTICE names every module that the program links, with its licence.
func TestNOTICE(t *testing.T) {
	made := exec.Command("scripts/notice")
	made.Stderr = t.Output()
	want, err := made.Output()
	require.NoError(t, err)
	got, err := os.ReadFile("NOTICE")
	require.NoError(t, err)
	assert.Equal(t, string(want), string(got), "run: scripts/notice >NOTICE")
}
