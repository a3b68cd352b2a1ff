package server_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
	"partnerapi/internal/proctest"
)

// writeCertificate writes a self-signed pair for 127.0.0.1 and answers a pool
// that trusts it.
func writeCertificate(t *testing.T, certFile, keyFile, name string) *x509.CertPool {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()),
		Subject:      pkix.Name{CommonName: name},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(time.Hour),
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	require.NoError(t, os.WriteFile(certFile, certificate, 0o600))
	require.NoError(t, os.WriteFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), 0o600))
	pool := x509.NewCertPool()
	require.True(t, pool.AppendCertsFromPEM(certificate))
	return pool
}

func trusting(pool *x509.CertPool) *http.Client {
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, DisableKeepAlives: true, ForceAttemptHTTP2: true}}
}

func TestTLS(t *testing.T) {
	c := configuration(t)
	pemFiles := t.TempDir()
	c.TLSCert, c.TLSKey = filepath.Join(pemFiles, "cert.pem"), filepath.Join(pemFiles, "key.pem")
	first := writeCertificate(t, c.TLSCert, c.TLSKey, "first")
	s := start(t, c)
	require.True(t, strings.HasPrefix(s.URL(), "https://127.0.0.1:"), s.URL())
	status, _ := get(t, trusting(first), s.URL()+"/readyz")
	assert.Equal(t, 200, status)

	second := writeCertificate(t, c.TLSCert, c.TLSKey, "second")
	status, _ = get(t, trusting(first), s.URL()+"/readyz")
	assert.Equal(t, 200, status, "nothing changes until it is told to read them again")
	require.NoError(t, s.ReloadCertificate())
	status, _ = get(t, trusting(second), s.URL()+"/readyz")
	assert.Equal(t, 200, status)
	_, err := trusting(first).Get(s.URL() + "/readyz")
	require.Error(t, err)

	require.NoError(t, os.WriteFile(c.TLSKey, []byte("no key"), 0o600))
	require.ErrorContains(t, s.ReloadCertificate(), c.TLSKey)
	status, _ = get(t, trusting(second), s.URL()+"/readyz")
	assert.Equal(t, 200, status, "what does not fit changes nothing")
	require.NoError(t, s.Stop())
}

// SIGHUP makes the process read the files again.
func TestSIGHUP(t *testing.T) {
	dir := t.TempDir()
	certFile, keyFile := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	first := writeCertificate(t, certFile, keyFile, "first")
	p := proctest.Serve(t, enginetest.Empty(t).Flags(), nil, "--tls-cert", certFile, "--tls-key", keyFile)
	ready := strings.TrimSuffix(p.URL, proctest.Path) + "/readyz"
	status, _ := get(t, trusting(first), ready)
	require.Equal(t, 200, status)
	second := writeCertificate(t, certFile, keyFile, "second")
	require.NoError(t, syscall.Kill(p.PID, syscall.SIGHUP))
	require.Eventually(t, func() bool {
		resp, err := trusting(second).Get(ready)
		if err != nil {
			return false
		}
		return assert.NoError(t, resp.Body.Close()) && resp.StatusCode == 200
	}, 30*time.Second, 20*time.Millisecond)
	require.NoError(t, p.Stop())
}
