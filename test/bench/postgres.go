package main

import (
	"context"
	"embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// statements are what the store sends to PostgreSQL for a call, as scripts of pgbench:
// taken from the server's log with log_statement = all. The lookup of the login or
// token is not there; it is made twice a second, not for each call.
//
//go:embed pgbench
var statements embed.FS

// pgbenchGates are the least ratios to pgbench that we promise ourselves.
// Where the database, the server and wrk share the processors, no server over net/http passes
// 1/(1/pgbench + 1/bare) calls of one row a second.
var pgbenchGates = map[string]float64{
	"client_read_1": 0.5, "client_read_100": 0.35, "client_add_its": 0.5,
	"get.customers_1": 0.5, "get.customers_100": 0.35, "change_balance": 0.5,
}

// pgbench sends the statements of calls to the database that the servers use.
type pgbench struct {
	dir, program, dsn string
	variables         []string // the script's, as flags
}

// newPgbench looks up the internal keys that the scripts need.
func newPgbench(dir, dsn string) (*pgbench, error) {
	found, err := exec.Command("bash", "-c", "command -v pgbench || ls -d /usr/lib/postgresql/*/bin/pgbench | sort -V | tail -1").Output()
	if err != nil {
		return nil, fmt.Errorf("find pgbench: %w", err)
	}
	p := &pgbench{dir: dir, program: strings.TrimSpace(string(found)), dsn: dsn}
	c, err := pgconn.Connect(context.Background(), dsn)
	if err != nil {
		return nil, err
	}
	defer func() { _ = c.Close(context.Background()) }() // nothing is under way
	for name, text := range map[string]string{
		"partner":    `SELECT id FROM partner WHERE partner_id = '` + partnerID(1) + `'`,
		"big":        `SELECT id FROM partner WHERE partner_id = '` + partnerID(partners+1) + `'`,
		"region":     `SELECT id FROM region WHERE region_id = '` + regionID(1) + `'`,
		"second":     `SELECT id FROM region WHERE region_id = '` + regionID(2) + `'`,
		"region_id":  `SELECT '` + regionID(1) + `'`,
		"client_id":  `SELECT '` + clientID(1, 7) + `'`,
		"client":     `SELECT id FROM client WHERE client_id = '` + clientID(1, 7) + `'`,
		"number":     `SELECT ` + number(1, 7),
		"big_first":  `SELECT min(id) FROM client WHERE client_id BETWEEN '` + clientID(partners+1, 0) + `' AND '` + clientID(partners+1, 99) + `'`,
		"big_latest": `SELECT max(id) FROM client WHERE client_id BETWEEN '` + clientID(partners+1, 0) + `' AND '` + clientID(partners+1, 99) + `'`,
	} {
		rows, err := c.Exec(context.Background(), text).ReadAll()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", text, err)
		}
		if len(rows[0].Rows) != 1 {
			return nil, fmt.Errorf("%s: %d rows", text, len(rows[0].Rows))
		}
		p.variables = append(p.variables, "-D", name+"="+string(rows[0].Rows[0][0]))
	}
	return p, nil
}

// has reports whether there are statements for a body; a nil pgbench has none.
func (p *pgbench) has(b body) bool { return p != nil && pgbenchGates[b.beside()] != 0 }

var pgbenchRate = regexp.MustCompile(`tps = ([\d.]+) \(without`)

// load implements loader. CPU and memory are the database's and stay 0.
func (p *pgbench) load(b body, long time.Duration) (sample, error) {
	name := b.beside() + ".sql"
	script, err := statements.ReadFile("pgbench/" + name)
	if err != nil {
		return sample{}, err
	}
	file := filepath.Join(p.dir, name)
	if err := os.WriteFile(file, script, 0o600); err != nil {
		return sample{}, err
	}
	args := append([]string{"-n", "-M", "prepared", "-c", strconv.Itoa(connections), "-j", "2", "-T", strconv.Itoa(int(long.Seconds())), "-f", file}, p.variables...)
	out, err := exec.Command(p.program, append(args, p.dsn)...).CombinedOutput()
	if err != nil {
		return sample{}, fmt.Errorf("pgbench: %w\n%s", err, out)
	}
	m := pgbenchRate.FindSubmatch(out)
	if m == nil {
		return sample{}, fmt.Errorf("pgbench printed %q", out)
	}
	rate, err := strconv.ParseFloat(string(m[1]), 64)
	return sample{rate: rate}, err
}
