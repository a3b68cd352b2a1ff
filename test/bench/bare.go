package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
)

// serveBare is the server to compare with: it reads a request and answers bytes
// that it has ready, by the last element of the path.
func serveBare(dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	for _, file := range files {
		answer, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		length := strconv.Itoa(len(answer))
		mux.HandleFunc("/"+filepath.Base(file), func(w http.ResponseWriter, r *http.Request) {
			if _, err := io.Copy(io.Discard, r.Body); err != nil {
				return
			}
			w.Header().Set("Content-Type", "text/xml; charset=utf-8")
			w.Header().Set("Content-Length", length)
			_, _ = w.Write(answer) // an error means that the client left
		})
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("http://%s\n", l.Addr())
	return http.Serve(l, mux)
}
