package db

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// IsPostgres reports whether a location is the DSN of a PostgreSQL database and no
// directory.
func IsPostgres(location string) bool {
	return strings.HasPrefix(location, "postgres://") || strings.HasPrefix(location, "postgresql://")
}

// PostgresExists reports whether the database of a DSN has been migrated at all.
func PostgresExists(ctx context.Context, dsn string) (there bool, err error) {
	config, err := postgresConfig(dsn, false)
	if err != nil {
		return false, err
	}
	c, err := (&postgresDB{config: config}).connect(ctx)
	if err != nil {
		return false, err
	}
	_, there, err = c.Int(`SELECT 1 FROM pg_class WHERE relname = 'migration' AND relkind = 'r' AND pg_table_is_visible(oid)`)
	return there, errors.Join(err, c.engine.close())
}

// postgresConfig reads a DSN; unhurried leaves statements all time. Its errors name no
// part of the DSN: it holds a password.
func postgresConfig(dsn string, unhurried bool) (*pgconn.Config, error) {
	config, err := pgconn.ParseConfig(dsn)
	if err != nil {
		return nil, errors.New("the address of the PostgreSQL database is malformed; postgres://user:password@host:5432/database is wanted")
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	if config.ValidateConnect == nil { // of several servers the primary is wanted
		config.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	}
	config.OnNotice = noteWarning
	config.DialFunc = dialBounded
	for name, value := range map[string]string{
		"application_name": "partnerapi", "client_min_messages": "warning", "lock_timeout": "30s", "idle_in_transaction_session_timeout": "60s",
		"statement_timeout": milliseconds(statementTime),
		// The server looks after us in the same way: what we hold locked becomes free.
		"tcp_keepalives_idle": "5", "tcp_keepalives_interval": "2", "tcp_keepalives_count": "3", "tcp_user_timeout": milliseconds(vanishedAfter),
		// Compiling a call's statement takes longer than running it, and is done each time.
		"jit": "off",
		// A plan made anew for each call's values takes longer than most calls, and may
		// change from one day to the next.
		"plan_cache_mode": "force_generic_plan",
		// A plan for any partner is made for one of the usual size. Of the largest one a
		// bitmap would find all rows and sort them for each chunk of 500.
		"enable_bitmapscan": "off",
	} {
		if config.RuntimeParams[name] == "" {
			config.RuntimeParams[name] = value
		}
	}
	if unhurried {
		config.RuntimeParams["statement_timeout"] = "0"
	}
	return config, nil
}

func milliseconds(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }

// connect opens a connection, to the first server that is there and takes writes.
func (db *postgresDB) connect(ctx context.Context) (*Conn, error) {
	servers := time.Duration(1 + len(db.config.Fallbacks))
	ctx, cancel := context.WithTimeout(ctx, servers*db.config.ConnectTimeout+connectTimeout)
	defer cancel()
	pg, err := pgconn.ConnectConfig(ctx, db.config)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, withoutDSN(err))
	}
	engine := &postgresConn{pg: pg, stmts: map[postgresText]*postgresStatement{}, unbroken: db.opts.Unbroken}
	c := &Conn{engine: engine}
	conn := underneath(pg)
	conn.patience = connectTimeout // until its own is known
	err = usable(pg)
	if err == nil {
		err = bound(c, conn)
	}
	if err != nil {
		return nil, errors.Join(postgresUnavailable(err), c.engine.close())
	}
	_, err = c.One(`SELECT concat_ws(' ', inet_server_addr(), inet_server_port(), pg_postmaster_start_time())`, nil, func(r Row) { engine.server = r.Text(0) })
	if err != nil {
		return nil, errors.Join(postgresUnavailable(err), c.engine.close())
	}
	return c, nil
}

// usable refuses servers that are too old, and databases that hold no Unicode.
func usable(pg *pgconn.PgConn) error {
	version := pg.ParameterStatus("server_version")
	major, _, _ := strings.Cut(version, ".")
	if n, err := strconv.Atoi(major); err == nil && n < 15 {
		return fmt.Errorf("PostgreSQL is of version %s; 15 or newer is needed", version)
	}
	if encoding := pg.ParameterStatus("server_encoding"); encoding != "UTF8" {
		return fmt.Errorf("the encoding of the PostgreSQL database is %s; UTF8 is needed", encoding)
	}
	return nil
}

// withoutDSN keeps of an error what PostgreSQL or the network said: pgconn's own text
// names user and host.
func withoutDSN(err error) error {
	if errors.Is(err, errNoStandby) {
		return errNoStandby
	}
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		return refused
	}
	var network *net.OpError
	if errors.As(err, &network) {
		return network
	}
	return errors.New("no connection to the database")
}
