package server

import (
	"cmp"
	"errors"
	"net/http"
	"strconv"

	"partnerapi/auth"
	"partnerapi/internal/password"
	"partnerapi/jsonrpc"
	"partnerapi/ops"
	"partnerapi/ops/v2"
	"partnerapi/store"
)

// v2Door serves the JSON-RPC API over the same store and logins.
// A table that lacks something stops the program here.
func (s *Server) v2Door(logins *auth.Auth, hasher *password.Hasher) (http.Handler, error) {
	set, err := (&v2.Set{Store: s.store, Zone: s.cfg.Zone, Hasher: hasher, Sessions: logins, URL: cmp.Or(s.cfg.PublicURL, s.URL()) + jsonrpc.Paths[0]}).Bind()
	if err != nil {
		return nil, err
	}
	return jsonrpc.New(jsonrpc.Options{
		Set:            set,
		Callers:        logins,
		Points:         points{s.keeper.points},
		TrustedProxies: s.cfg.TrustedProxies,
		Intake:         s.intake,
		Holding:        s.holding,
		MaxBody:        s.cfg.Limits.Body,
		StrictSpec:     s.cfg.StrictSpec,
		WriteTimeout:   s.cfg.Timeouts.Write,
		Log:            s.log,
		Observe:        s.observer("v2", set.Names()),
		Origins:        s.cfg.V2Origins,
	}), nil
}

// points are the store's as the wire wants them.
type points struct{ *store.Points }

// Reserve takes a point.
func (p points) Reserve(caller ops.Caller) *v2.Error {
	var limit *store.LimitError
	if !errors.As(p.Take(caller.Partner), &limit) {
		return nil
	}
	return &v2.Error{Mnemonic: v2.LimitExceeded, Params: []v2.Param{
		{Name: "limit_type", Value: limit.Type},
		{Name: "limit_max_value", Value: strconv.FormatInt(limit.Most, 10), Number: true},
	}}
}

// Refund gives a point back.
func (p points) Refund(caller ops.Caller) { p.GiveBack(caller.Partner) }

// Limits are the partner's limits as they stand.
func (p points) Limits(caller ops.Caller) jsonrpc.Limits {
	return jsonrpc.Limits(p.Left(caller.Partner))
}
