package importer

import (
	"context"
	"errors"
	"sync"

	"partnerapi/store"
)

// atOnce is how many passwords are hashed at the same time, as many as the hasher does.
const atOnce = 2

// passwords are the texts of a line that are kept as hashes: those of a partner's
// logins or that of a customer's cabinet.
func (r *record) passwords() (all []string) {
	for at, k := range r.kind.keys {
		switch v := &r.values[at]; k.name {
		case "logins":
			for _, login := range v.list {
				all = append(all, login.list[1].text)
			}
		case "cabinet_password":
			if v.set() {
				all = append(all, v.text)
			}
		}
	}
	return all
}

// storedHash returns the hash that the store has for one of the line's passwords, "" for
// none.
func (im *importing) storedHash(ctx context.Context, r *record, at int) (hash string, err error) {
	op := im.store.Operator()
	switch {
	case r.kind.has("logins"):
		var login store.Login
		login, err = op.Login(ctx, r.value("logins").list[at].list[0].text)
		if errors.Is(err, store.ErrNoLogin) {
			err = nil
		}
		return login.PasswordHash, err
	case r.kind.has("number"):
		return op.CabinetPassword(ctx, "", r.number("number"))
	}
	client := r.value("client_id")
	if client.number != 0 {
		return op.CabinetPassword(ctx, "", client.number)
	}
	return op.CabinetPassword(ctx, client.text, 0)
}

// hashPasswords hashes the passwords of the lines before anything is written. A hash takes
// some 30 ms, for which no transaction should be open.
func (im *importing) hashPasswords(ctx context.Context) error {
	im.hashes = map[int64][]string{}
	if im.passwords == 0 {
		return nil
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	slots := make(chan struct{}, atOnce)
	var working sync.WaitGroup
	var done int64
	err := im.eachLine(func(r *record) error {
		given := r.passwords()
		if len(given) == 0 {
			return nil
		}
		hashes := make([]string, len(given))
		im.hashes[r.line] = hashes
		for at, password := range given {
			slots <- struct{}{}
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			working.Go(func() {
				defer func() { <-slots }()
				var err error
				if hashes[at], err = im.hash(ctx, r, at, password); err != nil {
					cancel(err)
				}
			})
			done++
			im.progress(Hashing, done, im.passwords)
		}
		return nil
	})
	working.Wait()
	if err == nil {
		err = context.Cause(ctx)
	}
	return err
}

// hash returns the hash of a password, or "" if the stored hash is one of that password:
// hashing it again would change the row.
func (im *importing) hash(ctx context.Context, r *record, at int, password string) (string, error) {
	stored, err := im.storedHash(ctx, r, at)
	if err != nil {
		return "", err
	}
	if stored != "" {
		same, err := im.hasher.Verify(ctx, password, stored)
		if err != nil || same {
			return "", err
		}
	}
	return im.hasher.Hash(ctx, password)
}

// hashesOf returns the hashes of a line's passwords, "" for those that do not change. In a
// rehearsal they are no real hashes.
func (im *importing) hashesOf(r *record) []string {
	if im.stage != Rehearsing {
		return im.hashes[r.line]
	}
	all := r.passwords()
	for at := range all {
		all[at] = "rehearsal"
	}
	return all
}

func loginsOf(r *record) (entries []store.LoginEntry) {
	for at, login := range r.value("logins").list {
		entries = append(entries, store.LoginEntry{Login: login.list[0].text, PasswordHash: r.hashes[at]})
	}
	return entries
}

// cabinetPasswordOf returns the new hash of a cabinet password: nil leaves it as it is, ""
// removes it.
func cabinetPasswordOf(r *record) *string {
	v := r.value("cabinet_password")
	switch {
	case !v.given:
		return nil
	case v.isNull:
		return &v.text
	case r.hashes[0] == "":
		return nil
	}
	return &r.hashes[0]
}
