//go:build ignore

// Command generate writes docs/v2.md and docs/v2.ru.md, and the end of docs/migration.md
// and docs/migration.ru.md.
package main

import (
	"fmt"
	"os"
	"strings"

	"partnerapi/ops"
	"partnerapi/ops/partner"
	"partnerapi/ops/v2"
	"partnerapi/wsdl"
)

func main() {
	contract, err := wsdl.Read()
	if err != nil {
		fail(err)
	}
	operations, err := ops.Bind(contract, partner.Operations(partner.Config{}), nil)
	if err != nil {
		fail(err)
	}
	for file, language := range map[string]v2.Language{"../../docs/v2.md": v2.English, "../../docs/v2.ru.md": v2.Russian} {
		text, err := v2.Reference(language, operations)
		if err == nil {
			err = os.WriteFile(file, []byte(text), 0o644)
		}
		if err != nil {
			fail(err)
		}
	}
	for file, language := range map[string]v2.Language{"../../docs/migration.md": v2.English, "../../docs/migration.ru.md": v2.Russian} {
		page, err := os.ReadFile(file)
		if err != nil {
			fail(err)
		}
		end, err := v2.Migration(language, operations, partner.Counterpart)
		if err != nil {
			fail(err)
		}
		byHand, _, _ := strings.Cut(string(page), v2.MigrationHeading(language))
		if err := os.WriteFile(file, []byte(byHand+end), 0o644); err != nil {
			fail(err)
		}
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "generate:", err)
	os.Exit(1)
}
