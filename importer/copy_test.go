package importer

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
	"partnerapi/store"
)

// place is where the data is, for a copy.
func (d *data) place() store.Place { return store.Place{Location: d.Place.Store, KeyFile: d.KeyFile} }

// open opens a place that a copy has filled.
func open(t *testing.T, p store.Place) *data {
	t.Helper()
	st, err := store.Open(p.Location, store.Options{Readers: 2, KeyFile: p.KeyFile})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	return &data{t: t, Place: enginetest.Place{Store: p.Location, KeyFile: p.KeyFile}, Store: st}
}

func newPlace(t *testing.T) store.Place {
	p := enginetest.New(t)
	return store.Place{Location: p.Store, KeyFile: p.KeyFile}
}

func silent(string, int64, bool) {}

// A store goes from a data directory to the engine of the run and back, whole: every
// table of the catalogue, the key, and where numbers go on.
func TestCopy(t *testing.T) {
	dir := t.TempDir()
	first, err := store.Open(dir, store.Options{Readers: 2})
	require.NoError(t, err)
	report, err := Import(t.Context(), first, cheap(t), text(sample(t)...), Options{})
	require.NoError(t, err)
	require.Zero(t, report.Refused)
	partner := idOf(t, firstOf(t, "partner"), "partner_id")
	require.NoError(t, first.Operator().AddToken(t.Context(), partner, store.NewToken{Token: "0123456789abcdef0123456789abcdef"}))
	passwords := (&data{t: t, Place: enginetest.Place{Store: dir}, Store: first}).agentPasswords()
	require.NotEmpty(t, passwords)
	require.NoError(t, first.Close())

	there, back := newPlace(t), store.Place{Location: filepath.Join(t.TempDir(), "back")}
	sums, err := store.Copy(t.Context(), store.Place{Location: dir}, there, store.Options{Command: store.Command{Line: "copy there"}}, silent)
	require.NoError(t, err)
	copied := open(t, there)
	assert.Equal(t, passwords, copied.agentPasswords(), "under the same key")
	ownTables := []string{"counter", "directory", "migration", "sealing_key"} // of the database itself
	assert.Equal(t, slices.DeleteFunc(copied.tables(), func(name string) bool { return slices.Contains(ownTables, name) }), names(sums))
	audit, err := copied.Operator().Audit(t.Context(), 0, 10)
	require.NoError(t, err)
	assert.Equal(t, "copy there", audit[len(audit)-1].Line)
	before, err := store.Copy(t.Context(), there, back, store.Options{Command: store.Command{Line: "copy back"}}, silent)
	require.NoError(t, err)
	for n := range before {
		if before[n].Table != "audit" { // it has the line of the first copy
			assert.Equal(t, sums[n], before[n])
		}
	}
	for _, p := range []store.Place{there, back} {
		info, err := os.Stat(keyFile(p))
		require.NoError(t, err)
		assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	}

	// All three say the same, and ids and numbers go on alike.
	contents, next := map[string][]string{}, map[string][]string{}
	client := newID()
	for name, p := range map[string]store.Place{"source": {Location: dir}, "there": there, "back": back} {
		d := open(t, p)
		contents[name] = d.content()
		d.take(line(firstOf(t, "client"), map[string]any{"client_id": client, "client_new_id": null}))
		next[name] = d.query(`SELECT id, number FROM client WHERE client_id = ?1`, client)
	}
	for _, name := range []string{"there", "back"} {
		assert.Equal(t, contents["source"], contents[name])
		assert.Equal(t, next["source"], next[name])
	}
}

// An interrupted copy goes on from the same source alone; until it ends, nothing else
// opens the target.
func TestCopyInterrupted(t *testing.T) {
	d, target := newSample(t), newPlace(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	_, err := store.Copy(ctx, d.place(), target, store.Options{}, func(table string, _ int64, all bool) {
		if table == "client" && all {
			stop()
		}
	})
	require.ErrorIs(t, err, context.Canceled)
	_, err = store.Open(target.Location, store.Options{KeyFile: target.KeyFile})
	require.ErrorIs(t, err, store.ErrUnfinished)
	_, err = store.Copy(t.Context(), newSample(t).place(), target, store.Options{}, silent)
	require.ErrorIs(t, err, store.ErrNotEmpty)

	first := map[string]int64{}
	sums, err := store.Copy(t.Context(), d.place(), target, store.Options{}, func(table string, rows int64, _ bool) {
		if _, seen := first[table]; !seen {
			first[table] = rows
		}
	})
	require.NoError(t, err)
	assert.NotZero(t, first["client"])
	assert.Equal(t, d.content(), open(t, target).content())
	again, err := store.Copy(t.Context(), d.place(), newPlace(t), store.Options{}, silent)
	require.NoError(t, err)
	assert.Equal(t, again, sums)
}

// Of two copies into one target the one that was begun last goes on.
func TestCopyOvertaken(t *testing.T) {
	d, target := newSample(t), newPlace(t)
	var begun bool
	var sums []store.TableSum
	_, err := store.Copy(t.Context(), d.place(), target, store.Options{}, func(table string, _ int64, all bool) {
		if table == "region" && all && !begun {
			begun = true
			var err error
			sums, err = store.Copy(t.Context(), d.place(), target, store.Options{}, silent)
			require.NoError(t, err)
		}
	})
	require.ErrorIs(t, err, store.ErrOvertaken)
	assert.NotEmpty(t, sums)
	assert.Equal(t, d.content(), open(t, target).content())
}

// Of copies into one target that begin at once one goes to its end, and the others say
// why they do not.
func TestCopiesAtOnce(t *testing.T) {
	d, target := newSample(t), newPlace(t)
	errs := make([]error, 3)
	var copying sync.WaitGroup
	for n := range errs {
		copying.Go(func() { _, errs[n] = store.Copy(t.Context(), d.place(), target, store.Options{}, silent) })
	}
	copying.Wait()
	made := 0
	for _, err := range errs {
		switch {
		case err == nil:
			made++
		case errors.Is(err, store.ErrOvertaken), errors.Is(err, store.ErrNotEmpty):
		default:
			require.NoError(t, err)
		}
	}
	require.Equal(t, 1, made)
	assert.Equal(t, d.content(), open(t, target).content())
}

// A source that has changed behind the rows that were copied is noticed.
func TestCopyOfAChangedSource(t *testing.T) {
	d, target := newSample(t), newPlace(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	_, err := store.Copy(ctx, d.place(), target, store.Options{}, func(table string, _ int64, all bool) {
		if table == "client" && all { // long after the regions
			stop()
		}
	})
	require.ErrorIs(t, err, context.Canceled)
	d.exec(`UPDATE region SET region_name = 'x'`)
	_, err = store.Copy(t.Context(), d.place(), target, store.Options{}, silent)
	require.ErrorContains(t, err, "table region is not the same in the target")
	_, err = store.Open(target.Location, store.Options{KeyFile: target.KeyFile})
	require.ErrorIs(t, err, store.ErrUnfinished)
}

// A target with anything in it is refused and stays as it is, as does its key.
func TestCopyOverwritesNothing(t *testing.T) {
	d, target := newSample(t), newData(t)
	target.take(firstOf(t, "region"))
	before, key := target.hash(), readFile(t, keyFile(target.place()))
	_, err := store.Copy(t.Context(), d.place(), target.place(), store.Options{}, silent)
	require.ErrorIs(t, err, store.ErrNotEmpty)
	assert.Equal(t, before, target.hash())
	assert.Equal(t, key, readFile(t, keyFile(target.place())))

	empty := newData(t)
	key = readFile(t, keyFile(empty.place()))
	_, err = store.Copy(t.Context(), d.place(), empty.place(), store.Options{}, silent)
	require.ErrorContains(t, err, "is not the source's, and a copy overwrites none")
	assert.Equal(t, key, readFile(t, keyFile(empty.place())))
}

func keyFile(p store.Place) string {
	if p.KeyFile != "" {
		return p.KeyFile
	}
	return filepath.Join(p.Location, "partnerapi.key")
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	return string(text)
}

func names(sums []store.TableSum) (list []string) {
	for _, sum := range sums {
		list = append(list, sum.Table)
	}
	slices.Sort(list)
	return list
}

// agentPasswords opens the sealed passwords of the first partner's agents.
func (d *data) agentPasswords() (list []string) {
	d.t.Helper()
	tenant := d.partner(firstOf(d.t, "partner"), "partner_id")
	require.NoError(d.t, tenant.Agents(d.t.Context(), store.AgentFilter{Side: store.OfPartner})(func(a *store.Agent) error {
		password, err := tenant.AgentPassword(a)
		list = append(list, password)
		return err
	}))
	return list
}
