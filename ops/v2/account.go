package v2

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"partnerapi/internal/jsonvalue"
	"partnerapi/ops"
	"partnerapi/store"
)

type loginParams struct {
	Login    Secret `v2:"login,required"`
	Password Secret `v2:"password,required"`
}

// login.user begins a session of an hour with a login of PartnerAPI; none is left
// behind by a call that is refused.
func loginUser(ctx context.Context, c *Call, in *loginParams) (Result, error) {
	var account store.Account
	token, until, err := c.Set.Sessions.Login(ctx, in.Login.S, in.Password.S, c.Caller.Address, func(caller ops.Caller) (err error) {
		if err := c.Caller.Admit(caller); err != nil {
			return err
		}
		account, err = c.Set.Store.As(caller.Partner).Account(ctx)
		return err
	})
	err = Refused(err, c.Caller.Address)
	var refused *Error
	if errors.As(err, &refused) && refused.Mnemonic == AuthError {
		refused.Login = ops.AttemptedLogin(in.Login.S)
	}
	if err != nil {
		return Result{}, err
	}
	data := jsonvalue.AppendString([]byte(`{"access_token":`), token)
	data = strconv.AppendInt(append(data, `,"expire_at":`...), until.Unix(), 10)
	data = strconv.AppendInt(append(data, `,"app_id":`...), account.Number, 10)
	return Result{Data: append(data, '}')}, nil
}

type noParams struct{}

// logout.user ends the session of the token; a permanent token stays.
func logoutUser(ctx context.Context, c *Call, _ *noParams) (Result, error) {
	return updated(c.Set.Sessions.Logout(ctx, c.Caller.Token))
}

// account is a row of get.account.
type account struct {
	store.Account
	zone string
}

// accounts is the table of get.account: the caller's own.
var accounts = table(list[account]{
	id: func(a *account) int64 { return a.Number },
	columns: []column[account]{
		{name: "app_id", schema: integer(), get: func(a *account) scalar { return number(a.Number) }},
		{name: "name", schema: text(), get: func(a *account) scalar { return textual(a.Name) }},
		{name: "timezone", schema: text(), get: func(a *account) scalar { return textual(a.zone) }},
	},
	rows: func(ctx context.Context, c *Call, _ bounds) store.Seq[account] {
		return func(yield func(*account) error) error {
			stored, err := c.Account(ctx)
			if err != nil {
				return err
			}
			return yield(&account{stored, c.Set.Zone.String()})
		}
	},
})

// get.account is the first call of nearly every client.
func getAccount(ctx context.Context, c *Call, in *listParams) (Result, error) {
	return accounts.run(ctx, c, in)
}

// rpc.discover answers the OpenRPC document itself.
func discover(_ context.Context, c *Call, _ *noParams) (Result, error) {
	b := c.Caller.Into
	for piece := range slices.Chunk(c.Set.Discover(), documentPiece) {
		var err error
		if b, err = c.Caller.flush(append(b, piece...)); err != nil {
			return Result{}, err
		}
	}
	return Result{Data: b, Whole: true}, nil
}

// documentPiece is how much of the OpenRPC document is handed over at a time, in bytes.
const documentPiece = 32 << 10
