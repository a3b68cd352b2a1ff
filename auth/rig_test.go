package auth_test

import (
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"partnerapi/auth"
	"partnerapi/internal/enginetest"
	"partnerapi/internal/password"
	"partnerapi/store"
)

// The partners of the tests' stores.
const (
	partnerOne = "21111111-1111-4111-8111-111111111111"
	partnerTwo = "22222222-1111-4111-8111-111111111111"
)

var here = netip.MustParseAddr("192.0.2.1")

// rig is an Auth over a store of its own, with a clock.
type rig struct {
	*auth.Auth
	store  *store.Store
	op     store.Operator
	hasher *password.Hasher
	now    time.Time
	place  enginetest.Place
}

func newRig(t *testing.T) *rig {
	t.Helper()
	hasher, err := password.NewHasher(password.Params{Memory: 7168, Time: 5, Threads: 1})
	require.NoError(t, err)
	r := &rig{hasher: hasher, now: time.Date(2024, 6, 15, 12, 0, 0, 0, store.Moscow), place: enginetest.New(t)}
	r.open(t)
	t.Cleanup(func() { require.NoError(t, r.store.Close()) })
	importer := r.op.Importer()
	require.NoError(t, importer.Write(t.Context(), func(tx *store.ImportTx) error {
		for _, id := range []string{partnerOne, partnerTwo} {
			if err := tx.PutPartner(store.PartnerEntry{UUID: id, Name: "Партнер"}); err != nil {
				return err
			}
		}
		return nil
	}))
	require.NoError(t, r.op.AddLogin(t.Context(), partnerOne, "demo", r.hash(t, "secret")))
	return r
}

func (r *rig) open(t *testing.T) {
	t.Helper()
	clock := func() time.Time { return r.now }
	st, err := store.Open(r.place.Store, store.Options{KeyFile: r.place.KeyFile, Now: clock})
	require.NoError(t, err)
	r.store, r.op = st, st.Operator()
	r.Auth, err = auth.New(t.Context(), st, r.hasher, auth.Options{Now: clock})
	require.NoError(t, err)
}

// restart closes the store and opens it again, as the next server does.
func (r *rig) restart(t *testing.T) {
	t.Helper()
	require.NoError(t, r.store.Close())
	r.open(t)
}

func (r *rig) hash(t *testing.T, secret string) string {
	t.Helper()
	hash, err := r.hasher.Hash(t.Context(), secret)
	require.NoError(t, err)
	return hash
}

// pass lets time go by: what the operator changed is seen after half a second.
func (r *rig) pass(d time.Duration) { r.now = r.now.Add(d) }

func (r *rig) soon() { r.pass(500 * time.Millisecond) }
