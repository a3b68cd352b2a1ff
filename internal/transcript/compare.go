package transcript

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// comparison is one word of an expectation: a column, how it compares, a value.
type comparison struct {
	column, how string
	want        *string
	matches     *regexp.Regexp
	keep        string
}

// hows are longest first, as they must be looked for.
var hows = []string{"=>", "!=", "!~", "~", "="}

func (v *Values) comparison(word string) (comparison, error) {
	at := strings.IndexAny(word, "=!~")
	if at < 1 {
		return comparison{}, fmt.Errorf("want column=value: %s", word)
	}
	c := comparison{column: word[:at]}
	rest := ""
	for _, how := range hows {
		if after, ok := strings.CutPrefix(word[at:], how); ok {
			c.how, rest = how, after
			break
		}
	}
	var err error
	switch c.how {
	case "":
		err = fmt.Errorf("want column=value: %s", word)
	case "=>":
		if !strings.HasPrefix(rest, "$") || len(rest) < 2 {
			return c, fmt.Errorf("want column=>$name: %s", word)
		}
		c.keep = rest[1:]
	case "~", "!~":
		var pattern *string
		if pattern, err = v.value(rest); err == nil && pattern != nil {
			c.matches, err = regexp.Compile(*pattern)
		}
	default:
		c.want, err = v.wanted(rest)
	}
	return c, err
}

func (v *Values) comparisons(words []string) ([]comparison, error) {
	all := make([]comparison, 0, len(words))
	for _, word := range words {
		c, err := v.comparison(word)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

// holds returns what is wrong with the row, "" when nothing is.
func (c *comparison) holds(row Row) string {
	got, there := row[c.column]
	if !there {
		return fmt.Sprintf("there is no %s", c.column)
	}
	var ok bool
	switch c.how {
	case "=>":
		ok = got != nil
	case "=":
		ok = same(got, c.want)
	case "!=":
		ok = !same(got, c.want)
	case "~":
		ok = got != nil && c.matches.MatchString(*got)
	case "!~":
		ok = got == nil || !c.matches.MatchString(*got)
	}
	if ok {
		return ""
	}
	return fmt.Sprintf("%s is %s, want %s", c.column, show(got), c)
}

func (c *comparison) String() string {
	switch {
	case c.matches != nil:
		return c.how + " " + strconv.Quote(c.matches.String())
	case c.keep != "":
		return "a value to keep"
	}
	return c.how + " " + show(c.want)
}

// all returns what is wrong with the row, "" when everything holds.
func all(comparisons []comparison, row Row) string {
	var wrong []string
	for i := range comparisons {
		if text := comparisons[i].holds(row); text != "" {
			wrong = append(wrong, text)
		}
	}
	return strings.Join(wrong, "; ")
}

func same(a, b *string) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}

// show quotes a value, long ones in part.
func show(value *string) string {
	const most = 120
	if value == nil {
		return "null"
	}
	if runes := []rune(*value); len(runes) > most {
		return fmt.Sprintf("%q… (%d characters)", string(runes[:most]), len(runes))
	}
	return strconv.Quote(*value)
}
