package auth

import (
	"context"
	"encoding/binary"
	"sync"
	"time"

	"partnerapi/store"
)

// decoys are the hashes against which unknown logins are checked, so that refusing one takes
// as long as refusing a known login. They are hashes of other logins, whose cost is that of
// known ones, whatever the settings were when they were made.
type decoys struct {
	own string // while the store has no login

	mu     sync.Mutex
	hashes []string
	readAt time.Time
}

// decoysFor is how long the hashes of the logins are used without reading them again.
const decoysFor = time.Minute

// hash returns the decoy of a login, the same each time.
func (d *decoys) hash(ctx context.Context, st *store.Store, login mac, now time.Time) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.readAt.IsZero() || now.Sub(d.readAt).Abs() >= decoysFor {
		hashes, err := st.Operator().PasswordHashes(ctx)
		if err != nil {
			return "", err
		}
		d.hashes, d.readAt = hashes, now
	}
	if len(d.hashes) == 0 {
		return d.own, nil
	}
	return d.hashes[binary.BigEndian.Uint64(login[:])%uint64(len(d.hashes))], nil
}
