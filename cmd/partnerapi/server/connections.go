package server

import (
	"log/slog"
	"net/netip"
	"time"

	"partnerapi/internal/budget/connections"
	"partnerapi/internal/config"
	"partnerapi/internal/remote"
)

// maxStreams bounds the requests that one HTTP/2 connection may have under way. net/http
// ends a connection that goes on opening and resetting streams beyond a few times this.
const maxStreams = 128

// newConnections bounds the connections of the interfaces' address; those of trusted
// proxies are not counted.
func newConnections(c *config.Config, log *slog.Logger) *connections.Limit {
	var told time.Time
	return connections.New(connections.Options{
		All:        c.Budgets.Connections,
		PerAddress: c.Budgets.ConnectionsPerAddress,
		CountedAs:  remote.Proxies(c.TrustedProxies).CountedAs,
		Refused: func(addr netip.Addr, setting string) {
			if time.Since(told) < time.Minute { // who floods must not fill the log
				return
			}
			told = time.Now()
			log.Warn("connections are closed at once, there are too many; told once a minute", "setting", setting, "address", addr.String())
		},
	})
}
