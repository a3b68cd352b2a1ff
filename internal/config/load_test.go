package config

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// load runs Load on a command line, in an environment without settings but
// those of env (PARTNERAPI_X=y).
func load(t *testing.T, args []string, env ...string) (*Config, error) {
	t.Helper()
	for _, entry := range env {
		name, value, _ := strings.Cut(entry, "=")
		t.Setenv(name, value)
	}
	flags := pflag.NewFlagSet("test", pflag.ContinueOnError)
	AddFlags(flags, English, Store, Serve)
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	return Load(flags)
}

func writeFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "partnerapi.yaml")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func TestDefaults(t *testing.T) {
	c, err := load(t, nil)
	require.NoError(t, err, "every default passes its own check")
	assert.Equal(t, Default(), c)
	assert.Equal(t, "127.0.0.1:8080", c.Listen)
	assert.Equal(t, Limits{Body: 1 << 20, Depth: 32, Elements: 2000, Attributes: 32, Name: 128, Value: 4096}, c.Limits, "W11")
	assert.Equal(t, []string{"soap", "v2", "userside"}, c.Doors)
	assert.True(t, c.UsersideGetWrites, "usersidehttp/README.md: on by default, with a switch")
	assert.True(t, c.LegacyHTTP200, "usersidehttp/README.md: on by default")
	assert.Equal(t, "Europe/Moscow", c.Zone.String())
	assert.Equal(t, Points{Day: 3000, Minute: 200}, c.Points)
	assert.Equal(t, []string{"e-mail", "email", "е-майл", "e-майл"}, c.Mail.ContactTypes, "S21")
	assert.Empty(t, c.MetricsListen, "off unless asked for")
	assert.Empty(t, c.Mail.AllowNetworks)
}

func TestPrecedence(t *testing.T) {
	file := writeFile(t, "listen: 127.0.0.1:1\nlog-level: warn\nmail-timeout: 7s\nwsdl-login: true\n")
	c, err := load(t, []string{"--config", file, "--listen=127.0.0.1:3"}, "PARTNERAPI_LISTEN=127.0.0.1:2", "PARTNERAPI_LOG_LEVEL=error")
	require.NoError(t, err)
	assert.Equal(t, "127.0.0.1:3", c.Listen, "a flag wins over variable and file")
	assert.Equal(t, "ERROR", c.LogLevel.String(), "a variable wins over the file")
	assert.Equal(t, 7*time.Second, c.Mail.Timeout, "the file wins over the default")
	assert.True(t, c.WSDLLogin)

	c, err = load(t, []string{"--wsdl-login=false"}, "PARTNERAPI_CONFIG="+file, "PARTNERAPI_LISTEN=127.0.0.1:2")
	require.NoError(t, err)
	assert.Equal(t, 7*time.Second, c.Mail.Timeout, "the variable names the file as the flag does")
	assert.False(t, c.WSDLLogin, "false as a flag wins over true in the file")
}

func TestFileForms(t *testing.T) {
	c, err := load(t, []string{"--config", writeFile(t, `
trusted-proxies: [10.0.0.0/8, 192.168.1.7]
mail-allow-ports: [1025, 1465]
limit-body: 2097152
limit-depth: 64
v2-origins: [https://App.example.com:443, "http://localhost:3000/"]
`)})
	require.NoError(t, err)
	require.Len(t, c.TrustedProxies, 2)
	assert.Equal(t, "192.168.1.7/32", c.TrustedProxies[1].String())
	assert.Equal(t, []uint16{1025, 1465}, c.Mail.AllowPorts)
	assert.EqualValues(t, 2<<20, c.Limits.Body)
	assert.Equal(t, 64, c.Limits.Depth)
	assert.Equal(t, []string{"https://app.example.com", "http://localhost:3000"}, c.V2Origins, "as browsers write them")
}

// What is wrong is named, with the place where it stands.
func TestRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		env  string
		file string
		says []string
	}{
		"unknown key":            {file: "lissten: 127.0.0.1:1\nlog-level: info\n", says: []string{"unknown key", "lissten", "partnerapi.yaml"}},
		"unknown section":        {file: "log:\n  lvl: info\n", says: []string{"unknown key", "log.lvl"}},
		"unknown variable":       {env: "PARTNERAPI_LISSTEN=x", says: []string{"unknown environment variable", "PARTNERAPI_LISSTEN"}},
		"unknown flag":           {args: []string{"--lissten=x"}, says: []string{"unknown flag", "--lissten"}},
		"flag's value":           {args: []string{"--limit-depth=deep"}, says: []string{"--limit-depth", "deep", "whole number"}},
		"variable's value":       {env: "PARTNERAPI_READ_TIMEOUT=soon", says: []string{"PARTNERAPI_READ_TIMEOUT", `"soon"`, "duration"}},
		"file's value":           {file: "listen: 8080\n", says: []string{"partnerapi.yaml: listen", "8080", "host:port"}},
		"value with a section":   {file: "listen:\n  host: x\n", says: []string{"listen.host"}},
		"empty variable":         {env: "PARTNERAPI_LISTEN=", says: []string{"PARTNERAPI_LISTEN", "host:port"}},
		"file that is not there": {args: []string{"--config=/nonexistent/x.yaml"}, says: []string{"/nonexistent/x.yaml"}},
		"file that is no YAML":   {file: "log-level: info\nlisten: [", says: []string{"configuration file", "partnerapi.yaml: yaml: line 2: "}},
		"key given twice":        {file: "listen: 127.0.0.1:1\nlisten: 127.0.0.1:2\n", says: []string{"partnerapi.yaml", `line 2: mapping key "listen" already defined at line 1`}},
		"file without keys":      {file: "listen", says: []string{"partnerapi.yaml", "line 1: "}},
		"port":                   {args: []string{"--listen=localhost:99999"}, says: []string{"--listen", "port"}},
		"public URL with a path": {args: []string{"--public-url=https://x.example/ws"}, says: []string{"--public-url", "scheme and host"}},
		"half of TLS":            {args: []string{"--tls-cert=c.pem"}, says: []string{"tls-cert", "tls-key"}},
		"door":                   {args: []string{"--doors=soap,rest"}, says: []string{"--doors", "rest", "soap"}},
		"no door":                {args: []string{"--doors="}, says: []string{"--doors", "soap"}},
		"network":                {args: []string{"--trusted-proxies=10.0.0.0/33"}, says: []string{"--trusted-proxies", "10.0.0.0/33"}},
		"origin with a path":     {args: []string{"--v2-origins=https://a.example,https://b.example/x"}, says: []string{"--v2-origins", "https://b.example/x", "origin"}},
		"any origin":             {args: []string{"--v2-origins=*"}, says: []string{"--v2-origins", "origin"}},
		"mail port":              {args: []string{"--mail-allow-ports=0"}, says: []string{"--mail-allow-ports", "port"}},
		"size":                   {args: []string{"--limit-body=1MB"}, says: []string{"--limit-body", "1MB", "size"}},
		"size that overflows":    {args: []string{"--limit-body=9223372036854775807GiB"}, says: []string{"--limit-body", "size"}},
		"level":                  {args: []string{"--log-level=loud"}, says: []string{"--log-level", "loud"}},
		"format":                 {args: []string{"--log-format=xml"}, says: []string{"--log-format", "xml"}},
		"yes or no":              {args: []string{"--wsdl-login=maybe"}, says: []string{"--wsdl-login", "maybe"}},
		"zone":                   {args: []string{"--zone=Moscow"}, says: []string{"--zone", "Moscow", "time zone"}},
		"the machine's zone":     {args: []string{"--zone=Local"}, says: []string{"--zone", "time zone"}},
		"points below 0":         {args: []string{"--points-day=-1"}, says: []string{"--points-day", "whole number"}},
		"blank namespace":        {args: []string{"--namespace= "}, says: []string{"--namespace", "blank"}},
	} {
		t.Run(name, func(t *testing.T) {
			var env []string
			if c.env != "" {
				env = append(env, c.env)
			}
			if c.file != "" {
				c.args = append(c.args, "--config", writeFile(t, c.file))
			}
			_, err := load(t, c.args, env...)
			require.Error(t, err)
			for _, part := range c.says {
				assert.ErrorContains(t, err, part)
			}
		})
	}
}

// A sample with every line taken in is a file that says the defaults.
func TestSampleIsAConfiguration(t *testing.T) {
	byDefault, err := load(t, nil)
	require.NoError(t, err)
	for _, lang := range []Language{English, Russian} {
		var b strings.Builder
		require.NoError(t, WriteSample(&b, lang))
		whole := regexp.MustCompile(`(?m)^#([a-z0-9-]+: )`).ReplaceAllString(b.String(), "$1")
		for _, s := range Settings {
			assert.Contains(t, whole, "\n"+s.Key+": ")
		}
		c, err := load(t, []string{"--config", writeFile(t, whole)})
		require.NoError(t, err)
		assert.Equal(t, byDefault, c)
		c, err = load(t, []string{"--config", writeFile(t, b.String())})
		require.NoError(t, err, "as printed, with everything commented out")
		assert.Equal(t, byDefault, c)
	}
}

func TestSettingsAreDeclaredWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range Settings {
		assert.Regexp(t, `^[a-z][a-z0-9-]*$`, s.Key)
		assert.False(t, seen[s.Key] || s.Key == fileKey, "%s is declared once", s.Key)
		seen[s.Key] = true
		assert.Contains(t, []Scope{Store, Serve}, s.Scope, s.Key)
		assert.NotEmpty(t, s.En, s.Key)
		assert.Regexp(t, `\p{Cyrillic}`, s.Ru, s.Key)
		assert.NotContains(t, s.En+s.Ru, "|", "%s would break the table", s.Key)
	}
	assert.Equal(t, "PARTNERAPI_PUBLIC_URL", Setting{Key: "public-url"}.Env())
}

func TestLanguageOfLocale(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		want Language
	}{
		{nil, English},
		{map[string]string{"LANG": "ru_RU.UTF-8"}, Russian},
		{map[string]string{"LANG": "ru_RU.UTF-8", "LC_ALL": "C"}, English},
		{map[string]string{"LANG": "en_US.UTF-8", "LC_MESSAGES": "ru_RU"}, Russian},
	} {
		assert.Equal(t, c.want, LanguageOf(func(name string) string { return c.env[name] }), c.env)
	}
}
