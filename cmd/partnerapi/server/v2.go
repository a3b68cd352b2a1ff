package server

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"

	"partnerapi/auth"
	"partnerapi/internal/password"
	"partnerapi/jsonrpc"
	"partnerapi/ops"
	"partnerapi/ops/v2"
	"partnerapi/store"
)

// v2Door returns the handler of v2 over the same store and logins. A table that lacks
// something is an error at the start.
func (s *Server) v2Door(logins *auth.Auth, hasher *password.Hasher, operations *ops.Set) (http.Handler, error) {
	set, err := (&v2.Set{Store: s.store, Zone: s.cfg.Zone, Hasher: hasher, Sessions: logins, PartnerAPI: operations, URL: cmp.Or(s.cfg.PublicURL, s.URL()) + jsonrpc.Paths[0]}).Bind()
	if err != nil {
		return nil, err
	}
	return jsonrpc.New(jsonrpc.Options{
		Set:            set,
		Callers:        logins,
		Points:         points{s.background.points, s.log},
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

// points are the store's points in the form of the wire.
type points struct {
	*store.Points
	log *slog.Logger
}

// Reserve takes a point.
func (p points) Reserve(ctx context.Context, caller ops.Caller) error {
	err := p.Take(ctx, caller.Partner, caller.PointLimits)
	var limit *store.LimitError
	if !errors.As(err, &limit) {
		return v2.Outward(err)
	}
	return &v2.Error{Mnemonic: v2.LimitExceeded, Params: []v2.Param{
		{Name: "limit_type", Value: limit.Type},
		{Name: "limit_max_value", Value: strconv.FormatInt(limit.Most, 10), Number: true},
	}}
}

// Refund gives a point back. The call was refused already, so a failure of the store to take
// it back is only logged.
func (p points) Refund(ctx context.Context, caller ops.Caller) {
	if err := p.GiveBack(ctx, caller.Partner, caller.PointLimits); err != nil {
		p.log.WarnContext(ctx, "a point was not given back", "request_id", caller.RequestID, "partner", caller.PartnerID, "error", err)
	}
}

// Limits returns the partner's limits and what is left of them.
func (p points) Limits(caller ops.Caller) jsonrpc.Limits {
	return jsonrpc.Limits(p.Left(caller.Partner, caller.PointLimits))
}
