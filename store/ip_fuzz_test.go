package store

import (
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzParseIPv4: an address has one spelling, the one that it is shown in.
func FuzzParseIPv4(f *testing.F) {
	for _, text := range []string{"192.168.0.1", "0.0.0.0", "255.255.255.255", "010.0.0.1", "0x0a.0.0.1", "1.2.3", "1.2.3.4.", "256.1.1.1", "::ffff:1.2.3.4", "1.2.3.4:80", " 1.2.3.4", "167772161", ""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		ip, ok := ParseIPv4(text)
		if ok {
			require.Equal(t, text, ip.String())
		}
		known := net.ParseIP(text)
		require.Equal(t, known != nil && !strings.Contains(text, ":"), ok, "package net says otherwise")
	})
}

// FuzzParseMAC: what package net takes for six bytes is taken, and so are twelve
// bare digits; the spellings of an address come to the same digits.
func FuzzParseMAC(f *testing.F) {
	for _, text := range []string{"00:11:22:33:44:55", "00-11-22-AA-BB-CC", "0011.2233.4455", "001122334455", "00:11-22:33-44:55", "00:11:22:33:44", "0:1:2:3:4:5", "00:11:22:33:44:5g", "::", "", "0011.2233.44550"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		digits, ok := ParseMAC(text)
		bare := strings.NewReplacer(":", "", "-", "", ".", "").Replace(text)
		known, err := net.ParseMAC(text)
		switch {
		case err == nil && len(known) == 6:
			require.True(t, ok)
		case ok:
			require.Equal(t, text, bare, "only without separators")
		}
		if !ok {
			return
		}
		require.Regexp(t, "^[0-9a-f]{12}$", digits)
		require.Equal(t, strings.ToLower(bare), digits)
		again, ok := ParseMAC(digits)
		require.True(t, ok)
		require.Equal(t, digits, again)
	})
}
