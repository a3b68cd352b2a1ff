package mail_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/textproto"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"partnerapi/internal/mailtest"
)

const (
	login    = "робот@mail.example"
	password = "Пароль, 100% тайный"
)

// serve starts a server with the tests' account.
func serve(t *testing.T, s *mailtest.Server) *mailtest.Server {
	s.Login, s.Password = login, password
	return s.Start(t)
}

// certificate makes one for a host, and the pool that trusts it.
func certificate(t *testing.T, host string, ends time.Time) (*tls.Config, *x509.CertPool) {
	authority := mailtest.NewAuthority(t)
	pool := x509.NewCertPool()
	require.True(t, pool.AppendCertsFromPEM(authority.PEM()))
	return authority.Issue(t, host, ends), pool
}

// script plays a server line by line, for answers that no real one gives. It
// reads on to the end of the connection when talk is over.
func script(t *testing.T, talk func(c *textproto.Conn) error) (port int, over <-chan error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	ended := make(chan error, 1)
	go func() {
		conn, err := l.Accept()
		if err != nil {
			ended <- err
			return
		}
		defer conn.Close()
		err = talk(textproto.NewConn(conn))
		_, drained := io.Copy(io.Discard, conn)
		ended <- errors.Join(err, drained)
	}()
	return l.Addr().(*net.TCPAddr).Port, ended
}
