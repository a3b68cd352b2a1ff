// Package gzipout is what the interfaces share that compress their answers: who wants
// it, when it is worth it, and writers to do it with.
package gzipout

import (
	"compress/gzip"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

const (
	// Worth is the size from which an answer that fits in one piece is compressed.
	Worth = 1400
	// Cost is what a writer holds, in bytes.
	Cost = 1 << 20
)

var writers = sync.Pool{New: func() any {
	z, err := gzip.NewWriterLevel(nil, gzip.BestSpeed)
	if err != nil {
		panic(err) // the level is a constant
	}
	return z
}}

// Writer returns a writer that compresses into w; Release takes it back.
func Writer(w io.Writer) *gzip.Writer {
	z := writers.Get().(*gzip.Writer)
	z.Reset(w)
	return z
}

// Release takes a writer back; nil is none.
func Release(z *gzip.Writer) {
	if z != nil {
		z.Reset(nil)
		writers.Put(z)
	}
}

// Accepted reads Accept-Encoding: gzip is named, and not with a weight of 0.
func Accepted(header http.Header) bool {
	for _, value := range header["Accept-Encoding"] {
		for option := range strings.SplitSeq(value, ",") {
			coding, params, _ := strings.Cut(option, ";")
			if !strings.EqualFold(strings.TrimSpace(coding), "gzip") {
				continue
			}
			weight, ok := strings.CutPrefix(strings.ToLower(strings.ReplaceAll(params, " ", "")), "q=")
			if !ok {
				return true
			}
			q, err := strconv.ParseFloat(weight, 64)
			return err == nil && q > 0
		}
	}
	return false
}
