//go:build ignore

// Command generate writes the kinds and their keys into docs/import.md.
package main

import (
	"fmt"
	"os"
	"strings"

	"partnerapi/importer"
)

const file = "../docs/import.md"

func main() {
	text, err := os.ReadFile(file)
	if err == nil {
		head, _, _ := strings.Cut(string(text), "<!-- keys -->\n")
		err = os.WriteFile(file, []byte(head+"<!-- keys -->\n\n"+importer.Table()), 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}
