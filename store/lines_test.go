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
	st, err := Open(inPlace(t, Options{Now: func() time.Time { return now }}))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	script, err := os.ReadFile(filepath.Join("testdata", "lines.sql"))
	require.NoError(t, err)
	runScript(t, st, string(script))
	countFrom(t, st, 100, 1000)
	return st
}

// countFrom makes the store go on with an id and a number above those of a script.
func countFrom(t *testing.T, st *Store, id, number int64) {
	t.Helper()
	require.NoError(t, st.write(t.Context(), func(tx *Tx) error {
		for name := range counters(1) {
			next := id
			if strings.HasSuffix(name, ".number") {
				next = number
			}
			if strings.HasPrefix(name, "agent_") {
				continue
			}
			if err := tx.ids.Raise(name, next-1); err != nil {
				return err
			}
		}
		return nil
	}))
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
