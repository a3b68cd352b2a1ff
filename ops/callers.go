package ops

import (
	"context"
	"net/netip"
	"time"

	"partnerapi/store"
)

// Callers identifies who calls. Every interface asks it, with the credentials of its
// contract; auth.Auth is the one that the server has.
type Callers interface {
	// Identify returns whose credentials these are; they came from addr. The caller's
	// Address and RequestID are left to the interface. The error is one of the refusals
	// below, or what Outward returns.
	Identify(ctx context.Context, c Credentials, addr netip.Addr) (Caller, error)
}

// Credentials are what a call brings to say who makes it: ByLogin, ByToken or ByKey.
type Credentials struct {
	Scheme Scheme
	// Login is that of Login; "" for the others.
	Login string
	// Secret is the password, the token or the key.
	Secret string
}

// Scheme is a kind of credentials.
type Scheme int

// The kinds of credentials.
const (
	Login Scheme = iota + 1 // a partner's login and password, in HTTP Basic (W2)
	Token                   // an access_token of v2
	Key                     // a key of USERSIDE
)

// ByLogin returns the credentials that a login and a password are.
func ByLogin(login, password string) Credentials {
	return Credentials{Scheme: Login, Login: login, Secret: password}
}

// ByToken returns the credentials that a token is.
func ByToken(token string) Credentials { return Credentials{Scheme: Token, Secret: token} }

// ByKey returns the credentials that a key is.
func ByKey(key string) Credentials { return Credentials{Scheme: Key, Secret: key} }

// Rights are what a token or a key says of the calls that are made with it. A login
// says nothing.
type Rights struct {
	// ReadOnly is set for a token that may not change anything.
	ReadOnly bool
	// Methods are those that a token may call.
	Methods store.Methods
	// Key is the id of a key, under which its bookings stand in the ledger.
	Key int64
	// Scopes are what a key may do.
	Scopes store.Scopes
	// Dialect names the spelling of USERSIDE's answers that a key asks for
	// (userside.ParseDialect).
	Dialect string
	// DuplicateWindow is that of change_balance (docs/userside.md); 0: none.
	DuplicateWindow time.Duration
}

// The refusals of Callers. v2 and USERSIDE have codes of their own for them.
var (
	// ErrLogin is the refusal of an unknown login and of a wrong password.
	ErrLogin = &Error{Kind: Unauthorised, Code: "unauthorised", Text: "Неверный логин или пароль"}
	// ErrThrottled looks like ErrLogin to the caller, whose password was not checked: it
	// failed too often of late.
	ErrThrottled = &Error{Kind: Unauthorised, Code: "throttled", Text: ErrLogin.Text}
	// ErrDisabled: the operator has switched the partner off.
	ErrDisabled = &Error{Kind: Forbidden, Code: "partner_disabled", Text: "Доступ партнера к сервису отключен"}
	// ErrSOAPClosed: the operator has closed SOAP for the partner. The interface adds
	// where its calls are taken.
	ErrSOAPClosed = &Error{Kind: Forbidden, Code: "soap_closed", Text: "Вызовы партнера по SOAP закрыты"}
	// ErrKey is the refusal of what never was a key and of what was revoked: USERSIDE
	// has one code for both, bad_key (usersidehttp/README.md, Errors).
	ErrKey = &Error{Kind: Unauthorised, Code: "key", Text: "Неверный ключ"}
	// The refusals of tokens, as jsonrpc/README.md names them.
	ErrTokenInvalid = &Error{Kind: Unauthorised, Code: "token", Text: "Неверный токен"}
	ErrTokenExpired = &Error{Kind: Unauthorised, Code: "token_expired", Text: "Срок действия токена истек"}
	ErrTokenRevoked = &Error{Kind: Unauthorised, Code: "token_revoked", Text: "Токен отозван"}
	ErrAddress      = &Error{Kind: Forbidden, Code: "address", Text: "Вызовы с этого адреса не разрешены"}
)
