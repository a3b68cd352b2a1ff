package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Short names for the table's sake.
type (
	netPrefixes = []netip.Prefix
	dur         = time.Duration
	logLevel    = slog.Level
	location    = *time.Location
)

// yesNo is the kind whose flag may stand without a value.
const yesNo = "true/false"

// kind is a form of value: its name for readers, and what parses and checks a
// text and stores it. An error continues the sentence that starts with the
// text: "is not a duration …".
type kind struct {
	name  string
	parse func(c *Config, text string) error
}

// stored makes a kind from a parser of the value and the place it goes to.
func stored[T any](name string, at func(*Config) *T, parse func(string) (T, error)) kind {
	return kind{name, func(c *Config, text string) error {
		value, err := parse(text)
		if err != nil {
			return err
		}
		*at(c) = value
		return nil
	}}
}

func text(at func(*Config) *string) kind {
	return stored("text", at, func(s string) (string, error) { return s, nil })
}

func required(at func(*Config) *string) kind {
	return stored("text", at, func(s string) (string, error) {
		if strings.TrimSpace(s) == "" {
			return "", errors.New("is blank")
		}
		return s, nil
	})
}

func boolean(at func(*Config) *bool) kind {
	return stored(yesNo, at, func(s string) (bool, error) {
		if b, err := strconv.ParseBool(s); err == nil {
			return b, nil
		}
		return false, errors.New("is neither true nor false")
	})
}

func number[T int | int64 | uint8 | uint32](least, most int64, at func(*Config) *T) kind {
	return stored("number", at, func(s string) (T, error) {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil || n < least || n > most {
			return 0, fmt.Errorf("is not a whole number from %d to %d", least, most)
		}
		return T(n), nil
	})
}

func count(least, most int64, at func(*Config) *int) kind { return number(least, most, at) }

// size reads 4096, 64KiB, 1MiB, 1GiB.
func size(least, most int64, at func(*Config) *int64) kind {
	return stored("size", at, func(s string) (int64, error) {
		digits, unit := s, int64(1)
		for suffix, factor := range map[string]int64{"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30} {
			if rest, ok := strings.CutSuffix(s, suffix); ok {
				digits, unit = rest, factor
			}
		}
		n, err := strconv.ParseInt(digits, 10, 64)
		if err != nil || n < 0 || n > most/unit || n*unit < least {
			return 0, fmt.Errorf("is not a size from %d to %d bytes (64KiB, 1MiB)", least, most)
		}
		return n * unit, nil
	})
}

func duration(at func(*Config) *dur) kind {
	return stored("duration", at, func(s string) (dur, error) {
		d, err := time.ParseDuration(s)
		if err != nil || d <= 0 {
			return 0, errors.New("is not a positive duration (500ms, 30s, 5m)")
		}
		return d, nil
	})
}

// zone reads a name of the tz database. The machine's own zone has none: what the
// service says must not change with the machine.
func zone(at func(*Config) *location) kind {
	return stored("time zone", at, func(s string) (location, error) {
		where, err := time.LoadLocation(s)
		if err != nil || s == "" || s == "Local" {
			return nil, errors.New("is no time zone (Europe/Moscow, UTC)")
		}
		return where, nil
	})
}

func address(at func(*Config) *string) kind {
	return stored("host:port", at, func(s string) (string, error) {
		_, port, err := net.SplitHostPort(s)
		if err != nil {
			return "", errors.New("is not host:port")
		}
		if _, err := strconv.ParseUint(port, 10, 16); err != nil {
			return "", errors.New("has no port from 0 to 65535")
		}
		return s, nil
	})
}

func optionalAddress(at func(*Config) *string) kind {
	given := address(at)
	return kind{given.name, func(c *Config, s string) error {
		if s == "" {
			*at(c) = ""
			return nil
		}
		return given.parse(c, s)
	}}
}

// origin reads a URL of scheme and host alone: what a client's calls start with.
func origin(at func(*Config) *string) kind {
	return stored("URL", at, func(s string) (string, error) {
		if s == "" {
			return "", nil
		}
		return parseOrigin(s)
	})
}

// origins reads the origins of web pages, as browsers write them: in lower case,
// without the scheme's own port.
func origins(at func(*Config) *[]string) kind {
	return listOf("origins", at, func(s string) (string, error) {
		text, err := parseOrigin(strings.ToLower(s))
		if err != nil {
			return "", errors.New("holds what is no origin of scheme and host (https://app.example.com)")
		}
		scheme, host, _ := strings.Cut(text, "://")
		return scheme + "://" + strings.TrimSuffix(host, map[string]string{"http": ":80", "https": ":443"}[scheme]), nil
	})
}

func parseOrigin(s string) (string, error) {
	u, err := url.Parse(s)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil ||
		strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return "", errors.New("is not a URL of scheme and host (https://api.example.com)")
	}
	return u.Scheme + "://" + u.Host, nil
}

func networks(at func(*Config) *netPrefixes) kind {
	return listOf("networks", at, func(s string) (netip.Prefix, error) {
		network, err := ParseNetwork(s)
		if err != nil {
			return network, errors.New("holds what is no network (10.0.0.0/8) and no address")
		}
		return network, nil
	})
}

// ParseNetwork reads a network (10.0.0.0/8) or an address, which is a network of
// one. IPv4 inside IPv6 is IPv4. The error continues the sentence that starts
// with the text.
func ParseNetwork(text string) (netip.Prefix, error) {
	network, err := netip.ParsePrefix(text)
	if err != nil {
		addr, err := netip.ParseAddr(text)
		if err != nil || addr.Zone() != "" {
			return netip.Prefix{}, errors.New("is no network (10.0.0.0/8) and no address")
		}
		network = netip.PrefixFrom(addr, addr.BitLen())
	}
	if inside := network.Bits() - 96; network.Addr().Is4In6() && inside >= 0 {
		network = netip.PrefixFrom(network.Addr().Unmap(), inside)
	}
	return network.Masked(), nil
}

func ports(at func(*Config) *[]uint16) kind {
	return listOf("ports", at, func(s string) (uint16, error) {
		n, err := strconv.ParseUint(s, 10, 16)
		if err != nil || n == 0 {
			return 0, errors.New("holds what is no port from 1 to 65535")
		}
		return uint16(n), nil
	})
}

func list(at func(*Config) *[]string) kind {
	return listOf("list", at, func(s string) (string, error) { return s, nil })
}

func choice(from []string, at func(*Config) *string) kind {
	return stored(strings.Join(from, "/"), at, func(s string) (string, error) {
		if !slices.Contains(from, s) {
			return "", fmt.Errorf("is none of %s", strings.Join(from, ", "))
		}
		return s, nil
	})
}

func choices(from []string, at func(*Config) *[]string) kind {
	some := listOf("list", at, func(s string) (string, error) {
		if !slices.Contains(from, s) {
			return "", fmt.Errorf("holds what is none of %s", strings.Join(from, ", "))
		}
		return s, nil
	})
	return kind{some.name, func(c *Config, s string) error {
		if err := some.parse(c, s); err != nil {
			return err
		}
		if len(*at(c)) == 0 {
			return fmt.Errorf("names none of %s", strings.Join(from, ", "))
		}
		return nil
	}}
}

// listOf reads values with commas between them; blank ones are dropped.
func listOf[T any](name string, at func(*Config) *[]T, parse func(string) (T, error)) kind {
	return stored(name, at, func(s string) ([]T, error) {
		var all []T
		for part := range strings.SplitSeq(s, ",") {
			if part = strings.TrimSpace(part); part == "" {
				continue
			}
			one, err := parse(part)
			if err != nil {
				return nil, err
			}
			all = append(all, one)
		}
		return all, nil
	})
}

func level(at func(*Config) *logLevel) kind {
	return stored("debug/info/warn/error", at, func(s string) (logLevel, error) {
		var l slog.Level
		if err := l.UnmarshalText([]byte(s)); err != nil {
			return 0, errors.New("is none of debug, info, warn, error")
		}
		return l, nil
	})
}
