package importer

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"partnerapi/internal/onec"
	"partnerapi/store"
)

// ArchiveFolder is a folder of archives: files of JSON Lines, compressed by gzip, which
// Import can read. Only the owner may read the folder.
type ArchiveFolder struct{ dir string }

// OpenArchiveFolder makes the folder if there is none. A folder that others may read is an
// error.
func OpenArchiveFolder(dir string) (*ArchiveFolder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	info, err := os.Stat(dir)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%s may be read by others (mode %04o): chmod 700", dir, info.Mode().Perm())
	}
	return &ArchiveFolder{dir}, nil
}

// Of returns the function that archives rows of a kind in the folder. It calls written
// with each file and how many rows it has.
func (f *ArchiveFolder) Of(kindName string, written func(file string, rows int64)) store.Archive {
	k := kindByName[kindName]
	return func(name string, rows store.Seq[store.ArchivedRow]) error {
		file := filepath.Join(f.dir, name+".jsonl.gz")
		count, err := f.write(file, k, rows)
		if err == nil {
			written(file, count)
		}
		return err
	}
}

// write writes a file and returns after it is durable. After an error there is no file.
func (f *ArchiveFolder) write(file string, k *kind, rows store.Seq[store.ArchivedRow]) (count int64, err error) {
	out, err := os.CreateTemp(f.dir, filepath.Base(file)+".*.tmp") // 0600
	if err != nil {
		return 0, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(out.Name()))
		}
	}()
	buffer := bufio.NewWriterSize(out, 1<<16)
	compressed := gzip.NewWriter(buffer)
	var line []byte
	err = rows(func(row *store.ArchivedRow) (err error) {
		if line, err = k.appendLine(line[:0], *row); err != nil {
			return err
		}
		count++
		_, err = compressed.Write(line)
		return err
	})
	if err = errors.Join(err, compressed.Close(), buffer.Flush(), out.Sync(), out.Close()); err != nil {
		return count, err
	}
	if err = os.Rename(out.Name(), file); err != nil {
		return count, err
	}
	dir, failed := os.Open(f.dir)
	if failed != nil {
		return count, failed
	}
	return count, errors.Join(dir.Sync(), dir.Close())
}

// errArchived is an error of the program: a row does not fit its kind.
var errArchived = errors.New("archive")

// appendLine appends a row as a line of its kind.
func (k *kind) appendLine(line []byte, row store.ArchivedRow) ([]byte, error) {
	if len(row) != len(k.keys) {
		return nil, fmt.Errorf("%w: %d values of %s", errArchived, len(row), k.name)
	}
	line = append(line, `{"kind":"`+k.name+`"`...)
	for n := range k.keys {
		line = append(line, `,"`+k.keys[n].name+`":`...)
		value, err := k.keys[n].archived(row[n])
		if err != nil {
			return nil, fmt.Errorf("%s.%s: %w", k.name, k.keys[n].name, err)
		}
		line = append(line, value...)
	}
	return append(line, "}\n"...), nil
}

// archived returns a value of a store's row as JSON.
func (k *key) archived(value any) ([]byte, error) {
	switch v := value.(type) {
	case nil:
		return []byte("null"), nil
	case int64:
		switch k.form {
		case timeForm:
			return strconv.AppendQuote(nil, momentText(store.Instant(v))), nil
		case flagForm:
			return strconv.AppendBool(nil, v != 0), nil
		}
		return strconv.AppendInt(nil, v, 10), nil
	case []byte:
		return fmt.Appendf(nil, `"%x-%x-%x-%x-%x"`, v[:4], v[4:6], v[6:8], v[8:10], v[10:]), nil
	case string:
		return json.Marshal(v)
	}
	return nil, fmt.Errorf("%w: %T", errArchived, value)
}

// momentText returns the text that onec.ParseTime reads as the moment: the time in Moscow,
// with the offset for an hour that comes twice.
func momentText(moment store.Instant) string {
	t := time.Unix(int64(moment), 0).In(store.Moscow)
	text := t.Format("2006-01-02T15:04:05")
	if again, _, _ := onec.ParseTime(text); again != int64(moment) {
		text = t.Format(time.RFC3339)
	}
	return text
}
