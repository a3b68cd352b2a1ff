package mail_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"math/big"
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
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	form := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		NotBefore: ends.Add(-48 * time.Hour), NotAfter: ends, IsCA: true, BasicConstraintsValid: true,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, form, form, key.Public(), key)
	require.NoError(t, err)
	parsed, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, pool
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
