package importer

import (
	"errors"
	"fmt"

	"partnerapi/store"
)

// record is a line whose form is right.
type record struct {
	kind   *kind
	line   int64
	values []value // in the order of the kind's keys
	place  place
	hashes []string // of the passwords; "" of those that stand already
	// claimed reports whether a line of the import gives the number to a customer of
	// USERSIDE. Such a number is given to no other.
	claimed func(number int64) bool
	// waits is set if the line was refused only because it refers to a row of its own
	// register that does not exist, which another line may bring.
	waits bool
}

func (r *record) problem(key, format string, args ...any) Problem {
	return Problem{r.line, r.kind.name, key, fmt.Sprintf(format, args...)}
}

// take writes the line to its register, or returns its problems. An error is none of the
// line's.
func (r *record) take(tx *store.ImportTx) ([]Problem, error) {
	problems, err := r.resolve(tx)
	if err != nil || len(problems) > 0 {
		return problems, err
	}
	err = r.kind.put(tx, r)
	var refused *store.Refusal
	if errors.As(err, &refused) {
		return []Problem{r.problem(refused.Column, "%s", refused.Why)}, nil
	}
	return nil, err
}

// resolve finds the rows that the line refers to.
func (r *record) resolve(tx *store.ImportTx) (problems []Problem, err error) {
	strangers := false // something is missing that no line of the kind can bring
	for n := range r.kind.keys {
		k, v := &r.kind.keys[n], &r.values[n]
		switch {
		case !v.given || v.isNull:
		case k.form == refForm:
			var complaint string
			if complaint, err = r.find(tx, k, v); complaint != "" {
				problems = append(problems, r.problem(k.name, "%s", complaint))
				strangers = strangers || !r.kind.filled(k)
			}
		case k.form == listForm && k.item.form == refForm:
			for at := range v.list {
				var complaint string
				if complaint, err = r.find(tx, k.item, &v.list[at]); complaint != "" {
					problems = append(problems, r.problem(k.name, "item %d: %s", at+1, complaint))
					strangers = true
				}
			}
		}
		if err != nil {
			return nil, err
		}
	}
	if len(problems) > 0 {
		r.waits = !strangers
		return problems, nil
	}
	return r.outsiders(), nil
}

// find finds the row that a reference names; where each partner has its own numbers, among
// those of the line's partner. If that was not found there is no further problem.
func (r *record) find(tx *store.ImportTx, k *key, v *value) (complaint string, err error) {
	noun, partner := k.of, int64(0)
	if k.orNumber != 0 && v.number != 0 {
		noun = k.orNumber
	}
	if noun.PerPartner() {
		if partner = r.found(k.partnerOf).Partner; partner == 0 {
			return "", nil
		}
	}
	found, ok, err := tx.Find(noun, partner, v.text)
	if err == nil && !ok {
		complaint = "no such " + nounNames[noun]
	}
	v.found = found
	return complaint, err
}

// outsiders finds references to rows of another partner or client than that of the line.
func (r *record) outsiders() (problems []Problem) {
	for n := range r.kind.keys {
		k := &r.kind.keys[n]
		if k.partnerOf != "" && r.values[n].set() && k.form == refForm && r.values[n].found.Partner != r.found(k.partnerOf).Partner {
			problems = append(problems, r.problem(k.name, "belongs to another partner than %s", k.partnerOf))
		}
		if k.within == "" {
			continue
		}
		owner := r.kind.keys[find(r.kind.keys, k.within)]
		actual, wanted := r.values[n].found.Partner, r.found(k.within).ID
		if owner.of == store.Clients {
			actual = r.values[n].found.Client
		}
		if actual != wanted {
			problems = append(problems, r.problem(k.name, "belongs to another %s than %s says", nounNames[owner.of], k.within))
		}
	}
	return problems
}

// value returns the line's value of a key. It panics if the kind has no such key.
func (r *record) value(name string) *value { return &r.values[find(r.kind.keys, name)] }

// set reports whether the line gives the key a value other than null.
func (r *record) set(name string) bool { return r.value(name).set() }

// text returns "" for null.
func (r *record) text(name string) string { return r.value(name).text }

func (r *record) textIfGiven(name string) *string {
	if v := r.value(name); v.given {
		return &v.text
	}
	return nil
}

func (r *record) texts(name string) (all []string) {
	for _, v := range r.value(name).list {
		all = append(all, v.text)
	}
	return all
}

// number returns 0 for null.
func (r *record) number(name string) int64 { return r.value(name).number }

func (r *record) numberOrNil(name string) *int64 {
	if r.set(name) {
		return &r.value(name).number
	}
	return nil
}

// change returns the change of a number or a moment: none if the key is left out, cleared if
// it is null.
func (r *record) change(name string) store.Change {
	return store.Change{Set: r.value(name).given, Value: r.numberOrNil(name)}
}

// amountIfGiven returns 0 for null and nil for what is left out.
func (r *record) amountIfGiven(name string) *int64 {
	if v := r.value(name); v.given {
		return &v.number
	}
	return nil
}

// changeOfID is change for a reference.
func (r *record) changeOfID(name string) store.Change {
	return store.Change{Set: r.value(name).given, Value: r.idOrNil(name)}
}

func (r *record) flag(name string) bool { return r.value(name).number != 0 }

// flagIfGiven returns false for null and nil for what is left out.
func (r *record) flagIfGiven(name string) *bool {
	if !r.value(name).given {
		return nil
	}
	flag := r.flag(name)
	return &flag
}

func (r *record) flagOrNil(name string) *bool {
	if !r.set(name) {
		return nil
	}
	flag := r.flag(name)
	return &flag
}

// date returns "" for null and for 1C's empty date (T2).
func (r *record) date(name string) store.Date { return store.Date(r.value(name).text) }

func (r *record) dateIfGiven(name string) *store.Date {
	if !r.value(name).given {
		return nil
	}
	date := r.date(name)
	return &date
}

func (r *record) time(name string) store.Instant { return store.Instant(r.value(name).number) }

func (r *record) timeOrNil(name string) *store.Instant {
	if !r.set(name) {
		return nil
	}
	moment := r.time(name)
	return &moment
}

// found returns the row that a reference names.
func (r *record) found(name string) store.Found { return r.value(name).found }

// idOrNil returns nil for a reference that is null or left out.
func (r *record) idOrNil(name string) *int64 {
	if r.set(name) {
		return &r.value(name).found.ID
	}
	return nil
}

// idIfGiven returns 0 for null and nil for what is left out.
func (r *record) idIfGiven(name string) *int64 {
	if v := r.value(name); v.given {
		return &v.found.ID
	}
	return nil
}

func (r *record) ids(name string) (all []int64) {
	for _, v := range r.value(name).list {
		all = append(all, v.found.ID)
	}
	return all
}

// idsIfGiven returns an empty list for null and nil for what is left out.
func (r *record) idsIfGiven(name string) *[]int64 {
	if !r.value(name).given {
		return nil
	}
	ids := r.ids(name)
	return &ids
}
