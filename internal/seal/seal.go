// Package seal keeps short secrets unreadable outside the program: AES-256-GCM
// under one key, bound to the place where the secret is kept. It exists for
// agents' passwords, which the contract wants back in clear text (S10).
package seal

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
)

// A sealed secret is: version (1 byte), key id, then what the AEAD made of it
// (nonce, ciphertext, tag). Version and key id are authenticated too, and are
// there so that a later version can rotate keys and still read old rows.
const (
	version   = 1
	keySize   = 32
	idSize    = 4
	headSize  = 1 + idSize
	keyDomain = "partnerapi seal key id\x00"
)

// Overhead is how many bytes a sealed secret is longer than the plain one.
const Overhead = headSize + 12 + 16

var (
	// ErrOtherKey: what should be opened was sealed with another key, as after
	// a restore that forgot the key file.
	ErrOtherKey = errors.New("sealed with another key")
	// ErrBroken: what should be opened was changed, cut, or moved to another
	// place than the one it was sealed for.
	ErrBroken = errors.New("sealed secret is broken or belongs to another place")
)

// Key seals and opens. It is safe for concurrent use.
type Key struct {
	aead cipher.AEAD
	head []byte // version and key id
}

func newKey(raw [keySize]byte) (*Key, error) {
	block, err := aes.NewCipher(raw[:])
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, err
	}
	id := sha256.Sum256(append([]byte(keyDomain), raw[:]...))
	return &Key{aead: aead, head: append([]byte{version}, id[:idSize]...)}, nil
}

// ID names the key without telling anything of it.
func (k *Key) ID() string { return fmt.Sprintf("%x", k.head[1:]) }

// Seal encrypts plain for one place. aad names that place (table, row, partner);
// it is not stored, and Open needs the same. A caller that joins several parts
// must do it so that no two places give the same bytes. Every call answers other
// bytes, so equal secrets cannot be told by looking.
func (k *Key) Seal(plain, aad []byte) ([]byte, error) {
	out := make([]byte, headSize, len(plain)+Overhead)
	copy(out, k.head)
	return k.aead.Seal(out, nil, plain, k.bind(aad)), nil
}

// Made says by the head alone whether this key sealed a secret: nil, or an error
// that wraps ErrOtherKey or ErrBroken.
func (k *Key) Made(sealed []byte) error {
	if len(sealed) < Overhead || sealed[0] != version {
		return fmt.Errorf("%w: not in the form of version %d", ErrBroken, version)
	}
	if id := sealed[1:headSize]; !bytes.Equal(id, k.head[1:]) {
		return fmt.Errorf("%w: %x, this one is %s", ErrOtherKey, id, k.ID())
	}
	return nil
}

// Open returns what Seal was given, or an error that wraps ErrOtherKey or
// ErrBroken and carries nothing of the secret.
func (k *Key) Open(sealed, aad []byte) ([]byte, error) {
	if err := k.Made(sealed); err != nil {
		return nil, err
	}
	plain, err := k.aead.Open(nil, nil, sealed[headSize:], k.bind(aad))
	if err != nil {
		return nil, ErrBroken
	}
	return plain, nil
}

// bind puts the head in front of the caller's data; it has a fixed length, so
// the two cannot be shifted against each other.
func (k *Key) bind(aad []byte) []byte { return slices.Concat(k.head, aad) }
