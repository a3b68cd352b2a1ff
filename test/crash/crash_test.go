// Package crash kills the server, or PostgreSQL, under load, again and again, and looks
// whether what was acknowledged was kept.
package crash

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
	"partnerapi/internal/proctest"
	"partnerapi/internal/soaptest"
)

func TestMain(m *testing.M) { proctest.Main(m) }

// The partner of the sample registers that works here.
const login, password = "demo", "demo"

const writers = 8

// journal is what the server has acknowledged, over all its lives.
type journal struct {
	mu      sync.Mutex
	clients map[string]*client
	acked   int
	refuse  bool // the database is killed, not the server: calls fail clearly, and the server goes on
}

// client is a client whose adding was acknowledged. It belongs to one writer.
type client struct {
	users   []string
	agents  []string
	deleted bool // acknowledged
	maybe   bool // a delete was sent and not answered
}

func (j *journal) ack(fn func()) {
	j.mu.Lock()
	defer j.mu.Unlock()
	fn()
	j.acked++
}

func (j *journal) count() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.acked
}

// Eight writers add clients, employees and agents and delete clients with all
// that hangs on them, until SIGKILL. Whatever was acknowledged is there
// afterwards, no delete is half done, and the file is sound.
func TestNothingAcknowledgedIsLost(t *testing.T) {
	place := enginetest.Empty(t)
	proctest.Run(t, place.Flags(), "import", "../../testdata/registers/sample.jsonl")
	region := ""
	j := &journal{clients: map[string]*client{}}
	for cycle := range crashes(t) {
		kill(t, place, j.count, func(server *proctest.Server) {
			api := soaptest.Client{URL: server.URL, Login: login, Password: password}
			if region == "" {
				answer, err := api.Call(t.Context(), "partner_region_read")
				require.NoError(t, err)
				require.NotEmpty(t, answer.Rows)
				region = answer.Rows[0].Get("region_id")
			}
		}, func(server *proctest.Server, w int) {
			j.write(context.Background(), soaptest.Client{URL: server.URL, Login: login, Password: password}, region, fmt.Sprintf("%d-%d", cycle, w))
		})
		j.check(t, place)
	}
	t.Logf("%d acknowledged writes", j.acked)
}

// crashes is how often to kill: 20 times, or as often as CRASHES says.
func crashes(t *testing.T) int {
	text := os.Getenv("CRASHES")
	if text == "" {
		return 20
	}
	n, err := strconv.Atoi(text)
	require.NoError(t, err)
	return n
}

// kill serves, lets the writers write and kills the server under them; the database
// that is left is sound. count is how much was acknowledged in all.
func kill(t *testing.T, place enginetest.Place, count func() int, before func(*proctest.Server), write func(server *proctest.Server, writer int)) {
	server := proctest.Serve(t, place.Flags(), nil)
	before(server)
	acked := count()
	var wait sync.WaitGroup
	for w := range writers {
		wait.Go(func() { write(server, w) })
	}
	// The first write of a server waits for the check of its password.
	require.Eventually(t, func() bool { return count() > acked }, time.Minute, time.Millisecond, "the writers write nothing, so a kill would prove nothing")
	time.Sleep(time.Duration(rand.IntN(300)) * time.Millisecond)
	server.Kill()
	wait.Wait()
	sound(t, place)
}

// write works until the server, or its database, is gone, or ctx ends.
func (j *journal) write(ctx context.Context, api soaptest.Client, region, name string) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	call := func(id, operation string, operands ...soaptest.Operand) (string, bool) {
		answer, err := api.Call(ctx, operation, operands...)
		if err != nil {
			return "", false // killed
		}
		if j.refuse && answer.Fault != nil && answer.Fault.Code == "unavailable" {
			return "", false
		}
		if answer.Fault != nil || len(answer.Rows) != 1 {
			panic(fmt.Sprintf("%s: %+v %s", operation, answer.Fault, answer.Raw))
		}
		return answer.Rows[0].Get(id), true
	}
	for n := 0; ; n++ {
		id, ok := call("client_id", "client_add_its", soaptest.Set("client_name", fmt.Sprintf("%s-%d", name, n)), soaptest.Set("region_id", region))
		if !ok {
			return
		}
		c := &client{}
		j.ack(func() { j.clients[id] = c })
		for range 2 {
			user, ok := call("client_user_id", "client_user_add", soaptest.Set("client_id", id), soaptest.Set("client_user_name", "Имя"))
			if !ok {
				return
			}
			j.ack(func() { c.users = append(c.users, user) })
			agent, ok := call("agent_user_id", "agent_user_add", soaptest.Set("client_user_id", user))
			if !ok {
				return
			}
			j.ack(func() { c.agents = append(c.agents, agent) })
		}
		if n%2 == 0 {
			j.ack(func() { c.maybe = true })
			if _, ok := call("client_id", "client_delete", soaptest.Set("client_id", id)); !ok {
				return
			}
			j.ack(func() { c.deleted = true })
		}
	}
}

// check reads everything back through a new server.
func (j *journal) check(t *testing.T, place enginetest.Place) {
	server := proctest.Serve(t, place.Flags(), nil)
	defer func() { require.NoError(t, server.Stop()) }()
	api := soaptest.Client{URL: server.URL, Login: login, Password: password}
	table := func(operation, key string, operands ...soaptest.Operand) map[string]soaptest.Row {
		answer, err := api.Call(t.Context(), operation, operands...)
		require.NoError(t, err)
		require.Nil(t, answer.Fault)
		rows := map[string]soaptest.Row{}
		for _, row := range answer.Rows {
			rows[row.Get(key)] = row
		}
		return rows
	}
	all := soaptest.Set("include_deleted", "true")
	clients := table("client_read", "client_id", all)
	users := table("client_user_read", "client_user_id", all)
	agents := table("agent_user_read", "agent_user_id")
	for id, c := range j.clients {
		row, found := clients[id]
		require.True(t, found, "client %s was acknowledged and is lost", id)
		deleted := row.Get("client_del") == "true"
		require.Falsef(t, c.deleted && !deleted, "client %s: an acknowledged delete is lost", id)
		require.Falsef(t, deleted && !c.maybe, "client %s is deleted and nobody asked for it", id)
		for _, u := range c.users {
			require.Contains(t, users, u, "an acknowledged employee is lost")
			require.Equal(t, deleted, users[u].Get("client_user_del") == "true", "half a delete of client %s", id)
		}
		for _, a := range c.agents {
			require.Contains(t, agents, a, "an acknowledged agent is lost")
			require.Equal(t, deleted, agents[a].Get("agent_user_activity") == "false", "half a delete of client %s", id)
		}
	}
}

// sound looks at the database that the kill left. SQLite is asked about its file; a
// PostgreSQL server lives on, and has yet to end what the dead server asked of it.
func sound(t *testing.T, place enginetest.Place) {
	db := place.SQL(t)
	defer func() { require.NoError(t, db.Close()) }() // its connections are not the dead server's
	if enginetest.OnPostgres() {
		require.Eventually(t, func() bool {
			var left int
			require.NoError(t, db.QueryRow(`SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`).Scan(&left))
			return left == 0
		}, time.Minute, time.Millisecond, "connections of the dead server are still there")
		return
	}
	var verdict string
	require.NoError(t, db.QueryRow(`PRAGMA integrity_check`).Scan(&verdict))
	require.Equal(t, "ok", verdict)
	rows, err := db.Query(`PRAGMA foreign_key_check`)
	require.NoError(t, err)
	require.False(t, rows.Next(), "a reference leads nowhere")
	require.NoError(t, rows.Close())
}
