package main

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/config"
)

// The committed table of settings is what the program says.
func TestSettingsPages(t *testing.T) {
	for lang, file := range map[config.Language]string{config.English: "settings.md", config.Russian: "settings.ru.md"} {
		want, err := os.ReadFile("../../docs/" + file)
		require.NoError(t, err)
		var got strings.Builder
		require.NoError(t, config.WriteMarkdown(&got, lang))
		assert.Equal(t, string(want), got.String(), "run make generate")
	}
}
