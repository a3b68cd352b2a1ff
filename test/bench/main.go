// Command bench loads the server over HTTP and, in turn, a bare net/http server
// that answers the same bytes, and prints both rates and their ratio: rates
// differ from machine to machine and minute to minute, ratios less so. On PostgreSQL
// the statements of a call are compared, as pgbench sends them. It wants wrk, and
// runs from the root of the module (make bench).
package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

func main() {
	bare := flag.String("bare", "", "be the bare server and answer the files of this directory")
	only := flag.String("only", "", "measure the bodies whose name begins so")
	rounds := flag.Int("rounds", 3, "measure so often, show medians")
	seconds := flag.Int("seconds", 3, "load for so long at a time")
	dsn := flag.String("postgres", "", "use this empty PostgreSQL database instead of a data directory")
	flag.Parse()
	err := error(nil)
	if *bare != "" {
		err = serveBare(*bare)
	} else {
		err = bench(*only, *dsn, *rounds, time.Duration(*seconds)*time.Second)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// connections is how many requests are in flight at a time.
const connections = 16

// body is one kind of call.
type body struct {
	name string
	// gate is the least ratio to the bare server that we promise ourselves; 0: none.
	gate    float64
	path    string
	query   string // of a GET, which has no request
	login   string // of SOAP; the other interfaces have their token or key in the call
	request []byte
	kind    string // the request's content type; "" is XML
	// once says that the request holds {once}, for a value which must not be sent twice.
	once bool
	at   site
	// twin is the body of SOAP that asks the same: the call is measured beside what that
	// one is measured beside, and so against SOAP; "" is none.
	twin string
}

// beside is the body whose answer the bare server gives, and whose statements pgbench
// sends.
func (b body) beside() string { return cmp.Or(b.twin, b.name) }

// site is a server of ours.
type site int

const (
	cheap   site = iota // hashes passwords at the lowest cost
	usual               // hashes them at the usual one
	million             // has a million customers of USERSIDE
)

// sample is one measurement of one server.
type sample struct {
	rate float64       // answers a second
	cpu  time.Duration // of the server, an answer
	peak int64         // bytes of resident memory above idle
}

func bench(only, dsn string, rounds int, load time.Duration) (err error) {
	dir, err := os.MkdirTemp("", "partnerapi-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	fill := prepare
	if strings.HasPrefix(only, searchName) {
		fill = prepareSearch
	}
	servers, bodies, err := fill(dir, dsn)
	defer servers.kill()
	if err != nil {
		return err
	}
	sync, err := syncTime(dir)
	if err != nil {
		return err
	}
	fmt.Printf("%d connections, %d rounds of %s; one sync of the disk takes %s\n\n", connections, rounds, load, sync)
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "call\tbytes\treq/s\tbeside\tits req/s\tratio\tgate\t\tCPU µs\tits CPU µs\tpeak MiB\t")
	for _, b := range bodies {
		if !strings.HasPrefix(b.name, only) {
			continue
		}
		beside, least := "net/http", b.gate
		var other loader = servers.bare
		if servers.pgbench.has(b) {
			beside, least, other = "pgbench", pgbenchGates[b.beside()], servers.pgbench
		}
		mine, theirs, err := measure(servers.ours[b.at], other, b, rounds, load)
		if err != nil {
			return fmt.Errorf("%s: %w", b.name, err)
		}
		answer, err := os.Stat(filepath.Join(dir, "answers", b.name))
		if err != nil {
			return err
		}
		ratio := mine.rate / theirs.rate
		gate, verdict := fmt.Sprintf("%.2f", least), "ok"
		switch {
		case least == 0:
			gate, verdict = "", ""
		case ratio < least:
			verdict = "BELOW"
		}
		fmt.Fprintf(table, "%s\t%d\t%.0f\t%s\t%.0f\t%.3f\t%s\t%s\t%d\t%d\t%d\t\n", b.name, answer.Size(), mine.rate, beside, theirs.rate, ratio, gate, verdict,
			mine.cpu.Microseconds(), theirs.cpu.Microseconds(), mine.peak>>20)
	}
	return table.Flush()
}

// loader is a server, or what else can be asked for a body, under load.
type loader interface {
	load(b body, long time.Duration) (sample, error)
}

// measure loads both in turn and returns the medians.
func measure(ours, theirs loader, b body, rounds int, load time.Duration) (mine, bare sample, err error) {
	var a, z []sample
	for range rounds {
		for _, side := range []struct {
			p    loader
			list *[]sample
		}{{theirs, &z}, {ours, &a}} {
			s, err := side.p.load(b, load)
			if err != nil {
				return mine, bare, err
			}
			*side.list = append(*side.list, s)
		}
	}
	return median(a), median(z), nil
}

func median(list []sample) sample {
	slices.SortFunc(list, func(a, b sample) int { return int(a.rate - b.rate) })
	m := list[len(list)/2]
	for _, s := range list {
		m.peak = max(m.peak, s.peak)
	}
	return m
}

// syncTime is the median of what one small durable write costs here.
func syncTime(dir string) (time.Duration, error) {
	f, err := os.Create(filepath.Join(dir, "sync"))
	if err != nil {
		return 0, err
	}
	defer func() { _ = f.Close() }() // removed with the directory
	var took []time.Duration
	for range 200 {
		start := time.Now()
		if _, err := f.Write(make([]byte, 4096)); err != nil {
			return 0, err
		}
		if err := f.Sync(); err != nil {
			return 0, err
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	return took[len(took)/2].Round(time.Microsecond), nil
}

// build makes a program of this module.
func build(dir, pkg string) (string, error) {
	out, err := exec.Command("go", "build", "-trimpath", "-o", dir, pkg).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build %s: %w\n%s", pkg, err, out)
	}
	return filepath.Join(dir, filepath.Base(pkg)), nil
}
