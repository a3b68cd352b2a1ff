package transcript

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Values are the names a case can use, and its time.
type Values struct {
	// Now is the moment of $now; its location is that of the service's dates.
	Now   time.Time
	names map[string]string
}

// NewValues starts with those names.
func NewValues(now time.Time, names ...map[string]string) *Values {
	v := &Values{Now: now, names: map[string]string{}}
	for _, set := range names {
		for name, value := range set {
			v.names[name] = value
		}
	}
	return v
}

const dateTime = "2006-01-02T15:04:05"

var (
	variable = regexp.MustCompile(`\$([a-zA-Z][a-zA-Z0-9]*)((?:[+-]\d+(?:months|h|s)?\b)*)`)
	offset   = regexp.MustCompile(`([+-]\d+)(months|h|s)?`)
	bareDate = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)
)

// Fill replaces $today and $now with their offsets, and leaves other names.
func (v *Values) Fill(text string) string {
	return variable.ReplaceAllStringFunc(text, func(found string) string {
		m := variable.FindStringSubmatch(found)
		if moment, ok := v.moment(m[1], m[2]); ok {
			return moment
		}
		return found
	})
}

// expand replaces every name of a bare word.
func (v *Values) expand(word string) (string, error) {
	var err error
	out := variable.ReplaceAllStringFunc(word, func(found string) string {
		m := variable.FindStringSubmatch(found)
		if moment, ok := v.moment(m[1], m[2]); ok {
			return moment
		}
		value, ok := v.names[m[1]]
		if !ok {
			err = fmt.Errorf("nothing is called $%s", m[1])
		}
		return value + m[2]
	})
	return out, err
}

// moment returns $today or $now, moved.
func (v *Values) moment(name, moves string) (string, bool) {
	t := v.Now.Truncate(time.Second)
	switch name {
	case "now":
	case "today":
		t = time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
	default:
		return "", false
	}
	for _, m := range offset.FindAllStringSubmatch(moves, -1) {
		n, _ := strconv.Atoi(m[1]) // the pattern has digits only
		switch m[2] {
		case "months":
			t = addMonths(t, n)
		case "h":
			t = t.Add(time.Duration(n) * time.Hour)
		case "s":
			t = t.Add(time.Duration(n) * time.Second)
		default:
			t = t.AddDate(0, 0, n)
		}
	}
	return t.Format(dateTime), true
}

// addMonths keeps the day where the month has it, else takes the month's last,
// as the text's example does: 30.04.2013 - 2 months = 28.02.2013.
func addMonths(t time.Time, n int) time.Time {
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, t.Hour(), t.Minute(), t.Second(), 0, t.Location())
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1)
}

// words splits a line at blanks that stand in no quotes.
func words(text string) ([]string, error) {
	var out []string
	for rest := strings.TrimLeft(text, " \t"); rest != ""; rest = strings.TrimLeft(rest, " \t") {
		n, err := wordLength(rest, " \t")
		if err != nil {
			return nil, err
		}
		out, rest = append(out, rest[:n]), rest[n:]
	}
	return out, nil
}

// wordLength returns how far a word goes: to the first of stops outside quotes.
func wordLength(text, stops string) (int, error) {
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case strings.IndexByte(stops, c) >= 0:
			return i, nil
		case c == '"' || c == '`':
			quoted, err := strconv.QuotedPrefix(text[i:])
			if err != nil {
				return 0, fmt.Errorf("an open quote: %s", text[i:])
			}
			i += len(quoted)
		default:
			i++
		}
	}
	return len(text), nil
}

// value reads a value; nil is null.
func (v *Values) value(word string) (*string, error) {
	var out string
	switch {
	case word == "null":
		return nil, nil
	case word == "never":
		out = "0001-01-01T00:00:00"
	case word == "" || word[0] != '"' && word[0] != '`':
		var err error
		if out, err = v.expand(word); err != nil {
			return nil, err
		}
	default:
		for rest := word; rest != ""; {
			piece, after, err := quotedPiece(rest)
			if err != nil {
				return nil, err
			}
			out += piece
			if after != "" && !strings.HasPrefix(after, "+") {
				return nil, fmt.Errorf("after a quoted text comes *N, + or nothing: %s", word)
			}
			rest = strings.TrimPrefix(after, "+")
		}
	}
	return &out, nil
}

// quotedPiece reads "text" or "text"*5.
func quotedPiece(text string) (piece, rest string, err error) {
	quoted, err := strconv.QuotedPrefix(text)
	if err != nil {
		return "", "", fmt.Errorf("want a quoted text: %s", text)
	}
	if piece, err = strconv.Unquote(quoted); err != nil {
		return "", "", fmt.Errorf("want a quoted text: %s", text)
	}
	rest = text[len(quoted):]
	if times, found := strings.CutPrefix(rest, "*"); found {
		digits := times[:len(times)-len(strings.TrimLeft(times, "0123456789"))]
		n, err := strconv.Atoi(digits)
		if err != nil {
			return "", "", fmt.Errorf("how often? %s", text)
		}
		piece, rest = strings.Repeat(piece, n), times[len(digits):]
	}
	return piece, rest, nil
}

// wanted reads a value that is expected: a bare date is its midnight, as dates
// answer (W9).
func (v *Values) wanted(word string) (*string, error) {
	if bareDate.MatchString(word) {
		word += "T00:00:00"
	}
	return v.value(word)
}
