package importer

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
)

// index is a list of the places of lines. It is kept in a file, because there may be
// millions.
type index struct {
	file  *os.File
	w     *bufio.Writer
	count int64
}

// place is the place of a line in the input.
type place struct {
	line int64 // its number
	at   int64 // its first byte
	size int32
}

const placeSize = 8 + 8 + 4

func newIndex(file *os.File) *index { return &index{file: file, w: bufio.NewWriter(file)} }

func (x *index) add(p place) error {
	var b [placeSize]byte
	binary.LittleEndian.PutUint64(b[0:], uint64(p.line))
	binary.LittleEndian.PutUint64(b[8:], uint64(p.at))
	binary.LittleEndian.PutUint32(b[16:], uint32(p.size))
	x.count++
	_, err := x.w.Write(b[:])
	return err
}

// each calls fn with the places, in the order in which they were added.
func (x *index) each(fn func(p place) error) error {
	if x == nil {
		return nil
	}
	if err := x.w.Flush(); err != nil {
		return fmt.Errorf("temporary file: %w", err)
	}
	r := bufio.NewReader(io.NewSectionReader(x.file, 0, x.count*placeSize))
	for range x.count {
		var b [placeSize]byte
		if _, err := io.ReadFull(r, b[:]); err != nil {
			return fmt.Errorf("temporary file: %w", err)
		}
		if err := fn(place{
			line: int64(binary.LittleEndian.Uint64(b[0:])), at: int64(binary.LittleEndian.Uint64(b[8:])), size: int32(binary.LittleEndian.Uint32(b[16:])),
		}); err != nil {
			return err
		}
	}
	return nil
}

func (x *index) close() error {
	if x == nil {
		return nil
	}
	return errors.Join(x.file.Close())
}
