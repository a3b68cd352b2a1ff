package seal

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func testKey(t require.TestingT, fill byte) *Key {
	var raw [keySize]byte
	raw[0] = fill
	key, err := newKey(raw)
	require.NoError(t, err)
	return key
}

func TestOpenAnswersWhatWasSealed(t *testing.T) {
	key := testKey(t, 1)
	rapid.Check(t, func(t *rapid.T) {
		plain, aad := rapid.SliceOf(rapid.Byte()).Draw(t, "plain"), rapid.SliceOf(rapid.Byte()).Draw(t, "aad")
		sealed, err := key.Seal(plain, aad)
		require.NoError(t, err)
		require.Len(t, sealed, len(plain)+Overhead)
		opened, err := key.Open(sealed, aad)
		require.NoError(t, err)
		require.True(t, bytes.Equal(plain, opened))
	})
}

func TestEveryChangedByteIsNoticed(t *testing.T) {
	key := testKey(t, 1)
	aad := []byte("agent_user/7/3")
	sealed, err := key.Seal([]byte("пароль"), aad)
	require.NoError(t, err)
	for i := range sealed {
		changed := bytes.Clone(sealed)
		changed[i] ^= 1
		_, err := key.Open(changed, aad)
		if i >= 1 && i < headSize {
			require.ErrorIs(t, err, ErrOtherKey, "byte %d", i)
		} else {
			require.ErrorIs(t, err, ErrBroken, "byte %d", i)
		}
	}
	for n := range sealed {
		_, err := key.Open(sealed[:n], aad)
		require.ErrorIs(t, err, ErrBroken, "cut to %d bytes", n)
	}
	_, err = key.Open(append(bytes.Clone(sealed), 0), aad)
	require.ErrorIs(t, err, ErrBroken, "one byte more")
}

func TestASecretBelongsToItsPlace(t *testing.T) {
	key := testKey(t, 1)
	sealed, err := key.Seal([]byte("secret"), []byte("agent_user/7/3"))
	require.NoError(t, err)
	for _, place := range []string{"agent_user/7/4", "agent_partner/7/3", "agent_user/7/3 ", ""} {
		_, err := key.Open(sealed, []byte(place))
		require.ErrorIs(t, err, ErrBroken, place)
	}
}

func TestAnotherKeyIsNamed(t *testing.T) {
	one, two := testKey(t, 1), testKey(t, 2)
	require.NotEqual(t, one.ID(), two.ID())
	sealed, err := one.Seal([]byte("secret"), nil)
	require.NoError(t, err)
	_, err = two.Open(sealed, nil)
	require.ErrorIs(t, err, ErrOtherKey)
	require.ErrorContains(t, err, one.ID())
	require.ErrorContains(t, err, two.ID())
}

func TestEqualSecretsLookDifferent(t *testing.T) {
	key := testKey(t, 1)
	seen := map[string]bool{}
	for range 1000 {
		sealed, err := key.Seal([]byte("secret"), nil)
		require.NoError(t, err)
		require.False(t, seen[string(sealed)])
		require.NotContains(t, string(sealed), "secret")
		seen[string(sealed)] = true
	}
}

var goldenSealed = []byte("\x01" + "\xc3\x37\x57\xd0" + // version, key id
	"\x62\x5d\x98\x84\xbd\xb9\x9a\xa8\xa1\x36\x4e\x08" + // nonce
	"\x2b\x92\xef\x51\xad\x12\x29\x2d\x14\x7b\x41\x71\x70\xdf\xfe\xff\x97\x1f\x8f\x02\xf6\x4a")

// A row sealed by this version has to open in all later ones.
func TestFormIsFixed(t *testing.T) {
	key := testKey(t, 1)
	opened, err := key.Open(goldenSealed, []byte("place"))
	require.NoError(t, err)
	require.Equal(t, "golden", string(opened))
}

func FuzzOpen(f *testing.F) {
	key := testKey(f, 1)
	f.Add(goldenSealed, []byte("place"))
	f.Add(goldenSealed[:headSize], []byte(nil))
	f.Add([]byte{version}, []byte{})
	f.Fuzz(func(t *testing.T, sealed, aad []byte) {
		if bytes.Equal(sealed, goldenSealed) && string(aad) == "place" {
			return
		}
		_, err := key.Open(sealed, aad)
		require.Error(t, err)
	})
}
