package config

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// values are for each setting a value other than its default and one that it must
// not take; "" is none: such a setting takes every text.
var values = map[string]struct{ good, bad string }{
	"data":                    {"/srv/data", "  "},
	"store":                   {"postgres://localhost/partnerapi", ""},
	"store-file":              {"store.dsn", ""},
	"store-replica":           {"postgres://standby/partnerapi", ""},
	"store-replica-file":      {"standby.dsn", ""},
	"key-file":                {"partnerapi.key", ""},
	"listen":                  {"0.0.0.0:443", "localhost"},
	"public-url":              {"https://api.example.com", "ftp://api.example.com"},
	"tls-cert":                {"chain.pem", ""},
	"tls-key":                 {"chain.key", ""},
	"trusted-proxies":         {"10.0.0.0/8,192.168.1.7", "10.0.0.0/8,proxy"},
	"doors":                   {"soap", "soap,rest"},
	"namespace":               {"urn:other", "  "},
	"wsdl-login":              {"true", "maybe"},
	"fault-detail":            {"false", "2"},
	"limit-body":              {"2MiB", "1MB"},
	"limit-depth":             {"64", "3"},
	"limit-elements":          {"4000", "9"},
	"limit-attributes":        {"64", "ten"},
	"limit-name":              {"256", "63"},
	"limit-value":             {"8192", "1048577"},
	"requests-memory":         {"64MiB", "-1"},
	"answers-memory":          {"1GiB", "1.5GiB"},
	"requests-per-address":    {"64", "0"},
	"connections":             {"64", "0"},
	"connections-per-address": {"64", "0"},
	"strict-spec":             {"true", "strict"},
	"v2-origins":              {"https://app.example.com", "app.example.com"},
	"points-day":              {"0", "-1"},
	"points-minute":           {"1000", "1000000001"},
	"userside-get-writes":     {"false", "never"},
	"legacy-http-200":         {"false", "200"},
	"zone":                    {"Asia/Novosibirsk", "Local"},
	"readers":                 {"8", "257"},
	"number-base":             {"5000000", "0"},
	"auth-cache":              {"1h", "1"},
	"argon2-time":             {"3", "101"},
	"argon2-memory":           {"65536", "7"},
	"argon2-threads":          {"2", "256"},
	"mail-allow-networks":     {"192.168.1.10/32", "mail.example.com"},
	"mail-allow-ports":        {"1025,1465", "65536"},
	"mail-contact-types":      {"почта,e-mail", ""},
	"mail-timeout":            {"1m30s", "0s"},
	"mail-template":           {"letter.txt", ""},
	"mail-ca":                 {"ca.pem", ""},
	"metrics-listen":          {"127.0.0.1:9100", "9100"},
	"log-level":               {"debug", "loud"},
	"log-format":              {"json", "xml"},
	"header-timeout":          {"5s", "-5s"},
	"read-timeout":            {"1m", "60"},
	"write-timeout":           {"1m", "soon"},
	"idle-timeout":            {"30s", "half an hour"},
	"shutdown-grace":          {"10s", "0"},
}

// beside are settings that are nothing without another one.
var beside = map[string][]string{
	"tls-cert": {"--tls-key=chain.key"}, "tls-key": {"--tls-cert=chain.pem"},
	"store": {"--key-file=partnerapi.key"}, "store-file": {"--key-file=partnerapi.key"}, "key-file": {"--store=postgres://localhost/partnerapi"},
	"store-replica": {"--store=postgres://localhost/partnerapi", "--key-file=partnerapi.key"}, "store-replica-file": {"--store=postgres://localhost/partnerapi", "--key-file=partnerapi.key"},
}

// given is what Load makes of a setting, and how an error names the place where it
// stands.
type given struct {
	place  string
	config *Config
	err    error
}

// fromEverySource gives a setting a value as a flag, in a file and as a variable. The
// variable comes last: it stays for the rest of the test.
func fromEverySource(t *testing.T, s Setting, value string) []given {
	t.Helper()
	args := beside[s.Key]
	inFile := value
	if strings.TrimSpace(value) == "" {
		inFile = strconv.Quote(value)
	}
	file := writeFile(t, s.Key+": "+inFile+"\n")
	byFlag, flagErr := load(t, append(args, "--"+s.Key+"="+value))
	byFile, fileErr := load(t, append(args, "--config="+file))
	byVariable, variableErr := load(t, args, s.Env()+"="+value)
	return []given{{"--" + s.Key, byFlag, flagErr}, {file + ": " + s.Key, byFile, fileErr}, {s.Env(), byVariable, variableErr}}
}

// Every setting is taken alike as a flag, from the file and from its variable, and
// refused in each with the value and the place where it stands.
func TestEverySettingFromEverySource(t *testing.T) {
	for _, s := range Settings {
		value, found := values[s.Key]
		require.True(t, found, "values has none of %s", s.Key)
		t.Run(s.Key, func(t *testing.T) {
			all := fromEverySource(t, s, value.good)
			for _, from := range all {
				require.NoError(t, from.err, from.place)
				assert.Equal(t, all[0].config, from.config, from.place)
			}
			if s.Key != "auth-cache" { // no longer used
				assert.NotEqual(t, Default(), all[0].config)
			}
		})
		t.Run(s.Key+" refused", func(t *testing.T) {
			if value.bad == "" {
				return
			}
			for _, from := range fromEverySource(t, s, value.bad) {
				require.Error(t, from.err, from.place)
				assert.ErrorContains(t, from.err, from.place)
				assert.ErrorContains(t, from.err, strconv.Quote(value.bad), from.place)
			}
		})
	}
	assert.Equal(t, len(Settings), len(values), "values of settings that are no more")
}

// A key without a value leaves the default.
func TestKeyWithoutValue(t *testing.T) {
	c, err := load(t, []string{"--config", writeFile(t, "listen:\ntls-cert:\nidle-timeout: ~\n")})
	require.NoError(t, err)
	assert.Equal(t, Default(), c)
}
