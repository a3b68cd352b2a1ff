package main

import (
	"context"
	"errors"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/cmd/partnerapi/server"
	"partnerapi/internal/config"
	"partnerapi/internal/enginetest"
	"partnerapi/internal/soaptest"
	"partnerapi/internal/transcript"
	"partnerapi/test/doors"
)

const operationsDir = "../../testdata/operations"

// TestTranscripts plays testdata/operations against the real program: registers
// are imported by its command, calls go over HTTP. A case that changed nothing
// leaves its server to the next one: what was refused must not show there. Each case
// is played a second time as calls of partnerapi.* of v2, from the same registers, and
// each answer is compared with SOAP's, cell by cell.
func TestTranscripts(t *testing.T) {
	base, err := os.ReadFile("../../testdata/registers/base.jsonl")
	require.NoError(t, err)
	text, err := os.ReadFile(filepath.Join(operationsDir, "names.txt"))
	require.NoError(t, err)
	names, err := transcript.ParseNames(string(text))
	require.NoError(t, err)
	files, err := filepath.Glob(filepath.Join(operationsDir, "*.txtar"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	post := startPost(t)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			script, err := transcript.Parse(filepath.Base(file), string(text))
			require.NoError(t, err)
			s := &stage{file: t, post: post, names: []map[string]string{names, post.names(), script.Names}}
			s.imported(t, string(base)+script.Registers)
			for _, c := range script.Cases {
				t.Run(c.Title, func(t *testing.T) { s.play(t, &c) })
			}
			s.clear(t)
		})
	}
}

// stage is where the cases of one file are played.
type stage struct {
	file  *testing.T // the file's: a server may stand for several cases
	post  *postOffice
	names []map[string]string
	data  enginetest.Place // what was imported, which no server touches
	today string           // the Moscow date of the import, which its registers name

	world    *world
	settings []string
}

// imported makes the store that every case starts from.
func (s *stage) imported(t *testing.T, registers string) {
	t.Helper()
	now := time.Now().In(moscow(t))
	s.today = now.Format(time.DateOnly)
	s.data = enginetest.New(t)
	file := filepath.Join(t.TempDir(), "registers.jsonl")
	require.NoError(t, os.WriteFile(file, []byte(transcript.NewValues(now).Fill(registers)), 0o600))
	var out strings.Builder
	p := &program{lang: config.English, in: strings.NewReader(""), out: &out, err: &out}
	code := p.run(context.Background(), append([]string{"import", file}, s.data.Flags()...))
	require.Zero(t, code, out.String())
}

// play plays a case by SOAP and by v2.
func (s *stage) play(t *testing.T, c *transcript.Case) {
	bySOAP := s.playBy(t, c, (*world).soap)
	if slices.Contains(c.Settings, "soap-only") {
		return
	}
	byV2 := s.playBy(t, c, (*world).v2)
	if t.Failed() {
		return
	}
	require.Equal(t, len(bySOAP), len(byV2))
	var generated doors.Generated
	for i := range bySOAP {
		assert.Empty(t, generated.Differs(bySOAP[i], byV2[i]), "call %d of the case", i+1)
	}
}

// caller makes a call with the login of that name.
type caller func(w *world, login, operation string, operands []soaptest.Operand) (*soaptest.Answer, error)

// playBy plays a case by one interface and returns what its calls answered; one that
// ran into another Moscow day than the registers' says nothing and fails plainly.
func (s *stage) playBy(t *testing.T, c *transcript.Case, by caller) []*soaptest.Answer {
	if s.world == nil || !slices.Equal(s.settings, c.Settings) {
		s.clear(t)
		s.settings = c.Settings
		s.world = s.open(t)
	}
	s.post.empty()
	now := time.Now().In(moscow(t))
	p := &play{world: s.world, by: by}
	err := c.Play(p, transcript.NewValues(now, s.names...))
	if s.world.changed {
		s.clear(t)
	}
	require.Equal(t, s.today, time.Now().In(moscow(t)).Format(time.DateOnly), "midnight in Moscow came between: run again")
	assert.NoError(t, err)
	return p.answers
}

// reads says that an operation changes nothing.
func reads(operation string) bool {
	return strings.Contains(operation, "_read") || operation == "client_ITS_status_For_INN" || operation == "account_access_email_notify"
}

// open starts a server on a copy of what was imported.
func (s *stage) open(t *testing.T) *world {
	t.Helper()
	c := config.Default()
	doors.Configure(c, s.data.Copy(s.file))
	c.Listen, c.Points = "127.0.0.1:0", config.Points{}
	for _, word := range s.settings {
		require.Contains(t, []string{"guarded", "soap-only"}, word, "the settings that cases know")
	}
	if !slices.Contains(s.settings, "guarded") {
		c.Mail.AllowNetworks = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
		c.Mail.AllowPorts = s.post.ports()
	}
	srv, err := server.Start(c, slog.New(slog.DiscardHandler), "test")
	require.NoError(t, err)
	return &world{T: s.file, server: srv, post: s.post, sessions: map[string]doors.Operations{}}
}

// clear stops the server that stands, if any.
func (s *stage) clear(t *testing.T) {
	t.Helper()
	if s.world != nil {
		require.NoError(t, s.world.server.Stop())
		s.world = nil
	}
}

// world is a server and the mail servers beside it.
type world struct {
	*testing.T
	server   *server.Server
	post     *postOffice
	sessions map[string]doors.Operations // of v2, by login
	changed  bool                        // an operation that writes has succeeded
}

// soap calls over SOAP.
func (w *world) soap(login, operation string, operands []soaptest.Operand) (*soaptest.Answer, error) {
	client := soaptest.Client{URL: w.server.URL() + "/cus/ws/PartnerAPI", Login: login, Password: "pass-" + login}
	a, err := client.Call(context.Background(), operation, operands...)
	if err == nil && ((a.Status == 500) != (a.Fault != nil) || a.Status != 500 && a.Status != 200) {
		err = errors.New("a fault is HTTP 500 and no other answer is (W5), not " + strconv.Itoa(a.Status))
	}
	return a, err
}

// v2 calls the method of v2 that the operation is, in a session of the login.
func (w *world) v2(login, operation string, operands []soaptest.Operand) (*soaptest.Answer, error) {
	session, begun := w.sessions[login]
	if !begun {
		session = doors.NewOperations(w, w.server.URL(), doors.Session(w, w.server.URL(), login, "pass-"+login))
		session.Native = true
		w.sessions[login] = session
	}
	return session.Call(context.Background(), operation, operands...)
}

// play is a case that is played by one interface.
type play struct {
	*world
	by      caller
	answers []*soaptest.Answer
}

// Call sends one call over HTTP.
func (w *play) Call(login, operation string, operands []transcript.Operand) (*transcript.Answer, error) {
	given := make([]soaptest.Operand, 0, len(operands))
	for _, o := range operands {
		given = append(given, soaptest.Operand{Name: o.Name, Value: o.Value})
	}
	a, err := w.by(w.world, login, operation, given)
	if err != nil {
		return nil, err
	}
	w.answers = append(w.answers, a)
	out := &transcript.Answer{Columns: a.Columns, Text: a.Text}
	for _, row := range a.Rows {
		out.Rows = append(out.Rows, transcript.Row(row))
	}
	if a.Fault != nil {
		out.Fault = &transcript.Fault{Text: a.Fault.Text, Code: a.Fault.Code, Operand: a.Fault.Operand}
	} else if !reads(operation) {
		w.changed = true
	}
	return out, nil
}

// Letters are those that the mail servers took.
func (w *world) Letters() []transcript.Letter { return w.post.letters() }

func moscow(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Moscow")
	require.NoError(t, err)
	return zone
}
