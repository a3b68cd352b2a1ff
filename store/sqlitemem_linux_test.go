package store

import (
	"testing"

	"github.com/stretchr/testify/require"

	"partnerapi/internal/sqlitemem"
)

// SQLite counts no memory: the count has a lock that all readers would share.
func TestSQLiteCountsNoMemory(t *testing.T) {
	newStore(t)
	require.True(t, sqlitemem.Off)
}
