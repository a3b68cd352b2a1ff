package seal

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// OpenKey reads the key file at path, and creates it with a random key and mode
// 0600 when there is none. Two processes that do so at once get the same key,
// and a key that was answered survives a power loss: nothing may be sealed with
// one that could vanish. A file that others may read or write, or that does not
// hold exactly one key, is refused. Losing the file loses every secret sealed
// with it.
func OpenKey(path string) (*Key, error) {
	raw, err := readKey(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err = createKey(path); err == nil {
			raw, err = readKey(path)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	key, err := newKey(raw)
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	// Not only by the creator: the process that found the file may be the
	// first to store something sealed with it.
	if err := syncDir(filepath.Dir(path)); err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	return key, nil
}

func readKey(path string) (raw [keySize]byte, err error) {
	f, err := os.Open(path)
	if err != nil {
		return raw, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return raw, err
	}
	if !info.Mode().IsRegular() {
		return raw, fmt.Errorf("%s is not a regular file", path)
	}
	if perm := info.Mode().Perm(); perm&^0o600 != 0 {
		return raw, fmt.Errorf("%s has mode %04o: only its owner may read it; chmod 600 %s", path, perm, path)
	}
	if info.Size() != keySize {
		return raw, fmt.Errorf("%s has %d bytes, a key has %d: it is damaged or another file", path, info.Size(), keySize)
	}
	_, err = io.ReadFull(f, raw[:])
	return raw, err
}

// CopyKey makes the key file at to hold the same key as the one at from. A file that is
// there stays as it is.
func CopyKey(from, to string) error {
	raw, err := readKey(from)
	if err == nil {
		err = writeKey(to, raw)
	}
	if err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	return nil
}

func createKey(path string) error {
	var raw [keySize]byte
	rand.Read(raw[:]) // never fails: the runtime ends the program instead
	return writeKey(path, raw)
}

// writeKey makes the file appear complete or not at all. A link, unlike a
// rename, never replaces: the loser of a race keeps the winner's key.
func writeKey(path string, raw [keySize]byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".new-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) // one that stays behind is a key nobody uses
	_, err = tmp.Write(raw[:])
	if err == nil {
		err = tmp.Sync()
	}
	if err = errors.Join(err, tmp.Close()); err != nil {
		return err
	}
	if err = os.Link(tmp.Name(), path); errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
