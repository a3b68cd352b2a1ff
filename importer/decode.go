package importer

import (
	"time"

	"partnerapi/store"
)

// decoder reads the text of lines. Only one goroutine may use it.
type decoder struct {
	zone    *time.Location // of dates that are written as instants (T1)
	members []member
}

// line reads one line and returns its record and its problems. It checks the form alone, not
// what the line refers to.
func (d *decoder) line(number int64, text []byte) (*record, []Problem) {
	var err error
	if d.members, err = object(text, d.members[:0]); err != nil {
		return nil, []Problem{{Line: number, Text: "the line " + err.Error()}}
	}
	k, problem := kindOf(d.members)
	if k == nil {
		return nil, []Problem{{Line: number, Key: "kind", Text: problem}}
	}
	r := &record{kind: k, line: number, values: make([]value, len(k.keys))}
	problems := r.read(d.zone, d.members)
	if len(problems) == 0 {
		problems = r.consistent()
	}
	return r, problems
}

func kindOf(members []member) (k *kind, problem string) {
	for _, m := range members {
		if m.name != "kind" {
			continue
		}
		if m.value.kind != '"' {
			return nil, "a text is expected"
		}
		name, err := unquote(m.value.json)
		if k = kindByName[name]; err != nil || k == nil {
			return nil, "no such kind: " + quoted(name)
		}
		return k, ""
	}
	return nil, "is missing"
}

// read reads the values of the keys.
func (r *record) read(zone *time.Location, members []member) (problems []Problem) {
	seen := false
	for _, m := range members {
		if m.name == "kind" {
			if seen {
				problems = append(problems, r.problem(m.name, "stands twice"))
			}
			seen = true
			continue
		}
		at := find(r.kind.keys, m.name)
		switch {
		case at < 0:
			problems = append(problems, r.problem(store.FirstRunes(m.name, maxName), "no such key"))
		case r.values[at].given:
			problems = append(problems, r.problem(m.name, "stands twice"))
		default:
			if complaint := r.values[at].read(zone, &r.kind.keys[at], m.value); complaint != "" {
				problems = append(problems, r.problem(m.name, "%s", complaint))
			}
		}
	}
	for at, k := range r.kind.keys {
		if !k.optional && !r.values[at].given {
			problems = append(problems, r.problem(k.name, "is missing"))
		}
	}
	return problems
}

// maxName is how many characters of an unknown key a message shows.
const maxName = 100

// consistent checks the keys of a line against each other.
func (r *record) consistent() (problems []Problem) {
	for at, k := range r.kind.keys {
		if k.notBefore == "" {
			continue
		}
		if end := r.values[at].text; end != "" && end < string(r.date(k.notBefore)) {
			problems = append(problems, r.problem(k.name, "is before %s", k.notBefore))
		}
	}
	if r.kind.check != nil {
		problems = append(problems, r.kind.check(r)...)
	}
	return problems
}
