package server

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"

	"partnerapi/internal/config"
)

func TestExposed(t *testing.T) {
	for listen, want := range map[string]bool{
		"127.0.0.1:8080": false, "localhost:8080": false, "[::1]:8080": false,
		":8080": true, "0.0.0.0:8080": true, "192.168.1.2:80": true, "api.example.com:80": true,
	} {
		c := config.Default()
		c.Listen = listen
		assert.Equal(t, want, exposed(c), listen)
		for name, safe := range map[string]func(c *config.Config){
			"TLS":        func(c *config.Config) { c.TLSCert = "cert.pem" },
			"a proxy":    func(c *config.Config) { c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.1/32")} },
			"public URL": func(c *config.Config) { c.PublicURL = "https://api.example.com" },
		} {
			c := config.Default()
			c.Listen = listen
			safe(c)
			assert.False(t, exposed(c), "%s behind %s", listen, name)
		}
	}
}
