package db

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"partnerapi/internal/filelock"
)

// Names inside a data directory.
const (
	DatabaseFile  = "partnerapi.db"
	KeyFile       = "partnerapi.key"
	writeLockFile = "write.lock"
	copyDir       = "copy"
	copyLockFile  = "copy.lock"
	// RunningFile is a server's: it exists while one runs, and after one that was
	// killed.
	RunningFile = "server.running"
)

// Directory is a data directory whose write lock the process has, to make or migrate
// what is in it.
type Directory struct {
	path string
	lock *filelock.Lock
}

// OpenDirectory takes a data directory, and makes it if need be. Only an empty
// directory is a new one: a directory that has lost its database or its key is
// refused, and one whose files others may read. Open or Close lets go of it.
func OpenDirectory(path string) (*Directory, error) {
	if err := MakeDirectory(path); err != nil {
		return nil, err
	}
	lock, err := filelock.Open(filepath.Join(path, writeLockFile))
	if err != nil {
		return nil, err
	}
	if err := lock.Lock(context.Background()); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	d := &Directory{path, lock}
	if err := prepare(path); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// Close lets go of a directory that is not to be opened.
func (d *Directory) Close() error { return errors.Join(d.lock.Unlock(), d.lock.Close()) }

// KeyFile is where the sealing key of the directory stands.
func (d *Directory) KeyFile() string { return filepath.Join(d.path, KeyFile) }

// Exists reports whether path is a data directory, or what is left of one: commands
// that only manage one must not make it where a path was mistyped.
func Exists(path string) (bool, error) {
	for _, name := range []string{DatabaseFile, KeyFile} {
		if there, err := exists(filepath.Join(path, name)); err != nil || there {
			return there, err
		}
	}
	return false, nil
}

// newFile exists from before a new directory gets its key until its database has
// its tables. A start that was killed in between is begun again; without it, a
// key beside no database or an empty one has lost its database.
const newFile = "partnerapi.new"

// MakeDirectory makes the data directory, if need be. The error says what is in its
// place, or is the operating system's. A directory of other things is refused before
// anything is put there, locks among it.
func MakeDirectory(dir string) error {
	err := os.MkdirAll(dir, 0o700)
	if err == nil {
		return refuseForeign(dir)
	}
	if _, statErr := os.Stat(dir); statErr == nil {
		return fmt.Errorf("data directory: %s is not a directory", dir)
	}
	if _, lstatErr := os.Lstat(dir); lstatErr == nil {
		return fmt.Errorf("data directory: %s is a link to what is not there", dir)
	}
	return fmt.Errorf("data directory: %w", err)
}

// refuseForeign refuses a directory that holds something, but nothing of a data
// directory. It is asked without the lock: a directory that another process is making
// is empty first and then has newFile until it is complete.
func refuseForeign(dir string) error {
	if none, err := empty(dir); none || err != nil {
		return err
	}
	for _, name := range []string{newFile, KeyFile, DatabaseFile} {
		if there, err := exists(filepath.Join(dir, name)); there || err != nil {
			return err
		}
	}
	return fmt.Errorf("%s is not empty and holds no database: give the data directory, or an empty one for a new database", dir)
}

// prepare refuses a data directory that has lost something, or whose files others
// can read, and marks an empty one as new. The caller holds the write lock.
func prepare(dir string) error {
	isNew, err := exists(filepath.Join(dir, newFile))
	if err != nil {
		return err
	}
	if !isNew {
		if isNew, err = empty(dir); err != nil {
			return err
		}
	}
	if isNew {
		return private(filepath.Join(dir, newFile))
	}
	return complete(dir)
}

// prepared ends what prepare began, once the database has its tables.
func prepared(dir string) error {
	err := os.Remove(filepath.Join(dir, newFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// empty reports whether the directory holds nothing but what is made before the
// database: locks, marks, and what a file system puts into its root.
func empty(dir string) (bool, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return false, fmt.Errorf("data directory: %w", err)
	}
	for _, entry := range entries {
		name := strings.TrimSuffix(entry.Name(), ".next")
		if !strings.HasSuffix(name, ".lock") && name != RunningFile && name != "lost+found" {
			return false, nil
		}
	}
	return true, nil
}

// complete refuses a directory in which the database or its key is missing, empty
// or of another kind: starting with an empty database would hide the loss.
func complete(dir string) error {
	db, key := filepath.Join(dir, DatabaseFile), filepath.Join(dir, KeyFile)
	hasDB, err := exists(db)
	if err != nil {
		return err
	}
	hasKey, err := exists(key)
	switch {
	case err != nil:
		return err
	case hasDB && !hasKey:
		return fmt.Errorf("the database %s is there, its key file %s is not: restore it from the backup", db, key)
	case hasKey && !hasDB:
		return fmt.Errorf("the key file %s is there, its database %s is not: restore it from the backup; for a new database give an empty directory", key, db)
	case !hasDB:
		return refuseForeign(dir)
	}
	if err := readableByOthers(dir); err != nil {
		return err
	}
	return wholeFile(db)
}

// readableByOthers refuses files with the rows or the key of a directory that
// their group or others may read, and says how to mend that.
func readableByOthers(dir string) error {
	files := []string{DatabaseFile, DatabaseFile + "-wal", DatabaseFile + "-shm", KeyFile}
	backups, err := filepath.Glob(filepath.Join(escapeGlob(dir), "backup-schema-*.db"))
	if err != nil {
		return err
	}
	for _, backup := range backups {
		files = append(files, filepath.Base(backup))
	}
	var open []string
	for _, name := range files {
		info, err := os.Stat(filepath.Join(dir, name))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if !info.Mode().IsRegular() {
			return fmt.Errorf("%s is not a regular file", filepath.Join(dir, name))
		}
		if info.Mode().Perm()&0o077 != 0 {
			open = append(open, shellQuote(filepath.Join(dir, name)))
		}
	}
	if len(open) == 0 {
		return nil
	}
	slices.Sort(open)
	return fmt.Errorf("other users may read the data; forbid it with: chmod 600 %s", strings.Join(open, " "))
}

// sqliteMagic begins every database file of SQLite 3.
var sqliteMagic = []byte("SQLite format 3\x00")

// wholeFile refuses a database file that is empty, cut off, or something else.
// With a log beside it, pages that the file lacks may be there.
func wholeFile(db string) error {
	f, err := os.Open(db)
	if err != nil {
		return fmt.Errorf("database: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("database: %w", err)
	}
	if info.Size() == 0 {
		return fmt.Errorf("the database %s is empty (0 bytes): restore it from the backup; for a new database give an empty directory", db)
	}
	var header [100]byte
	if _, err := io.ReadFull(f, header[:]); err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("database: %w", err)
	}
	if !bytes.HasPrefix(header[:], sqliteMagic) {
		return fmt.Errorf("%s is no SQLite database: it is damaged or another file; restore it from the backup", db)
	}
	if log, err := os.Stat(db + "-wal"); err == nil && log.Size() > 0 {
		return nil
	}
	pageSize := int64(binary.BigEndian.Uint16(header[16:]))
	if pageSize == 1 {
		pageSize = 65536
	}
	if want := max(pageSize*int64(binary.BigEndian.Uint32(header[28:])), int64(len(header))); info.Size() < want {
		return fmt.Errorf("the database %s is cut off: it has %d bytes of %d; restore it from the backup", db, info.Size(), want)
	}
	return nil
}

// private makes the file, if need be, for its owner alone: SQLite would let the
// whole machine read it, and gives its other files the same rights.
func private(file string) error {
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("database: %w", err)
	}
	return f.Close()
}

func exists(file string) (bool, error) {
	_, err := os.Stat(file)
	if errors.Is(err, os.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return false, nil
	}
	return err == nil, err
}

// escapeGlob makes a pattern that matches the text alone.
func escapeGlob(text string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(text)
}

// shellQuote writes a file's name as one word of a shell's command.
func shellQuote(name string) string {
	if strings.ContainsFunc(name, func(r rune) bool {
		return !strings.ContainsRune("/._-+", r) && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}) {
		return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
	}
	return name
}
