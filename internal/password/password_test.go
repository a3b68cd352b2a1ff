package password

import (
	"context"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// cheap is the least that is accepted, for tests that compute many.
var cheap = Params{Memory: minMemory, Time: 1, Threads: 1}

func newHasher(t testing.TB, p Params) *Hasher {
	h, err := NewHasher(p)
	require.NoError(t, err)
	return h
}

func TestVerifyKnowsItsOwn(t *testing.T) {
	h := newHasher(t, Default)
	for _, secret := range []string{"secret", "", "Пароль №1 🔑", strings.Repeat("x", 4096), "with\x00zero"} {
		hash, err := h.Hash(t.Context(), secret)
		require.NoError(t, err)
		assert.Regexp(t, `^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$`, hash)
		ok, err := h.Verify(t.Context(), secret, hash)
		require.NoError(t, err)
		assert.True(t, ok, secret)
		ok, err = h.Verify(t.Context(), secret+"x", hash)
		require.NoError(t, err)
		assert.False(t, ok)
	}
}

func TestSaltsDiffer(t *testing.T) {
	h := newHasher(t, cheap)
	a, err := h.Hash(t.Context(), "secret")
	require.NoError(t, err)
	b, err := h.Hash(t.Context(), "secret")
	require.NoError(t, err)
	assert.NotEqual(t, a, b)
}

// Hashes that the reference command made:
// echo -n пароль | argon2 saltsaltsalt -id -k 7168 -t 5 -p 1 -e, and
// echo -n пароль | argon2 saltsaltsalt -id -k 8192 -t 6 -p 4 -l 24 -e
var referenceHashes = []string{
	"$argon2id$v=19$m=7168,t=5,p=1$c2FsdHNhbHRzYWx0$Vd50flBYWW+7nFCgMPyaG+Gy6nq59j6JjaSzau/7VMM",
	"$argon2id$v=19$m=8192,t=6,p=4$c2FsdHNhbHRzYWx0$XLmU/srKv23xhR4+2VWaKqf3wEyie7oT",
}

func TestHashesOfTheReferenceCommand(t *testing.T) {
	h := newHasher(t, Default) // the parameters in the hash count, not these
	for _, hash := range referenceHashes {
		ok, err := h.Verify(t.Context(), "пароль", hash)
		require.NoError(t, err)
		assert.True(t, ok, hash)
		ok, err = h.Verify(t.Context(), "парол", hash)
		require.NoError(t, err)
		assert.False(t, ok, hash)
	}
}

func TestParametersHaveBounds(t *testing.T) {
	for _, c := range []struct {
		p    Params
		says string
	}{
		{Params{Memory: 19456, Time: 0, Threads: 1}, "time of 0"},
		{Params{Memory: 19456, Time: 17, Threads: 1}, "time of 17"},
		{Params{Memory: 19456, Time: 2, Threads: 0}, "0 threads"},
		{Params{Memory: 19456, Time: 2, Threads: 17}, "17 threads"},
		{Params{Memory: 7, Time: 5, Threads: 1}, "memory of 7 "},
		{Params{Memory: 256<<10 + 1, Time: 1, Threads: 1}, "memory of 262145"},
		{Params{}, "memory of 0"},
	} {
		_, err := NewHasher(c.p)
		assert.ErrorContains(t, err, c.says, "%+v", c.p)
	}
}

func TestHostileHashesAreRefusedUncomputed(t *testing.T) {
	salt := "c2FsdHNhbHRzYWx0"
	tag := base64.RawStdEncoding.EncodeToString(make([]byte, 32))
	ok := "$argon2id$v=19$m=7168,t=5,p=1$" + salt + "$" + tag
	_, err := parsePHC(ok)
	require.NoError(t, err, "the others differ from this one")
	h := newHasher(t, Default)
	for name, hash := range map[string]string{
		"empty":            "",
		"clear text":       "secret",
		"bcrypt":           "$2y$10$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234",
		"argon2i":          strings.Replace(ok, "argon2id", "argon2i", 1),
		"older version":    strings.Replace(ok, "v=19", "v=16", 1),
		"no version":       strings.Replace(ok, "$v=19", "", 1),
		"4 TiB":            strings.Replace(ok, "m=7168", "m=4294967295", 1),
		"past 32 bits":     strings.Replace(ok, "m=7168", "m=4294974464", 1),
		"1 GiB":            strings.Replace(ok, "m=7168", "m=1048576", 1),
		"for ever":         strings.Replace(ok, "t=5", "t=4294967295", 1),
		"no pass":          strings.Replace(ok, "t=5", "t=0", 1),
		"no lane":          strings.Replace(ok, "p=1", "p=0", 1),
		"257 lanes":        strings.Replace(ok, "p=1", "p=257", 1),
		"short salt":       strings.Replace(ok, salt, "c2FsdA", 1),
		"long salt":        strings.Replace(ok, salt, strings.Repeat("c2Fs", 17), 1),
		"short tag":        strings.Replace(ok, tag, "c2FsdHNhbHQ", 1),
		"long tag":         strings.Replace(ok, tag, strings.Repeat("c2Fs", 22), 1),
		"padding":          ok + "=",
		"loose last bits":  ok[:len(ok)-1] + "B",
		"line end":         ok + "\n",
		"order of numbers": strings.Replace(ok, "m=7168,t=5", "t=5,m=7168", 1),
		"sign":             strings.Replace(ok, "t=5", "t=+5", 1),
	} {
		matched, err := h.Verify(t.Context(), "secret", hash)
		assert.ErrorIs(t, err, ErrHash, name)
		assert.False(t, matched, name)
	}
}

func TestAtMostTwoAtOnceAndTheRestWaitsAsLongAsItsContext(t *testing.T) {
	h := newHasher(t, cheap)
	hash, err := h.Hash(t.Context(), "secret")
	require.NoError(t, err)
	for range atOnce { // as if two were being computed
		require.NoError(t, h.turns.enter(t.Context(), Asker{}))
	}
	ctx, cancel := context.WithCancel(t.Context())
	answers := make(chan error)
	go func() { _, err := h.Verify(ctx, "secret", hash); answers <- err }()
	go func() { _, err := h.Hash(ctx, "secret"); answers <- err }()
	cancel()
	require.ErrorIs(t, <-answers, context.Canceled)
	require.ErrorIs(t, <-answers, context.Canceled)

	h.turns.leave()
	ok, err := h.Verify(t.Context(), "secret", hash)
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, 1, h.turns.running, "what was taken was given back")
	waiting, _ := h.Counts()
	require.Zero(t, waiting)

	_, err = h.Verify(ctx, "secret", hash)
	require.ErrorIs(t, err, context.Canceled, "nothing is computed for one who has left, even with a free slot")
}

func TestGenerate(t *testing.T) {
	seen, used := map[string]bool{}, map[rune]int{}
	for range 5000 {
		p := Generate(12)
		require.Len(t, p, 12)
		require.False(t, seen[p], "twice the same")
		seen[p] = true
		for _, r := range p {
			used[r]++
		}
	}
	require.Len(t, used, len(alphabet), "every character of the alphabet turns up")
	for r, n := range used {
		require.Contains(t, alphabet, string(r))
		// 60,000 characters over 55: 1,091 each. 800 is nine deviations away.
		require.Greater(t, n, 800, "%c is too rare", r)
	}
	for _, r := range "0Oo1lIi" {
		require.NotContains(t, alphabet, string(r))
	}
	require.Empty(t, Generate(0))
	require.Len(t, Generate(100), 100)
}

func FuzzParse(f *testing.F) {
	for _, hash := range referenceHashes {
		f.Add(hash)
	}
	f.Add("$argon2id$v=19$m=4294967295,t=4294967295,p=255$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA")
	f.Fuzz(func(t *testing.T, text string) {
		h, err := parsePHC(text)
		if err != nil {
			require.ErrorIs(t, err, ErrHash)
			return
		}
		require.NoError(t, h.check())
		require.Equal(t, text, h.String(), "one hash, one spelling")
	})
}

// Weak draws OWASP's line.
func TestWeak(t *testing.T) {
	for params, weak := range map[Params]bool{
		Default:                                  false,
		{Memory: 7168, Time: 5, Threads: 1}:      false,
		{Memory: 7168, Time: 4, Threads: 1}:      true,
		{Memory: 19456, Time: 1, Threads: 1}:     true,
		{Memory: 7167, Time: 16, Threads: 1}:     true,
		{Memory: minMemory, Time: 1, Threads: 1}: true,
	} {
		require.Equal(t, weak, params.Weak(), params)
	}
}
