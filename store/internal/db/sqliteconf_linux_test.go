package db

import (
	"testing"

	"github.com/stretchr/testify/require"

	"partnerapi/internal/sqliteconf"
)

// SQLite counts no memory, whose count has a lock that all readers would share, and
// looks at no bound values, for which it would prepare statements anew.
func TestSQLiteIsConfigured(t *testing.T) {
	newDB(t)
	require.True(t, sqliteconf.NoMemoryCount)
	require.True(t, sqliteconf.StablePlans)
}
