package config

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/pflag"
	"github.com/spf13/viper"
)

// fileKey is the flag and, in capitals, the variable that names the
// configuration file. It is no setting: a file cannot name another.
const fileKey = "config"

// AddFlags declares the flags of the scopes' settings, and --config.
func AddFlags(flags *pflag.FlagSet, lang Language, scopes ...Scope) {
	flags.String(fileKey, "", lang.Pick(
		"configuration file (YAML); print a sample with: partnerapi config sample",
		"файл настроек (YAML); образец: partnerapi config sample"))
	for _, s := range Settings {
		if !slices.Contains(scopes, s.Scope) {
			continue
		}
		flag := flags.VarPF(&flagValue{setting: s, text: s.Default}, s.Key, "", s.help(lang))
		if s.Kind() == yesNo {
			flag.NoOptDefVal = "true"
		}
	}
}

// flagValue checks a flag's text where it is given, so that the message names
// the flag; the value itself is read by Load.
type flagValue struct {
	setting Setting
	text    string
}

func (v *flagValue) String() string { return v.text }

func (v *flagValue) Type() string {
	if v.setting.Kind() == yesNo {
		return "bool" // pflag prints no value for these
	}
	return v.setting.Kind()
}

func (v *flagValue) Set(text string) error {
	v.text = text
	return v.setting.kind.parse(new(Config), text)
}

// Load returns the configuration of the given flags (parsed, made by AddFlags),
// the process's variables and the file that either names. Every setting is
// checked, whichever command runs; a key or PARTNERAPI_ variable that is no
// setting is an error that names it.
func Load(flags *pflag.FlagSet) (*Config, error) {
	if err := unknownVariables(os.Environ()); err != nil {
		return nil, err
	}
	v := viper.New()
	v.AllowEmptyEnv(true)
	if err := v.BindEnv(fileKey, EnvPrefix+"CONFIG"); err != nil {
		return nil, err
	}
	for _, s := range Settings {
		v.SetDefault(s.Key, s.Default)
		if err := v.BindEnv(s.Key, s.Env()); err != nil {
			return nil, err
		}
	}
	if err := v.BindPFlags(flags); err != nil {
		return nil, err
	}
	file := v.GetString(fileKey)
	if err := readFile(v, file); err != nil {
		return nil, err
	}
	c := new(Config)
	for _, s := range Settings {
		value, err := asText(v.Get(s.Key))
		if err == nil {
			err = s.set(c, value)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", source(s, flags, v, file), err)
		}
	}
	if data := source(settingOf("data"), flags, v, file); c.onPostgres() && !strings.HasPrefix(data, "default of ") {
		return nil, fmt.Errorf("%s names a data directory, and store or store-file a PostgreSQL database: give one of them", data)
	}
	return c, c.check()
}

// settingOf is the setting of a key that there is.
func settingOf(key string) Setting {
	return Settings[slices.IndexFunc(Settings, func(s Setting) bool { return s.Key == key })]
}

// Default is the configuration of an operator who says nothing.
func Default() *Config {
	c := new(Config)
	for _, s := range Settings {
		if err := s.set(c, s.Default); err != nil {
			panic("default of " + s.Key + ": " + err.Error()) // a test sees to it
		}
	}
	return c
}

// readFile reads the file into v; every key must be a setting.
func readFile(v *viper.Viper, file string) error {
	if file == "" {
		return nil
	}
	alone := viper.New()
	for _, v := range []*viper.Viper{alone, v} {
		v.SetConfigFile(file)
		v.SetConfigType("yaml")
		if err := v.ReadInConfig(); err != nil {
			return unreadable(file, err)
		}
	}
	var unknown []string
	for _, key := range alone.AllKeys() {
		if !known(key) {
			unknown = append(unknown, key)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	slices.Sort(unknown)
	return fmt.Errorf("configuration file %s: unknown key: %s", file, strings.Join(unknown, ", "))
}

// unreadable names the file of an error, in one line. Those of the operating system
// name it themselves.
func unreadable(file string, err error) error {
	var parsing viper.ConfigParseError
	if errors.As(err, &parsing) {
		return fmt.Errorf("configuration file %s: %s", file, strings.Join(strings.Fields(parsing.Unwrap().Error()), " "))
	}
	return fmt.Errorf("configuration file: %w", err)
}

func known(key string) bool {
	return slices.ContainsFunc(Settings, func(s Setting) bool { return s.Key == key })
}

// unknownVariables finds variables that look like ours and are not: a misspelt
// one would otherwise leave its default in force, silently.
func unknownVariables(environ []string) error {
	var unknown []string
	for _, entry := range environ {
		name, _, _ := strings.Cut(entry, "=")
		if !strings.HasPrefix(name, EnvPrefix) || name == EnvPrefix+"CONFIG" {
			continue
		}
		if !slices.ContainsFunc(Settings, func(s Setting) bool { return s.Env() == name }) {
			unknown = append(unknown, name)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	slices.Sort(unknown)
	return fmt.Errorf("unknown environment variable: %s", strings.Join(unknown, ", "))
}

// asText turns what the file's format made of a value back into what an
// operator writes in a flag.
func asText(value any) (string, error) {
	switch value := value.(type) {
	case []any:
		parts := make([]string, len(value))
		for i, part := range value {
			var err error
			if parts[i], err = asText(part); err != nil {
				return "", err
			}
		}
		return strings.Join(parts, ","), nil
	case map[string]any:
		return "", errors.New("is a section, not a value")
	default:
		return fmt.Sprint(value), nil
	}
}

// source tells where a value came from, for a message about it.
func source(s Setting, flags *pflag.FlagSet, v *viper.Viper, file string) string {
	if flag := flags.Lookup(s.Key); flag != nil && flag.Changed {
		return "--" + s.Key
	}
	if _, given := os.LookupEnv(s.Env()); given {
		return s.Env()
	}
	if v.InConfig(s.Key) {
		return file + ": " + s.Key
	}
	return "default of " + s.Key
}
