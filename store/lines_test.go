package store

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// openLines opens a store with the registers of testdata/lines.sql on 15.06.2024.
func openLines(t *testing.T) *Store {
	t.Helper()
	now := time.Date(2024, 6, 15, 12, 0, 0, 0, Moscow)
	st, err := Open(t.TempDir(), Options{Now: func() time.Time { return now }})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	script, err := os.ReadFile(filepath.Join("testdata", "lines.sql"))
	require.NoError(t, err)
	runScript(t, st, string(script))
	return st
}

// runScript puts rows as no operation can.
func runScript(t *testing.T, st *Store, script string) {
	t.Helper()
	require.NoError(t, st.As(0).Write(t.Context(), func(tx *Tx) error { return tx.c.Script(script) }))
}

// id is a UUID of testdata/lines.sql by its last digits.
func id(end string) string {
	return "00000000-0000-4000-8000-000000000000"[:36-len(end)] + end
}

// ends are the last digits of UUIDs of testdata/lines.sql.
func ends(uuids ...string) []string {
	short := []string{}
	for _, uuid := range uuids {
		short = append(short, strings.TrimLeft(uuid[24:], "0"))
	}
	return short
}

// endsOf reads a sequence and answers the last digits of its rows' UUIDs.
func endsOf[T any](t *testing.T, seq Seq[T], uuid func(*T) string) []string {
	t.Helper()
	var uuids []string
	require.NoError(t, seq(func(row *T) error {
		uuids = append(uuids, uuid(row))
		return nil
	}))
	return ends(uuids...)
}

// partners are those of testdata/lines.sql.
var partners = map[Partner]string{1: id("f1"), 2: id("f2"), 3: id("f3"), 4: id("f4")}
