package importer

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
)

// maxLine is the longest line, in bytes.
const maxLine = 1 << 20

// input is a file that can be read again at any place: the operator's own, or a
// copy in the data directory of what comes from a pipe.
type input struct {
	io.ReaderAt
	start int64 // where reading began
	size  int64 // 0 when it is not known before the end
	spool *os.File
}

// scratch makes a file without a name, which is gone when the process ends, in whatever way.
func (im *importing) scratch() (*os.File, error) {
	f, err := os.CreateTemp(im.store.Dir(), "import-*.tmp")
	if err != nil {
		return nil, fmt.Errorf("temporary file: %w", err)
	}
	return f, errors.Join(os.Remove(f.Name()))
}

// open returns the input and what to read it from first.
func (im *importing) open(from io.Reader) (io.Reader, error) {
	if f, ok := from.(*os.File); ok {
		info, err := f.Stat()
		if err != nil {
			return nil, err
		}
		if info.Mode().IsRegular() {
			at, err := f.Seek(0, io.SeekCurrent)
			im.input = &input{ReaderAt: f, start: at, size: info.Size() - at}
			return from, err
		}
	}
	spool, err := im.scratch()
	if err != nil {
		return nil, err
	}
	im.input = &input{ReaderAt: spool, spool: spool}
	return io.TeeReader(from, spool), nil
}

func (in *input) close() error {
	if in.spool == nil {
		return nil
	}
	return in.spool.Close()
}

// lines calls fn with every line, without its line break, and with the place where it begins.
// A line that is too long is cut, but to more than maxLine bytes.
func lines(from io.Reader, start int64, fn func(at int64, line []byte) error) error {
	r := bufio.NewReaderSize(from, 1<<18)
	at := start
	var long []byte
	for {
		part, err := r.ReadSlice('\n')
		line, size := part, int64(len(part))
		if errors.Is(err, bufio.ErrBufferFull) {
			long = append(long[:0], part...)
			for errors.Is(err, bufio.ErrBufferFull) {
				part, err = r.ReadSlice('\n')
				size += int64(len(part))
				if len(long) <= maxLine {
					long = append(long, part...)
				}
			}
			line = long
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("reading: %w", err)
		}
		if len(line) > 0 {
			if err := fn(at, bytes.TrimRight(line, "\r\n")); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		at += size
	}
}
