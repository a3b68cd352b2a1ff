package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"partnerapi/cmd/partnerapi/server"
	"partnerapi/internal/config"
	"partnerapi/internal/logbuf"
	"partnerapi/internal/memlimit"
)

func (p *program) serveCommand() *cobra.Command {
	return p.configured(&cobra.Command{
		Use:   "serve",
		Short: p.lang.Pick("run the server", "запустить сервер"),
		Args:  cobra.NoArgs,
	}, func(_ *cobra.Command, c *config.Config, _ []string) error {
		return serve(c, p.err)
	}, config.Store, config.Serve)
}

// serve runs a server that logs to w until SIGINT or SIGTERM; a second one ends
// the process at once. SIGHUP reads the TLS files again. Where there are none it
// changes nothing – a service manager told to reload must not stop the service –
// but for a person's terminal, which sends it when it closes.
func serve(c *config.Config, w io.Writer) (err error) {
	lines := logbuf.New(w)
	defer func() { err = errors.Join(err, lines.Flush()) }()
	log := newLogger(lines, w, c)
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(collectAt)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		if available := memlimit.Available(os.DirFS("/")); available > 0 {
			debug.SetMemoryLimit(memlimit.Of(available))
		}
	}
	log.Info("memory limit", "bytes", debug.SetMemoryLimit(-1))
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
	reload := make(chan os.Signal, 1)
	if c.TLSCert != "" || !isTerminal(w) {
		signal.Notify(reload, syscall.SIGHUP)
	}
	s, err := server.Start(c, log, version)
	if err != nil {
		return &failure{exitFailed, err}
	}
	log.Info("serving", "url", s.URL(), "wsdl", s.WSDL(), "v2", s.V2(), "userside", s.Userside(), "metrics", s.MetricsURL(), "data", c.Data, "version", version)
	var broken error
	for running := true; running; {
		select {
		case <-reload:
			if err := s.ReloadCertificate(); err != nil {
				log.Error("the certificate stays as it was", "error", err)
			} else if c.TLSCert == "" {
				log.Info("nothing to read again: no TLS")
			} else {
				log.Info("certificate read again")
			}
		case broken = <-s.Failed():
			running = false
		case sig := <-stop:
			signal.Reset(syscall.SIGINT, syscall.SIGTERM)
			log.Info("stopping", "signal", sig.String(), "grace", c.Timeouts.Grace.String())
			running = false
		}
	}
	if err := s.Stop(); err != nil {
		return &failure{exitFailed, fmt.Errorf("stop: %w", err)}
	}
	if broken != nil {
		return &failure{exitFailed, broken}
	}
	log.Info("stopped")
	return nil
}

// collectAt is how much the heap may grow, in percent, before it is collected: it
// is small, and at Go's 100 a server under load spends a fifth of its time on
// that. What the budgets let clients hold grows by as much.
const collectAt = 150

// newLogger writes to w, through lines, as the configuration says; "auto" is text for a person
// at a terminal and JSON for everything else.
func newLogger(lines *logbuf.Buffer, w io.Writer, c *config.Config) *slog.Logger {
	options := &slog.HandlerOptions{Level: c.LogLevel}
	text := c.LogFormat == "text"
	if c.LogFormat == "auto" {
		text = isTerminal(w)
	}
	if text {
		return slog.New(lines.Handler(slog.NewTextHandler(lines, options)))
	}
	return slog.New(lines.Handler(slog.NewJSONHandler(lines, options)))
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
