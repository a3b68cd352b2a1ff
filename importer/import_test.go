package importer

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"partnerapi/internal/enginetest"
)

// The sample is taken whole, from a file as from a pipe, and a second time
// without a trace; the logins get in.
func TestSample(t *testing.T) {
	d, lines := newData(t), sample(t)
	name := filepath.Join(t.TempDir(), "registers.jsonl")
	require.NoError(t, os.WriteFile(name, []byte(strings.Join(lines, "\n")), 0o600))
	file, err := os.Open(name)
	require.NoError(t, err)
	defer file.Close()
	report, problems := d.load(file, Options{})
	require.Empty(t, problems)
	count := int64(len(lines))
	require.Equal(t, Report{Lines: count, Taken: count}, report)
	before := d.hash()

	report, problems = d.load(struct{ io.Reader }{text(lines...)}, Options{})
	require.Empty(t, problems)
	require.Equal(t, Report{Lines: count, Taken: count}, report)
	assert.Equal(t, before, d.hash())

	login, err := d.Operator().Login(t.Context(), "demo")
	require.NoError(t, err)
	ok, err := cheap(t).Verify(t.Context(), "demo", login.PasswordHash)
	require.NoError(t, err)
	assert.True(t, ok)
	assert.Empty(t, leftovers(t, d.Place.Store), "temporary files")
}

func leftovers(t *testing.T, dir string) (names []string) {
	if enginetest.OnPostgres() {
		return nil // an import beside a server has no directory
	}
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, file := range files {
		if !strings.HasPrefix(file.Name(), "partnerapi.") && !strings.Contains(file.Name(), ".lock") {
			names = append(names, file.Name())
		}
	}
	return names
}

// Order in the file does not matter: backwards, where every line comes before
// what it refers to, and at random.
func TestOrder(t *testing.T) {
	lines := sample(t)
	want := newSample(t).content()
	orders := map[string]func(){
		"backwards": func() { slices.Reverse(lines) },
		"random":    func() { rand.Shuffle(len(lines), func(a, b int) { lines[a], lines[b] = lines[b], lines[a] }) },
	}
	for name, reorder := range orders {
		reorder()
		d := newData(t)
		d.take(lines...)
		assert.Equal(t, want, d.content(), name)
	}
}

// Importing lines twice is importing them once, whatever was there, whichever
// they are, good or bad, and whether they bring all their keys or not.
func TestIdempotence(t *testing.T) {
	lines := sample(t)
	for n := range lines {
		lines[n] = line(lines[n], map[string]any{"logins": nil}) // each costs a hash; TestSample has them
	}
	d := newData(t)
	rapid.Check(t, func(t *rapid.T) {
		some := rapid.SliceOfN(rapid.SampledFrom(lines), 1, 60).Draw(t, "lines")
		for n := range some {
			if k := kindByName[kindIn(some[n])]; rapid.Bool().Draw(t, "null") {
				// Two lines that say different things of a customer's money or
				// addresses leave their trace each time.
				if name := rapid.SampledFrom(k.keys).Draw(t, "key").name; name != "opening_balance" && name != "ips" {
					some[n] = line(some[n], map[string]any{name: null})
				}
			}
		}
		_, first := d.load(text(some...), Options{})
		before := d.hash()
		_, second := d.load(text(some...), Options{})
		require.Equal(t, before, d.hash())
		require.Equal(t, first, second)
	})
}

func kindIn(line string) string {
	members, err := object([]byte(line), nil)
	if err != nil {
		return ""
	}
	k, _ := kindOf(members)
	return k.name
}

// A byte order mark, line ends of Windows, blank lines and a last line without
// an end are no errors, and lines are counted as an editor counts them.
func TestLinesAsTheyCome(t *testing.T) {
	region := firstOf(t, "region")
	d := newData(t)
	report, problems := d.load(strings.NewReader("\xef\xbb\xbf"+region+"\r\n\r\n  \n"+region+"\r\n{\r\n \t"+region), Options{})
	assert.Equal(t, []string{"line 5: the line is not a JSON object"}, problems)
	assert.Equal(t, Report{Lines: 4, Taken: 3, Refused: 1}, report)

	report, problems = d.load(strings.NewReader("\n \r\n"), Options{})
	assert.Empty(t, problems)
	assert.Zero(t, report)
}

// A line that is too long is refused, its neighbours are not.
func TestLongLines(t *testing.T) {
	region := firstOf(t, "region")
	longest := region + strings.Repeat(" ", maxLine-len(region))
	d := newData(t)
	report, problems := d.load(text(region, longest, longest+" ", strings.Repeat("x", 3*maxLine), region), Options{})
	assert.Equal(t, []string{"line 3: the line is longer than 1048576 bytes", "line 4: the line is longer than 1048576 bytes"}, problems)
	assert.Equal(t, Report{Lines: 5, Taken: 3, Refused: 2}, report)
}

// A reader that fails in the middle is an error, and nothing was taken.
func TestReaderFails(t *testing.T) {
	d := newData(t)
	broken := errors.New("the disk is gone")
	report, err := Import(t.Context(), d.Store, cheap(t), io.MultiReader(text(firstOf(t, "region")), failing{broken}), Options{})
	require.ErrorIs(t, err, broken)
	assert.Equal(t, Report{Lines: 1}, report)
	assert.Empty(t, d.query(`SELECT * FROM region`))
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// A file that changes between the two readings is noticed.
func TestFileChanges(t *testing.T) {
	d := newData(t)
	file, err := os.CreateTemp(t.TempDir(), "")
	require.NoError(t, err)
	defer file.Close()
	line := firstOf(t, "region")
	_, err = file.WriteString(line + "\n")
	require.NoError(t, err)
	_, err = file.Seek(0, io.SeekStart)
	require.NoError(t, err)
	im := &importing{store: d.Store, opts: Options{Progress: func(Progress) {}, Problem: func(p Problem) { t.Error(p) }}}
	defer func() { require.NoError(t, im.close()) }()
	require.NoError(t, im.survey(t.Context(), file))
	require.NoError(t, os.WriteFile(file.Name(), bytes.Repeat([]byte("x"), len(line)), 0o600))
	require.ErrorContains(t, im.takeAll(t.Context(), d.Operator().Importer()), "changed while it was read")
}

// Ended from outside, an import says how many lines are in the store, and no
// other is.
func TestStopped(t *testing.T) {
	d := newSample(t)
	lines := calls(t, 3*batchSize)
	before := len(d.query(`SELECT id FROM call`))
	ctx, cancel := context.WithCancel(t.Context())
	report, err := Import(ctx, d.Store, cheap(t), text(lines...), Options{Progress: func(p Progress) {
		if p.Stage == Taking && p.Done >= 100 {
			cancel()
		}
	}})
	require.ErrorIs(t, err, context.Canceled)
	assert.Positive(t, report.Taken)
	assert.Less(t, report.Taken, report.Lines)
	assert.Len(t, d.query(`SELECT id FROM call`), before+int(report.Taken))
	d.take(lines...)
	assert.Len(t, d.query(`SELECT id FROM call`), before+len(lines))
}

// calls makes up calls like the sample's first.
func calls(t testing.TB, n int) []string {
	like := firstOf(t, "call")
	list := make([]string, n)
	for at := range list {
		list[at] = line(like, map[string]any{"call_id": newID()})
	}
	return list
}

// Stopped while passwords are hashed, nothing was taken.
func TestStoppedWhileHashing(t *testing.T) {
	d := newData(t)
	ctx, cancel := context.WithCancel(t.Context())
	report, err := Import(ctx, d.Store, cheap(t), text(sample(t)...), Options{Progress: func(p Progress) {
		if p.Stage == Hashing {
			cancel()
		}
	}})
	require.ErrorIs(t, err, context.Canceled)
	assert.Zero(t, report.Taken)
	assert.Empty(t, d.query(`SELECT * FROM partner`))
}

// The argon2 parameters of the configuration are the hashes'.
func TestLoginsAreHashed(t *testing.T) {
	d := newSample(t)
	hashes := d.query(`SELECT password_hash FROM login`)
	require.NotEmpty(t, hashes)
	for _, hash := range hashes {
		assert.True(t, strings.HasPrefix(hash, "$argon2id$v=19$m=7168,t=5,p=1$"), hash)
	}
	if enginetest.OnPostgres() {
		return
	}
	dump, err := os.ReadFile(d.Place.Store + "/partnerapi.db")
	require.NoError(t, err)
	log, err := os.ReadFile(d.Place.Store + "/partnerapi.db-wal")
	require.NoError(t, err)
	for _, line := range sample(t) {
		members, err := object([]byte(line), nil)
		require.NoError(t, err)
		for _, m := range members {
			if strings.HasSuffix(m.name, "_password") {
				secret, err := unquote(m.value.json)
				require.NoError(t, err)
				assert.False(t, bytes.Contains(dump, []byte(secret)) || bytes.Contains(log, []byte(secret)), "%s in clear text", secret)
			}
		}
	}
}

// A changed password replaces the hash, another login stays, an unchanged one
// keeps its very hash.
func TestLoginChanges(t *testing.T) {
	d := newSample(t)
	partner := firstOf(t, "partner")
	before := d.query(`SELECT login, password_hash FROM login ORDER BY login`)
	d.take(line(partner, map[string]any{"logins": []any{
		map[string]any{"login": "vendor", "password": "другой"}, map[string]any{"login": "новый", "password": "пароль"},
	}}))
	after := d.query(`SELECT login, password_hash FROM login ORDER BY login`)
	assert.Len(t, after, len(before)+1)
	for login, secret := range map[string]string{"vendor": "другой", "новый": "пароль"} {
		stored, err := d.Operator().Login(t.Context(), login)
		require.NoError(t, err)
		ok, err := cheap(t).Verify(t.Context(), secret, stored.PasswordHash)
		require.NoError(t, err)
		assert.True(t, ok, login)
	}
	d.take(line(partner, map[string]any{"logins": []any{map[string]any{"login": "vendor", "password": "другой"}}}))
	assert.Equal(t, after, d.query(`SELECT login, password_hash FROM login ORDER BY login`))
	d.take(line(partner, map[string]any{"logins": nil}))
	assert.Equal(t, after, d.query(`SELECT login, password_hash FROM login ORDER BY login`))
}

func newID() string { return uuid.NewString() }

// PostgreSQL plans for the rows that an import has brought, and does not wait for its own
// look at them, which leaves tables with partitions out.
func TestPlansFitAfterAnImport(t *testing.T) {
	enginetest.PostgresOnly(t, "its statistics")
	d := newSample(t)
	d.take(calls(t, manyLines)...)
	assert.Equal(t, d.query(`SELECT count(*) FROM call`), d.query(`SELECT reltuples FROM pg_class WHERE oid = CAST('call' AS regclass)`))
}
