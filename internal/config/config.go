// Package config is how an operator tells the program what to do: one table of
// settings, from which come the flags, the PARTNERAPI_* variables, the keys of
// the configuration file, the sample file and the documentation.
//
// Flags win over variables, variables over the file, the file over defaults.
package config

import (
	"errors"
	"log/slog"
	"net/netip"
	"time"
)

// Config is what the program runs by: every setting, parsed and checked.
type Config struct {
	// Data is the directory of the database and the key file.
	Data string
	// Store is the DSN of a PostgreSQL database that stands in the place of Data;
	// empty: Data is the place. It may hold a password.
	Store string
	// StoreFile is a file with that DSN.
	StoreFile string
	// StoreReplica is the DSN of a hot standby of that database; empty: none is used. It
	// may hold a password.
	StoreReplica string
	// StoreReplicaFile is a file with that DSN.
	StoreReplicaFile string
	// KeyFile is the sealing key of a PostgreSQL database.
	KeyFile string

	// Listen is the address of the doors, host:port; port 0 takes a free one.
	Listen string
	// PublicURL is the scheme and host that clients reach us by, without a
	// trailing slash; empty: what the request itself used (W1).
	PublicURL string
	// TLSCert and TLSKey are PEM files; both or neither.
	TLSCert string
	TLSKey  string
	// TrustedProxies may say X-Forwarded-Proto and X-Forwarded-Host (W1).
	TrustedProxies []netip.Prefix

	// Doors are the wires that are served.
	Doors []string
	// Namespace is the target namespace of the WSDL (W3).
	Namespace string
	// WSDLLogin asks for a login before the WSDL is shown (W2).
	WSDLLogin bool
	// FaultDetail gives SOAP faults their detail (W10).
	FaultDetail bool
	// Limits bound what a request may bring (W11).
	Limits Limits
	// Budgets bound what all requests together may hold in memory.
	Budgets Budgets
	// StrictSpec turns on what v2 leaves out of JSON-RPC 2.0: batches and
	// notifications.
	StrictSpec bool
	// V2Origins are the origins of web pages whose scripts may call v2.
	V2Origins []string
	// Points are how many calls of v2 a partner may make.
	Points Points
	// UsersideGetWrites lets GET requests of USERSIDE write, as its clients send
	// them; false: they get 405 (usersidehttp/README.md, Transport).
	UsersideGetWrites bool
	// LegacyHTTP200 answers USERSIDE's keys of dialect legacy with HTTP 200 whatever
	// is refused, but for 405 and 503 (usersidehttp/README.md, Envelope).
	LegacyHTTP200 bool
	// Zone is the time zone in which v2 and USERSIDE speak (O10) and
	// points and calls are counted.
	Zone *time.Location

	// Readers is the number of connections that read the database.
	Readers int
	// NumberBase is where the numbers of new rows start (O9).
	NumberBase int64

	// Argon2 are the cost parameters of new password hashes.
	Argon2 Argon2

	// Mail says which mail servers may be dialled, and how (S21).
	Mail Mail

	// MetricsListen is the address of the metrics, host:port; empty: none.
	MetricsListen string
	// LogLevel is the least level that is logged.
	LogLevel slog.Level
	// LogFormat is "auto", "text" or "json".
	LogFormat string

	// Timeouts bound how long anything may take.
	Timeouts Timeouts
}

// Limits bound what a request may bring (W11).
type Limits struct {
	Body       int64 // bytes, also after gunzip
	Depth      int   // elements inside each other
	Elements   int   // in one document
	Attributes int   // on one element
	Name       int   // bytes of an element's or attribute's name
	Value      int   // bytes of an attribute's value
}

// Budgets bound what all requests together may hold in memory.
type Budgets struct {
	// Requests is for the requests themselves, Answers for what is made and waits to be
	// sent, in bytes; 0 is a share of the memory limit.
	Requests, Answers int64
	// InFlight is how many requests an address may have under way.
	InFlight int
	// Connections is how many connections there may be, ConnectionsPerAddress how many of
	// one address.
	Connections, ConnectionsPerAddress int
}

// Points are how many calls of v2 a partner may make; 0 is without limit.
type Points struct {
	Day, Minute int64
}

// Argon2 are the cost parameters of argon2id (RFC 9106).
type Argon2 struct {
	Time    uint32 // passes
	Memory  uint32 // KiB
	Threads uint8
}

// Mail says which mail servers may be dialled, and how (S21).
type Mail struct {
	// AllowNetworks are dialled although they are loopback, private, link-local
	// or multicast.
	AllowNetworks []netip.Prefix
	// AllowPorts are dialled besides 25, 465, 587 and 2525.
	AllowPorts []uint16
	// ContactTypes are the names of the contact type that holds an employee's
	// e-mail address, compared without regard to case.
	ContactTypes []string
	// Timeout bounds the whole conversation with the mail server.
	Timeout time.Duration
	// Template is the file of the letter; empty: the built-in one.
	Template string
	// CA is a PEM file with authorities that are trusted besides the system's;
	// empty: none.
	CA string
}

// Timeouts bound how long anything may take.
type Timeouts struct {
	Header time.Duration // until a request's header is there
	Read   time.Duration // until its body is there
	Write  time.Duration // for each chunk of an answer
	Idle   time.Duration // between two requests of a connection
	Grace  time.Duration // for calls in flight once the program is told to stop
}

// check finds what no setting can see by itself.
func (c *Config) check() error {
	if (c.TLSCert == "") != (c.TLSKey == "") {
		return errors.New("tls-cert and tls-key belong together: give both or neither")
	}
	return c.checkStore()
}
