// Command emptystore makes the tables of an empty PostgreSQL database and its key file:
//
//	emptystore DSN KEYFILE
package main

import (
	"fmt"
	"os"

	"partnerapi/store"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: emptystore DSN KEYFILE")
		os.Exit(2)
	}
	st, err := store.Open(os.Args[1], store.Options{KeyFile: os.Args[2]})
	if err == nil {
		err = st.Close()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "emptystore:", err)
		os.Exit(1)
	}
}
