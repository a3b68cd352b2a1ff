// Package server runs the service: it opens the store, serves the interfaces over HTTP and
// stops without losing what it has acknowledged. The command serve runs it; tests start it in
// their own process.
package server

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"partnerapi/internal/budget/connections"
	"partnerapi/internal/budget/holding"
	"partnerapi/internal/budget/intake"
	"partnerapi/internal/config"
	"partnerapi/internal/filelock"
	"partnerapi/internal/metrics"
	"partnerapi/jsonrpc"
	"partnerapi/soap"
	"partnerapi/store"
	"partnerapi/usersidehttp"
)

// Server is a running server. Start makes one.
type Server struct {
	cfg        *config.Config
	log        *slog.Logger
	lock       *filelock.Lock
	store      *store.Store
	background *background
	sound      *integrity
	examine    examine
	metrics    *metrics.Metrics
	intake     *intake.Intake
	holding    *holding.Pool
	conns      *connections.Limit
	cert       *certificate // nil without TLS

	listeners []*listener
	inFlight  sync.WaitGroup
	probe     probe
	failed    chan error
}

// listener is an address with its HTTP server.
type listener struct {
	net.Listener
	http *http.Server
}

// lockFile is the file in the data directory that a server keeps locked.
const lockFile = "server.lock"

// maxHeaderBytes is the largest header of a request, several times the size of credentials
// and proxies' cookies.
const maxHeaderBytes = 64 << 10

// Start opens the store and serves. The version is shown in the metrics.
func Start(cfg *config.Config, logger *slog.Logger, version string) (*Server, error) {
	return start(cfg, logger, version, store.Check)
}

func start(cfg *config.Config, logger *slog.Logger, version string, examine examine) (s *Server, err error) {
	s = &Server{cfg: cfg, log: logger, examine: examine, failed: make(chan error, 2), metrics: metrics.New(version), intake: newIntake(cfg), holding: newHolding(cfg), conns: newConnections(cfg, logger)}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.release())
			s = nil
		}
	}()
	if cfg.TLSCert != "" {
		if s.cert, err = loadCertificate(cfg.TLSCert, cfg.TLSKey); err != nil {
			return s, err
		}
		s.metrics.Certificate(s.cert.end)
	}
	if err := s.openStore(); err != nil {
		return s, err
	}
	s.probe = probe{try: func() error { return s.store.Probe(context.Background()) }, tries: &s.inFlight}
	// All addresses are taken before any is served, so that a server that cannot have
	// one of them answers no call.
	if err := s.listen(cfg.Listen, s.cert, s.conns.Listener); err != nil {
		return s, err
	}
	if cfg.MetricsListen != "" {
		if err := s.listen(cfg.MetricsListen, nil, unbounded); err != nil {
			return s, err
		}
		s.listeners[1].http.Handler = intake.AfterHeader(s.metricsRoutes())
	}
	doors, err := s.routes() // they tell clients the address
	if err != nil {
		return s, err
	}
	s.listeners[0].http.Handler = intake.AfterHeader(s.counted(s.timed(doors)))
	if exposed(cfg) {
		logger.Warn("passwords cross the network in the clear: set tls-cert and tls-key, or stand behind a proxy that serves HTTPS")
	}
	for _, l := range s.listeners {
		go s.serve(l)
	}
	return s, nil
}

// exposed reports whether logins' passwords may cross a network in the clear, as far as the
// settings show: no TLS here, none in front, and an address that others can reach.
func exposed(c *config.Config) bool {
	if c.TLSCert != "" || strings.HasPrefix(c.PublicURL, "https://") || len(c.TrustedProxies) > 0 {
		return false
	}
	host, _, err := net.SplitHostPort(c.Listen)
	ip := net.ParseIP(host)
	return err == nil && host != "localhost" && (ip == nil || !ip.IsLoopback())
}

// openStore opens the store.
func (s *Server) openStore() error {
	place, err := s.cfg.Place()
	if err != nil {
		return err
	}
	directory := !store.IsPostgres(place)
	if directory {
		if err := s.takeDirectory(); err != nil {
			return err
		}
	}
	options := StoreOptions(s.cfg)
	options.Batch = s.metrics.Batch
	if options.Replica, err = s.cfg.Replica(); err != nil {
		return err
	}
	options.ReplicaTold = s.tellReplica
	if s.store, err = store.Open(place, options); err != nil {
		return err
	}
	if directory {
		if s.sound, err = watchIntegrity(s.cfg.Data, s.log, s.examine); err != nil {
			return err
		}
		s.metrics.Files(s.store.FileSizes)
	}
	switch settings, err := s.store.Volatile(context.Background()); {
	case err != nil:
		return err
	case settings != "":
		s.log.Warn("calls that were answered may be lost when PostgreSQL stops suddenly or a standby takes over", "settings", settings)
	}
	s.metrics.Queue(s.store.Waiting)
	if options.Replica != "" {
		s.metrics.Replica(s.store.ReplicaReads)
	}
	s.background, err = startBackground(s.store, store.PointLimits(s.cfg.Points), s.log)
	return err
}

// tellReplica logs that partners' reads are made on the replica from now on, or why they
// are not.
func (s *Server) tellReplica(err error) {
	if err != nil {
		s.log.Warn("the replica cannot be used: reads go to the primary", "error", err)
		return
	}
	s.log.Info("the replica is used for reads of partners")
}

// takeDirectory makes the data directory if there is none, and locks it for this server.
func (s *Server) takeDirectory() error {
	if err := store.MakeDirectory(s.cfg.Data); err != nil {
		return err
	}
	lock, err := filelock.Open(filepath.Join(s.cfg.Data, lockFile))
	if err != nil {
		return err
	}
	s.lock = lock
	if err := lock.TryLock(); errors.Is(err, filelock.ErrLocked) {
		return fmt.Errorf("another server runs on %s: stop it first, or give this one a directory of its own", s.cfg.Data)
	} else if err != nil {
		return err
	}
	return nil
}

// unbounded is for the metrics, which have to be there when the interfaces are flooded.
func unbounded(l net.Listener) net.Listener { return l }

func (s *Server) listen(address string, cert *certificate, bounded func(net.Listener) net.Listener) error {
	l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("another program listens on %s: stop it, or give another address (--listen, --metrics-listen): %w", address, err)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("ports below 1024 are for root and for programs with CAP_NET_BIND_SERVICE (docs/operating.md): %w", err)
	case err != nil:
		return err
	}
	h := &http.Server{
		ReadHeaderTimeout: s.cfg.Timeouts.Header,
		IdleTimeout:       s.cfg.Timeouts.Idle,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          log.New(httpLog{s.log}, "", 0),
		TLSConfig:         cert.config(),
		ConnContext:       intake.ConnContext,
		HTTP2:             &http.HTTP2Config{MaxConcurrentStreams: maxStreams},
	}
	s.listeners = append(s.listeners, &listener{s.intake.Listener(bounded(l)), h})
	return nil
}

func (s *Server) serve(l *listener) {
	var err error
	if l.http.TLSConfig != nil {
		err = l.http.ServeTLS(l, "", "")
	} else {
		err = l.http.Serve(l)
	}
	if !errors.Is(err, http.ErrServerClosed) {
		s.failed <- err
	}
}

// URL returns scheme, host and port of the interfaces, with the port that was taken.
func (s *Server) URL() string {
	scheme := "http"
	if s.cert != nil {
		scheme = "https"
	}
	return scheme + "://" + reachable(s.listeners[0].Addr())
}

// WSDL returns the URL of PartnerAPI's contract; "" if PartnerAPI is not served.
func (s *Server) WSDL() string {
	if !s.serves("soap") {
		return ""
	}
	return s.URL() + soap.Paths[0] + "?wsdl"
}

// V2 returns the URL of v2; "" if v2 is not served.
func (s *Server) V2() string {
	if !s.serves("v2") {
		return ""
	}
	return s.URL() + jsonrpc.Paths[0]
}

// Userside returns the URL of USERSIDE; "" if USERSIDE is not served.
func (s *Server) Userside() string {
	if !s.serves("userside") {
		return ""
	}
	return s.URL() + usersidehttp.Path
}

// MetricsURL returns the URL of the metrics; "" if there are none.
func (s *Server) MetricsURL() string {
	if len(s.listeners) < 2 {
		return ""
	}
	return "http://" + reachable(s.listeners[1].Addr()) + "/metrics"
}

// reachable returns an address that can be dialled from this machine.
func reachable(addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return addr.String()
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}

// Failed returns a channel with the error of a listener that failed. The server should then
// be stopped.
func (s *Server) Failed() <-chan error { return s.failed }

// ReloadCertificate reads the TLS files again. Open connections keep the certificate with
// which they began. Without TLS it does nothing.
func (s *Server) ReloadCertificate() error {
	if s.cert == nil {
		return nil
	}
	return s.cert.load()
}

// Stop accepts no new calls, waits for those in progress within the grace period, ends the
// rest, and closes the store once no call uses it.
func (s *Server) Stop() error {
	ctx, cancel := context.WithTimeout(context.Background(), s.cfg.Timeouts.Grace)
	defer cancel()
	var errs []error
	for _, l := range s.listeners {
		if err := l.http.Shutdown(ctx); err != nil {
			errs = append(errs, fmt.Errorf("calls in flight were cut off: %w", err), l.http.Close())
		}
	}
	// A call that was cut off ends by itself soon: its context is done.
	return errors.Join(append(errs, s.waitInFlight(5*time.Second), s.release())...)
}

func (s *Server) waitInFlight(most time.Duration) error {
	done := make(chan struct{})
	go func() {
		s.inFlight.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-time.After(most):
		// The store must not be closed while calls use it. The process ends anyway, and what
		// is committed is on the disk.
		s.store, s.background = nil, nil
		return errors.New("calls in flight do not end")
	}
}

// release closes what Start has opened.
func (s *Server) release() error {
	var errs []error
	for _, l := range s.listeners {
		if err := l.Close(); !errors.Is(err, net.ErrClosed) {
			errs = append(errs, err)
		}
	}
	if s.background != nil {
		errs = append(errs, s.background.end())
	}
	if s.store != nil {
		closed := s.store.Close()
		errs = append(errs, closed)
		if s.sound != nil && closed == nil {
			errs = append(errs, s.sound.stop())
		}
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Close())
	}
	return errors.Join(errs...)
}
