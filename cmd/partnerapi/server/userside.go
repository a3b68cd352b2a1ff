package server

import (
	"net/http"

	"partnerapi/internal/password"
	"partnerapi/ops"
	actions "partnerapi/ops/userside"
	"partnerapi/userside"
)

// usersideDoor serves the actions of USERSIDE.
func (s *Server) usersideDoor(callers ops.Callers, hasher *password.Hasher) http.Handler {
	set := (&actions.Set{Store: s.store, Zone: s.store.Zone(), Hasher: hasher}).Init()
	return userside.New(userside.Options{
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
