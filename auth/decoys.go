package auth

import (
	"context"
	"encoding/binary"
	"sync"
	"time"

	"partnerapi/store"
)

// decoys are the hashes that unknown logins are checked against, so that they take
// as long as known ones: those of other logins, for their cost is what a known one
// costs, whatever the settings were when it was made.
type decoys struct {
	own string // while the store has no login

	mu     sync.Mutex
	hashes []string
	readAt time.Time
}

// decoysFor is how long the logins' hashes are believed to be as they were read.
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
