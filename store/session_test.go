package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/store"
)

// A session is there until its last second has passed, whoever removes those that
// ran out: the next login, or the server that cleans up.
func TestSessionsEndOnTheirSecond(t *testing.T) {
	now := time.Date(2024, 6, 15, 12, 0, 0, 0, store.Moscow)
	st, err := store.Open(t.TempDir(), store.Options{Now: func() time.Time { return now }})
	require.NoError(t, err)
	defer func() { require.NoError(t, st.Close()) }()
	op := st.Operator()
	const partner = "67a9b05c-7dfb-47e8-9775-f593ce3ad2b2"
	require.NoError(t, op.Importer().Write(t.Context(), func(tx *store.ImportTx) error {
		return tx.PutPartner(store.PartnerEntry{UUID: partner, Name: "Партнер"})
	}))
	require.NoError(t, op.AddLogin(t.Context(), partner, "demo", "hash"))
	login, err := op.Login(t.Context(), "demo")
	require.NoError(t, err)
	begin := func(token string) store.SecretHash {
		hash := store.HashSecret(token)
		require.NoError(t, op.AddSession(t.Context(), hash, login, store.Instant(now.Add(time.Hour).Unix())))
		return hash
	}
	for name, remove := range map[string]func(){
		"the next login":  func() { begin(now.String()) },
		"the cleaning up": func() { require.NoError(t, op.RemoveSessions(t.Context())) },
	} {
		session := begin(name)
		now = now.Add(time.Hour - time.Second)
		remove()
		_, err := op.Access(t.Context(), session)
		require.NoError(t, err, name)
		now = now.Add(time.Second)
		remove()
		_, err = op.Access(t.Context(), session)
		assert.ErrorIs(t, err, store.ErrNoToken, name)
	}
}
