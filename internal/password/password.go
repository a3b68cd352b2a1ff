// Package password hashes the passwords that logins are checked with (argon2id)
// and makes up new ones.
package password

import (
	"context"
	"crypto/rand"
	"crypto/subtle"

	"golang.org/x/crypto/argon2"
)

// Hasher hashes and verifies, at most two at a time whatever asks; those who wait
// take turns by their Asker. Use one for the whole program.
type Hasher struct {
	params Params
	turns  *turns
	asker  Asker
}

// NewHasher returns a Hasher that writes new hashes with params, or an error
// that says which of them is too weak or too expensive.
func NewHasher(params Params) (*Hasher, error) {
	if err := params.check(); err != nil {
		return nil, err
	}
	return &Hasher{params: params, turns: new(turns)}, nil
}

// Weak says that new hashes protect too little; see Params.Weak.
func (h *Hasher) Weak() bool { return h.params.Weak() }

// For returns the same Hasher for one asker: its hashes wait in that asker's line.
func (h *Hasher) For(asker Asker) *Hasher {
	return &Hasher{params: h.params, turns: h.turns, asker: asker}
}

// Counts returns how many hashes wait for their turn, and how many have been
// computed.
func (h *Hasher) Counts() (waiting int, computed int64) { return h.turns.counts() }

// Hash returns the PHC string to store for a password, with a new random salt.
// The error is ErrBusy, or ctx's when it ended while other hashes were being
// computed.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	made := phc{Params: h.params, salt: make([]byte, saltSize), tag: make([]byte, tagSize)}
	rand.Read(made.salt) // never fails: the runtime ends the program instead
	tag, err := h.compute(ctx, password, made)
	if err != nil {
		return "", err
	}
	made.tag = tag
	return made.String(), nil
}

// Verify tells whether password is the one that hash was made of, by the
// parameters in the hash and in constant time. The errors are those of Hash, or
// one that wraps ErrHash when the stored text cannot be used.
func (h *Hasher) Verify(ctx context.Context, password, hash string) (bool, error) {
	stored, err := parsePHC(hash)
	if err != nil {
		return false, err
	}
	tag, err := h.compute(ctx, password, stored)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(tag, stored.tag) == 1, nil
}

// compute returns the tag of password, of the length of like's tag.
func (h *Hasher) compute(ctx context.Context, password string, like phc) ([]byte, error) {
	if err := h.turns.enter(ctx, h.asker); err != nil {
		return nil, err
	}
	defer h.turns.leave()
	return argon2.IDKey([]byte(password), like.salt, like.Time, like.Memory, like.Threads, uint32(len(like.tag))), nil
}

// alphabet lacks what people confuse when they read a password to each other:
// 0 O o, 1 l I i.
const alphabet = "23456789" + "abcdefghjkmnpqrstuvwxyz" + "ABCDEFGHJKLMNPQRSTUVWXYZ"

// Generate returns a random password of n characters without look-alikes (S10
// wants 12 of them: 69 bits).
func Generate(n int) string {
	password := make([]byte, 0, n)
	var some [16]byte
	for len(password) < n {
		rand.Read(some[:])
		for _, b := range some {
			// Six bits, and again when they point past the end: every
			// character is equally likely.
			if b &= 63; int(b) < len(alphabet) && len(password) < n {
				password = append(password, alphabet[b])
			}
		}
	}
	return string(password)
}
