package main

import (
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"partnerapi/internal/config"
	"partnerapi/internal/enginetest"
	"partnerapi/internal/proctest"
)

// composeFile is what the test looks at of deploy/compose/compose.yaml.
type composeFile struct {
	Services map[string]struct {
		Image       string
		User        string
		ReadOnly    bool     `yaml:"read_only"`
		CapDrop     []string `yaml:"cap_drop"`
		Command     []string
		Environment map[string]string
		Secrets     []string
		Volumes     []string
		Networks    []string
		Ports       []string
		Healthcheck struct{ Test []string }
	}
	Secrets  map[string]struct{ File string }
	Volumes  map[string]any
	Networks map[string]struct {
		IPAM struct{ Config []struct{ Subnet string } }
	}
}

const composeFolder = "../../deploy/compose"

// The compose file says what the program understands: its command and its settings
// exist, it asks for a path that is served, what it names is declared, and no service has
// more rights than it needs or a password of its own.
func TestCompose(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(composeFolder, "compose.yaml"))
	require.NoError(t, err)
	var c composeFile
	require.NoError(t, yaml.Unmarshal(raw, &c))
	proxy, err := os.ReadFile(filepath.Join(composeFolder, "haproxy.cfg"))
	require.NoError(t, err)
	settings := map[string]bool{}
	for _, s := range config.Settings {
		settings[s.Env()] = true
	}

	servers := 0
	for name, s := range c.Services {
		assert.True(t, s.ReadOnly, "%s: read_only", name)
		assert.Equal(t, []string{"ALL"}, s.CapDrop, name)
		assert.NotContains(t, []string{"", "root", "0", "0:0"}, s.User, "%s: user", name)
		assert.NotEmpty(t, s.Healthcheck.Test, "%s: healthcheck", name)
		for key := range s.Environment {
			assert.NotRegexp(t, `PASSWORD$|PARTNERAPI_STORE$`, key, "%s: secrets are in files", name)
		}
		for _, secret := range s.Secrets {
			if assert.Contains(t, c.Secrets, secret, name) {
				assert.True(t, strings.HasPrefix(c.Secrets[secret].File, "./secrets/"), "%s: .gitignore names that folder", secret)
			}
		}
		for _, network := range s.Networks {
			assert.Contains(t, c.Networks, network, name)
		}
		for _, volume := range s.Volumes {
			from, _, _ := strings.Cut(volume, ":")
			if strings.HasPrefix(from, "./") {
				assert.FileExists(t, filepath.Join(composeFolder, from), name)
			} else {
				assert.Contains(t, c.Volumes, from, name)
			}
		}
		if s.Image != "partnerapi" {
			continue
		}
		servers++
		p := &program{lang: config.English, in: strings.NewReader(""), out: io.Discard, err: io.Discard}
		command, rest, err := p.root().Find(s.Command)
		require.NoError(t, err)
		require.Equal(t, "serve", command.Name())
		require.NoError(t, command.ParseFlags(rest))
		listen := command.Flag("listen").Value.String()
		assert.Equal(t, c.Networks["front"].IPAM.Config[0].Subnet, command.Flag("trusted-proxies").Value.String(), "the proxy's network")
		for key, value := range s.Environment {
			assert.True(t, settings[key], "%s is no setting", key)
			if secret, ok := strings.CutPrefix(value, "/run/secrets/"); ok {
				assert.Contains(t, s.Secrets, secret)
			}
		}
		key, _ := filepath.Split(s.Environment["PARTNERAPI_KEY_FILE"])
		assert.Contains(t, s.Volumes, "key:"+strings.TrimSuffix(key, "/"), "all servers have one key")
		assert.Regexp(t, `(?m)^\s+server `+name+` `+name+regexp.QuoteMeta(listen)+`$`, string(proxy))
		asked, err := url.Parse(s.Healthcheck.Test[len(s.Healthcheck.Test)-1])
		require.NoError(t, err)
		assert.Equal(t, listen, ":"+asked.Port())
		assert.Contains(t, string(proxy), "option httpchk GET "+asked.Path+"\n")
	}
	assert.Equal(t, servers, strings.Count(string(proxy), "\n    server "))
	_, port, _ := strings.Cut(strings.TrimPrefix(c.Services["proxy"].Ports[0], "127.0.0.1:"), ":")
	assert.Contains(t, string(proxy), "\n    bind :"+port+"\n")

	place := enginetest.Empty(t)
	server := proctest.Serve(t, place.Flags(), nil)
	at, err := url.Parse(server.URL)
	require.NoError(t, err)
	path := c.Services["api1"].Healthcheck.Test
	asked, err := url.Parse(path[len(path)-1])
	require.NoError(t, err)
	resp, err := http.Get(at.Scheme + "://" + at.Host + asked.Path)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	assert.Equal(t, http.StatusOK, resp.StatusCode)
	require.NoError(t, server.Stop())
}

// The image runs the program as the user that the compose file names, and as a command
// that exists.
func TestDockerfile(t *testing.T) {
	raw, err := os.ReadFile("../../Dockerfile")
	require.NoError(t, err)
	text := string(raw)
	assert.Contains(t, text, "\nUSER 65532:65532\n")
	assert.Contains(t, text, " --chown=65532:65532 /out/data /var/lib/partnerapi\n")
	found := regexp.MustCompile(`(?m)^CMD \[(.*)\]$`).FindStringSubmatch(text)
	require.NotNil(t, found)
	args := strings.Split(strings.ReplaceAll(found[1], `"`, ""), ", ")
	p := &program{lang: config.English, in: strings.NewReader(""), out: io.Discard, err: io.Discard}
	command, rest, err := p.root().Find(args)
	require.NoError(t, err)
	require.NoError(t, command.ParseFlags(rest))
	version, err := os.ReadFile("../../go.mod")
	require.NoError(t, err)
	wants := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(string(version))
	assert.Contains(t, text, "FROM golang:"+wants[1]+"-", "the version of go.mod")
	for line := range strings.Lines(text) {
		if from, ok := strings.CutPrefix(line, "COPY "); ok && !strings.HasPrefix(from, "--") {
			names := strings.Fields(from)
			for _, name := range slices.DeleteFunc(names[:len(names)-1], func(n string) bool { return n == "." }) {
				assert.FileExists(t, filepath.Join("../..", name))
			}
		}
	}
}
