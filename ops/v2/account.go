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

var accountMethods = []Method{
	listing(Method{Name: "get.account",
		Ru: "Получение учетной записи, которой принадлежит токен", En: "The account that the token belongs to",
		texts: map[string]described{
			"name": {"Наименование партнера", "The partner's name"},
		},
		example: example{`{"limit":1,"offset":0,"filter":{},"fields":[],"sort":[]}`, `[{"app_id":100000,"name":"Учёт & Порядок, ООО","timezone":"Europe/Moscow"}]`},
	}, accounts),
	Define(Method{Name: "login.user", Kind: ops.External, Open: true, Secret: true, Errors: []Mnemonic{AuthError, AccountInactive, LimitExceeded},
		Ru: "Начало сеанса по логину и паролю; сеанс длится час", En: "Begins a session of an hour with a login and its password",
		texts: map[string]described{
			"access_token": {"Ключ сеанса", "The key of the session"},
			"password":     {"Пароль", "The password"},
		},
		example: example{`{"login":"demo","password":"demo"}`, `{"access_token":"DX4UWOCBZGY3TL6ZHTVIFQKDWE","expire_at":1718445600,"app_id":100000}`},
	}, object([]string{"access_token", "expire_at", "app_id"}, property{"access_token", text()}, property{"expire_at", integer()}, property{"app_id", integer()}), loginUser, nil),
	Define(Method{Name: "logout.user", Kind: ops.External,
		Ru: "Завершение сеанса", En: "Ends a session",
		texts: map[string]described{
			"access_token": {"Ключ сеанса, который завершается", "The key of the session that ends"},
		},
		example: example{`{}`, `{}`},
	}, nothing(), logoutUser, nil),
	Define(Method{Name: "rpc.discover", Kind: ops.External, Open: true, Document: true,
		Ru: "Описание методов в формате OpenRPC", En: "The OpenRPC document of the methods",
	}, nil, discover, nil),
}

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
		{name: "app_id", kind: kindNumber, get: func(a *account) scalar { return number(a.Number) }},
		{name: "name", kind: kindText, get: func(a *account) scalar { return textual(a.Name) }},
		{name: "timezone", kind: kindText, get: func(a *account) scalar { return textual(a.zone) }},
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
