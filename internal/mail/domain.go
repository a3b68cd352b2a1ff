package mail

import (
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

// asciiDomain is a domain as name and mail servers know it: почта.рф is
// xn--80a1acny.xn--p1ai to them. What has no such form stays, and fails with them.
func asciiDomain(domain string) string {
	if !strings.ContainsFunc(domain, beyondASCII) {
		return domain
	}
	if ascii, err := idna.Lookup.ToASCII(domain); err == nil {
		return ascii
	}
	return domain
}

func beyondASCII(r rune) bool { return r > unicode.MaxASCII }
