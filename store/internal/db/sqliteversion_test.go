package db

import (
	"testing"

	sqlite3 "github.com/mattn/go-sqlite3"
	"github.com/stretchr/testify/assert"
)

// SQLite before 3.51.3 can corrupt a database in WAL mode: a checkpoint that
// resets the log may race with a writer (https://sqlite.org/wal.html#walresetbug).
func TestSQLiteHasTheWALResetFix(t *testing.T) {
	version, number, _ := sqlite3.Version()
	assert.GreaterOrEqual(t, number, 3_051_003, "SQLite %s", version)
}
