package server

import (
	"net/http"

	"partnerapi/internal/password"
	"partnerapi/ops"
	"partnerapi/ops/userside"
	"partnerapi/usersidehttp"
)

// usersideDoor returns the handler of USERSIDE's actions.
func (s *Server) usersideDoor(callers ops.Callers, hasher *password.Hasher) http.Handler {
	set := (&userside.Set{Store: s.store, Zone: s.store.Zone(), Hasher: hasher}).Init()
	return usersidehttp.New(usersidehttp.Options{
		Set:            set,
		Callers:        callers,
		PostOnly:       !s.cfg.UsersideGetWrites,
		LegacyHTTP200:  s.cfg.LegacyHTTP200,
		Intake:         s.intake,
		Holding:        s.holding,
		TrustedProxies: s.cfg.TrustedProxies,
		MaxBody:        s.cfg.Limits.Body,
		WriteTimeout:   s.cfg.Timeouts.Write,
		Log:            s.log,
		Observe:        s.observer("userside", set.Names()),
	})
}
