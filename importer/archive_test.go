package importer

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/onec"
	"partnerapi/store"
)

// future is a moment after all that the sample has.
var future = time.Date(2090, 1, 1, 0, 0, 0, 0, time.UTC)

// retire archives and removes what is before a moment; around may be nil.
func retire(t *testing.T, d *data, dir string, before time.Time, around func(archive store.Archive) store.Archive) (removed int64, err error) {
	t.Helper()
	folder, err := OpenArchiveFolder(dir)
	require.NoError(t, err)
	for _, of := range store.ArchivedRegisters {
		archive := folder.Of(of.Kind(), func(string, int64) {})
		if around != nil {
			archive = around(archive)
		}
		if err := d.Operator().Retire(t.Context(), of, before, archive, func(rows int64) { removed += rows }); err != nil {
			return removed, err
		}
	}
	return removed, nil
}

// archivedLines are the lines of all archives, file by file, older files first.
func archivedLines(t *testing.T, dir string) (lines []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	require.NoError(t, err)
	id := func(file string) string { return strings.TrimSuffix(file, ".jsonl.gz")[len(file)-len(".jsonl.gz")-32:] }
	slices.SortFunc(files, func(a, b string) int { return strings.Compare(id(a), id(b)) })
	for _, name := range files {
		require.True(t, strings.HasSuffix(name, ".jsonl.gz"), name)
		info, err := os.Stat(name)
		require.NoError(t, err)
		assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
		file, err := os.Open(name)
		require.NoError(t, err)
		unzipped, err := gzip.NewReader(file)
		require.NoError(t, err)
		all, err := io.ReadAll(unzipped)
		require.NoError(t, err)
		require.NoError(t, file.Close())
		lines = append(lines, strings.Split(strings.TrimSuffix(string(all), "\n"), "\n")...)
	}
	return lines
}

func happened(d *data) (n int64) {
	for _, of := range store.ArchivedRegisters {
		n += int64(count(d, of.Kind()))
	}
	return n
}

// What is archived is gone, and an import brings it back as it was; newer months stay.
func TestRetire(t *testing.T) {
	d, dir := newSample(t), filepath.Join(t.TempDir(), "archive")
	before, all := d.content(), happened(d)
	require.Positive(t, all)
	times := d.query(`SELECT time FROM call ORDER BY time`)
	cut := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	var old int64
	for _, of := range store.ArchivedRegisters {
		months, err := d.Operator().OldMonths(t.Context(), of, cut)
		require.NoError(t, err)
		for n, month := range months {
			assert.True(t, month.First.Before(cut) && (n == 0 || months[n-1].First.Before(month.First)))
			old += month.Rows
		}
	}
	require.Positive(t, old)
	require.Less(t, old, all)

	removed, err := retire(t, d, dir, cut, nil)
	require.NoError(t, err)
	assert.Equal(t, old, removed)
	assert.Equal(t, all-old, happened(d))
	assert.Equal(t, slices.DeleteFunc(times, func(text string) bool { return text < "1782864000" }), d.query(`SELECT time FROM call ORDER BY time`))
	lines := archivedLines(t, dir)
	assert.Len(t, lines, int(old))
	if d.onPostgres() {
		assert.Empty(t, d.query(`SELECT relname FROM pg_class WHERE relname ~ '^(old_|call_2026_06)'`))
		for _, of := range store.ArchivedRegisters {
			assert.Len(t, d.query(`SELECT id FROM `+of.Kind()+`_directory`), count(d, of.Kind()))
		}
	}
	again, err := retire(t, d, dir, cut, nil)
	require.NoError(t, err)
	assert.Zero(t, again)

	report, problems := d.load(text(lines...), Options{})
	assert.Empty(t, problems)
	assert.Equal(t, Report{Lines: old, Taken: old}, report)
	assert.Equal(t, before, d.content())
}

// A stop at any point loses nothing, and the next run goes on.
func TestRetireInterrupted(t *testing.T) {
	d, dir := newSample(t), filepath.Join(t.TempDir(), "archive")
	before := d.content()
	stopped := errors.New("stopped")
	for n, around := range []func(archive store.Archive) store.Archive{
		func(store.Archive) store.Archive { // before anything is written
			return func(string, store.Seq[store.ArchivedRow]) error { return stopped }
		},
		func(archive store.Archive) store.Archive { // in the middle of a file
			return func(name string, rows store.Seq[store.ArchivedRow]) error {
				return archive(name, func(yield func(*store.ArchivedRow) error) error {
					return rows(func(row *store.ArchivedRow) error { return errors.Join(yield(row), stopped) })
				})
			}
		},
		func(archive store.Archive) store.Archive { // when the file is there
			return func(name string, rows store.Seq[store.ArchivedRow]) error {
				return errors.Join(archive(name, rows), stopped)
			}
		},
	} {
		removed, err := retire(t, d, dir, future, around)
		require.ErrorIs(t, err, stopped, n)
		assert.Zero(t, removed)
	}
	if d.onPostgres() {
		_, err := store.Copy(t.Context(), d.place(), newPlace(t), store.Options{}, silent)
		require.ErrorContains(t, err, "retention was not finished")
	}
	// The context ends after the first deletions.
	ctx, stop := context.WithCancel(t.Context())
	folder, err := OpenArchiveFolder(dir)
	require.NoError(t, err)
	of := store.ArchivedRegisters[0]
	require.ErrorIs(t, d.Operator().Retire(ctx, of, future, folder.Of(of.Kind(), func(string, int64) {}), func(int64) { stop() }), context.Canceled)

	_, err = retire(t, d, dir, future, nil)
	require.NoError(t, err)
	assert.Zero(t, happened(d))
	lines := archivedLines(t, dir)
	report, problems := d.load(text(lines...), Options{})
	assert.Empty(t, problems)
	assert.Equal(t, int64(len(lines)), report.Taken)
	assert.Equal(t, before, d.content())
}

// A row that an import writes while it is being archived is in a later archive as it is
// then, whether it is the same row, another time of it or a new one.
func TestRetireBesideAnImport(t *testing.T) {
	d, dir := newSample(t), filepath.Join(t.TempDir(), "archive")
	call := firstOf(t, "call")
	added, moved := newID(), idOf(t, call, "call_id")
	first := true
	_, err := retire(t, d, dir, future, func(archive store.Archive) store.Archive {
		return func(name string, rows store.Seq[store.ArchivedRow]) error {
			err := archive(name, rows)
			if first {
				first = false
				// The month that was archived just now, and another one.
				other := time.Unix(0, 0).UTC().Format("2006-01-02T15:04:05")
				d.take(line(call, map[string]any{"duration": 4321}), line(call, map[string]any{"call_id": added}), line(firstOf(t, "sip_call"), map[string]any{"time": other, "duration": 77}))
			}
			return err
		}
	})
	require.NoError(t, err)
	assert.Zero(t, happened(d))
	lines := archivedLines(t, dir)
	d.load(text(lines...), Options{})
	assert.Equal(t, []string{"4321"}, d.query(`SELECT duration FROM call WHERE call_id = `+d.uuid(moved)))
	assert.Len(t, d.query(`SELECT id FROM call WHERE call_id = `+d.uuid(added)), 1)
	assert.Equal(t, []string{"77"}, d.query(`SELECT duration FROM sip_call WHERE call_id = `+d.uuid(idOf(t, firstOf(t, "sip_call"), "call_id"))))
}

// uuid is a UUID as the engine's texts have it.
func (d *data) uuid(id string) string {
	digits := strings.ReplaceAll(id, "-", "")
	if d.onPostgres() {
		return `'\x` + digits + `'`
	}
	return `x'` + digits + `'`
}

// A folder that others may read is refused.
func TestArchiveFolderIsTheOwners(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	_, err := OpenArchiveFolder(dir)
	require.NoError(t, err)
	info, err := os.Stat(dir)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o700), info.Mode().Perm())
	require.NoError(t, os.Chmod(dir, 0o750))
	_, err = OpenArchiveFolder(dir)
	require.ErrorContains(t, err, "may be read by others (mode 0750)")
}

// A moment of the hour that Moscow had twice comes back as the same one.
func TestMomentsComeBack(t *testing.T) {
	autumn := time.Date(2010, 10, 30, 21, 0, 0, 0, time.UTC)
	for n := range 6 {
		moment := store.Instant(autumn.Add(time.Duration(n) * 30 * time.Minute).Unix())
		again, _, ok := onec.ParseTime(momentText(moment))
		assert.True(t, ok)
		assert.Equal(t, int64(moment), again, momentText(moment))
	}
}

// An id that is seen again with another time, of this year or of any, replaces its row:
// in a batch of its own and in the same one, and in a dry run not.
func TestAnotherTimeReplacesTheRow(t *testing.T) {
	d := newSample(t)
	for _, kind := range []string{"call", "remote_session", "sip_call", "chat_message"} {
		sampled := line(firstOf(t, kind), map[string]any{"session_start": nil})
		all, id := count(d, kind), map[string]string{"remote_session": "session_id", "chat_message": "message_id"}[kind]
		if id == "" {
			id = "call_id"
		}
		row := func() []string {
			return d.query(`SELECT id, time FROM ` + kind + ` WHERE ` + id + ` = ` + d.uuid(idOf(t, sampled, id)))
		}
		before := row()
		require.Len(t, before, 1)
		key, _, _ := strings.Cut(before[0], "|")
		_, problems := d.load(text(line(sampled, map[string]any{"time": "2025-02-03T04:05:06"})), Options{DryRun: true})
		assert.Empty(t, problems)
		assert.Equal(t, before, row())
		for _, times := range [][]string{{"2025-02-03T04:05:06"}, {"2025-02-03T04:05:07"}, {"1999-01-01T00:00:00", "2150-01-01T00:00:00"}, {"2026-11-01T02:59:59", "2026-11-01T03:00:00"}} {
			var lines []string
			for _, moment := range times {
				lines = append(lines, line(sampled, map[string]any{"time": moment}))
			}
			d.take(lines...)
			want, _, _ := onec.ParseTime(times[len(times)-1])
			assert.Equal(t, []string{key + "|" + fmt.Sprint(want)}, row(), times)
		}
		assert.Equal(t, all, count(d, kind))
	}
}
