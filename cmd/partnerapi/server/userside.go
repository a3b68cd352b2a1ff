package server

import (
	"net/http"

	"partnerapi/auth"
	"partnerapi/internal/password"
	ops "partnerapi/ops/userside"
	"partnerapi/userside"
)

// usersideDoor serves the actions of USERSIDE.
func (s *Server) usersideDoor(keys *auth.Auth, hasher *password.Hasher) http.Handler {
	set := (&ops.Set{Store: s.store, Zone: s.store.Zone(), Hasher: hasher}).Init()
	return userside.New(userside.Options{
		Set:            set,
		Key:            keys.Key,
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
