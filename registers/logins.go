package registers

import (
	"context"
	"errors"
	"sync"

	"partnerapi/store"
)

// atOnce is how many passwords are hashed at the same time; the hasher does not
// do more.
const atOnce = 2

// hashLogins hashes the passwords of logins before anything is written: each
// takes some 30 ms, in which nobody should wait for a transaction.
func (im *importing) hashLogins(ctx context.Context) error {
	im.hashes = map[int64][]store.LoginEntry{}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	slots := make(chan struct{}, atOnce)
	var working sync.WaitGroup
	var done int64
	err := im.eachKind(kindByName["partner"], func(r *record) error {
		given := r.value("logins").list
		entries := make([]store.LoginEntry, len(given))
		im.hashes[r.line] = entries
		for at := range given {
			slots <- struct{}{}
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			login, password := given[at].list[0].text, given[at].list[1].text
			working.Go(func() {
				defer func() { <-slots }()
				hash, err := im.hash(ctx, login, password)
				if err != nil {
					cancel(err)
				}
				entries[at] = store.LoginEntry{Login: login, PasswordHash: hash}
			})
			done++
			im.progress(Hashing, done, im.logins)
		}
		return nil
	})
	working.Wait()
	if err == nil {
		err = context.Cause(ctx)
	}
	return err
}

// loginsOf answers the logins of a line; a rehearsal needs no real hashes.
func (im *importing) loginsOf(r *record) (entries []store.LoginEntry) {
	if im.stage != Rehearsing || r.kind.name != "partner" {
		return im.hashes[r.line]
	}
	for _, given := range r.value("logins").list {
		entries = append(entries, store.LoginEntry{Login: given.list[0].text, PasswordHash: "rehearsal"})
	}
	return entries
}

// hash answers the hash of a password, or "" when it is the one that stands: that
// only the hash can tell, and hashing anew would change the row.
func (im *importing) hash(ctx context.Context, login, password string) (string, error) {
	stands, err := im.store.Operator().Login(ctx, login)
	switch {
	case errors.Is(err, store.ErrNoLogin):
	case err != nil:
		return "", err
	default:
		same, err := im.hasher.Verify(ctx, password, stands.PasswordHash)
		if err != nil || same {
			return "", err
		}
	}
	return im.hasher.Hash(ctx, password)
}
