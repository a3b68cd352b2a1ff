// Command benchimport measures `partnerapi import`: it makes a file of calls,
// imports it into a new store and again into the same, and prints what each took.
// Run it with `make bench-import`, or by scripts/with-postgres for PostgreSQL.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/google/uuid"

	"partnerapi/internal/enginetest"
)

func main() {
	program := flag.String("program", "bin/partnerapi", "the program to measure")
	calls := flag.Int("calls", 1_000_000, "how many calls to import")
	flag.Parse()
	if err := measure(*program, *calls); err != nil {
		fmt.Fprintln(os.Stderr, "benchimport:", err)
		os.Exit(1)
	}
}

func measure(program string, calls int) (err error) {
	dir, err := os.MkdirTemp("", "benchimport-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	sync, err := syncTime(dir)
	if err != nil {
		return err
	}
	file := filepath.Join(dir, "registers.jsonl")
	if err := generate(file, calls); err != nil {
		return err
	}
	var places []enginetest.Place
	for range 2 {
		place, err := enginetest.MakeEmpty()
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, place.Remove()) }()
		places = append(places, place)
	}
	fmt.Printf("%d calls; the disk syncs in %s\n", calls, sync.Round(time.Microsecond))
	fmt.Printf("%-22s %8s %12s %10s %10s %10s\n", "", "seconds", "lines/s", "CPU s", "peak RSS", "written")
	for _, run := range []struct {
		name  string
		place enginetest.Place
		args  []string
	}{
		{"new", places[0], nil},
		{"the same again", places[0], nil},
		{"--dry-run beside it", places[0], []string{"--dry-run"}},
		{"--strict, new", places[1], []string{"--strict"}},
	} {
		store := []string{"import", "--data", run.place.Store}
		if run.place.KeyFile != "" {
			store = []string{"import", "--store", run.place.Store, "--key-file", run.place.KeyFile}
		}
		cmd := exec.Command(program, append(append(store, run.args...), file)...)
		cmd.Stderr = os.Stderr
		start := time.Now()
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("%s: %w", run.name, err)
		}
		took := time.Since(start)
		usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
		cpu := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		fmt.Printf("%-22s %8.1f %12.0f %10.1f %6d MiB %6d MiB\n",
			run.name, took.Seconds(), float64(calls)/took.Seconds(), cpu.Seconds(), usage.Maxrss/1024, usage.Oublock/2048)
	}
	return nil
}

// syncTime answers how long the disk takes to make a small write durable.
func syncTime(dir string) (time.Duration, error) {
	f, err := os.Create(filepath.Join(dir, "sync"))
	if err != nil {
		return 0, err
	}
	defer f.Close()
	const times = 50
	start := time.Now()
	for range times {
		if _, err := f.Write(make([]byte, 4096)); err != nil {
			return 0, err
		}
		if err := f.Sync(); err != nil {
			return 0, err
		}
	}
	return time.Since(start) / times, nil
}

// The made-up world: partners with clients, each with an employee and an agent.
const (
	partners = 20
	clients  = 50
)

func generate(file string, calls int) (err error) {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriterSize(f, 1<<20)
	g := &generator{w: w}
	g.registers()
	for n := range calls {
		g.call(n, calls)
	}
	return w.Flush()
}

type generator struct {
	w        io.Writer
	partners []partner
}

type partner struct {
	id, line, agent string
	clients         []client
}

type client struct{ id, agent string }

func (g *generator) line(format string, args ...any) {
	fmt.Fprintf(g.w, format+"\n", args...)
}

func (g *generator) registers() {
	region := uuid.NewString()
	g.line(`{"kind":"region","region_id":"%s","region_name":"Москва","region_time_zone":3}`, region)
	for n := range partners {
		p := partner{id: uuid.NewString(), line: uuid.NewString(), agent: uuid.NewString()}
		user := uuid.NewString()
		g.line(`{"kind":"partner","partner_id":"%s","partner_name":"Партнер %d","regions":["%s"],"roles":[]}`, p.id, n, region)
		g.line(`{"kind":"service_type","service_type_id":"%s","service_type_name":"Линия","partner_id":"%s"}`, p.line, p.id)
		g.line(`{"kind":"partner_user","partner_user_id":"%s","partner_id":"%s","partner_user_name":"Анна","partner_user_family_name":null,"partner_user_father_name":null,"partner_user_birthday":null,"partner_user_del":false}`, user, p.id)
		g.line(`{"kind":"agent_partner","agent_partner_id":"%s","agent_partner_number":"271828%06d","agent_partner_password":"secret","partner_id":"%s","agent_partner_activity":true,"partner_user_id":"%s"}`, p.agent, n+1, p.id, user)
		for c := range clients {
			k := client{uuid.NewString(), uuid.NewString()}
			user := uuid.NewString()
			g.line(`{"kind":"client","client_id":"%s","partner_id":"%s","region_id":"%s","client_name":"Клиент %d","client_full_name":null,"client_del":false,"client_inn":"7700000000","client_kpp":null,"client_reg_num":null,"pay_method_id":2,"addit_attribute":null,"client_new_id":null}`, k.id, p.id, region, c)
			g.line(`{"kind":"client_user","client_user_id":"%s","client_id":"%s","client_user_name":"Вера","client_user_family_name":null,"client_user_father_name":null,"client_user_birthday":null,"client_user_del":false}`, user, k.id)
			g.line(`{"kind":"agent_user","agent_user_id":"%s","agent_user_number":"%d","agent_user_password":"secret","client_id":"%s","agent_user_activity":true,"client_user_id":"%s"}`, k.agent, 100000001+n*clients+c, k.id, user)
			p.clients = append(p.clients, k)
		}
		g.partners = append(g.partners, p)
	}
}

// call writes a call of the last year; they come in order of time, as
// statistics_read answers them.
func (g *generator) call(n, of int) {
	p := &g.partners[rand.IntN(len(g.partners))]
	c := &p.clients[rand.IntN(len(p.clients))]
	at := time.Now().Add(-365 * 24 * time.Hour / time.Duration(of) * time.Duration(of-n))
	g.line(`{"kind":"call","call_id":"%s","time":"%s","duration":%d,"partner_id":"%s","client_id":"%s","src_agent_id":"%s","dst_agent_id":"%s","service_type_id":"%s","call_status_id":%d,"remote_status_id":%d,"URL_call_record":"https://records.example.org/%d"}`,
		uuid.NewString(), at.Format("2006-01-02T15:04:05"), rand.IntN(3600), p.id, c.id, c.agent, p.agent, p.line, rand.IntN(8), rand.IntN(3), rand.IntN(1_000_000))
}
