package importer

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"partnerapi/internal/money"
	"partnerapi/internal/onec"
	"partnerapi/internal/xmltext"
	"partnerapi/store"
)

// value is a line's value of a key.
type value struct {
	given  bool // the key is there, null or not
	isNull bool
	text   string      // of texts, ids and references; dates as store.Date
	number int64       // of numbers and moments; of flags 0 or 1
	list   []value     // of lists; of objects the values of their keys
	found  store.Found // of references, once they are resolved
}

// read reads the value of a key, or returns what is wrong with it. zone is for dates that
// are written as instants (T1).
func (v *value) read(zone *time.Location, k *key, from raw) (complaint string) {
	v.given = true
	if from.kind == 'n' {
		v.isNull = true
		if !k.null {
			return "must not be null"
		}
		return ""
	}
	switch k.form {
	case numberForm:
		return v.readNumber(k, from)
	case moneyForm:
		return v.readAmount(k, from)
	case outsideForm:
		return v.readOutside(k, from)
	case flagForm:
		return v.readFlag(k, from)
	case listForm:
		return v.readList(zone, k, from)
	case objectForm:
		return v.readObject(zone, k, from)
	case refForm:
		if k.byNumber() || k.orNumber != 0 && isDigits(from) {
			return v.readReferenceByNumber(k, from)
		}
	}
	if from.kind != '"' {
		return "a text is expected"
	}
	text, err := unquote(from.json)
	if err != nil {
		return err.Error()
	}
	switch k.form {
	case uuidForm, refForm:
		return v.readID(k, text)
	case dateForm, timeForm:
		return v.readDate(zone, k, text)
	case ipForm:
		return v.readIP(k, text)
	case macForm:
		return v.readMAC(k, text)
	case subnetForm:
		return v.readSubnet(text)
	default:
		return v.readText(k, text)
	}
}

func (v *value) readText(k *key, text string) (complaint string) {
	limit := cmp.Or(k.limit, store.MaxText)
	if k.trimmed {
		text = strings.TrimSpace(text)
	}
	if k.cut > 0 {
		text = store.FirstRunes(text, k.cut)
	}
	v.text = text
	switch {
	case xmltext.Check(text) != nil:
		return "has a character that XML cannot carry"
	case utf8.RuneCountInString(text) > limit:
		return fmt.Sprintf("is longer than %d characters", limit)
	case k.filled && strings.TrimSpace(text) == "":
		return "must not be blank"
	case k.oneOf != nil && !slices.Contains(k.oneOf, text):
		return quoted(text) + " is none of " + strings.Join(k.oneOf, ", ")
	case k.valid != nil:
		return k.valid(text)
	}
	return ""
}

// readID reads a UUID; a blank text and the UUID of zeros count as null (T3).
func (v *value) readID(k *key, text string) (complaint string) {
	text = trim(text)
	if text == "" {
		return v.readEmpty(k)
	}
	id, ok := store.ParseUUID(text)
	if !ok {
		return quoted(text) + " is not a UUID"
	}
	if id == store.ZeroUUID {
		return v.readEmpty(k)
	}
	v.text = id
	return ""
}

// readEmpty reads a blank text as null.
func (v *value) readEmpty(k *key) (complaint string) {
	v.isNull = true
	if !k.null {
		return "must not be empty"
	}
	return ""
}

const dateComplaint = " is not a date like 2012-09-14 or 2012-09-14T00:00:00"

// readDate reads the forms of T1; the empty date counts as null (T2).
func (v *value) readDate(zone *time.Location, k *key, text string) (complaint string) {
	text = trim(text)
	ok, empty := true, text == ""
	switch {
	case empty:
	case k.form == dateForm:
		v.text, ok = onec.ParseDate(text, zone)
		empty = v.text == ""
	default:
		v.number, empty, ok = onec.ParseTime(text)
	}
	if !ok {
		return quoted(text) + dateComplaint
	}
	if empty {
		return v.readEmpty(k)
	}
	return ""
}

// readNumber reads a whole number; role_id may be text (T6).
func (v *value) readNumber(k *key, from raw) (complaint string) {
	text := string(from.json)
	if from.kind == '"' && k.orText {
		text = trim(text[1 : len(text)-1])
	} else if from.kind != '0' {
		return "a number is expected"
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return quoted(text) + " is not a whole number"
	}
	v.number = n
	switch {
	case n >= k.min && n <= k.max:
		return ""
	case k.min == k.max:
		return fmt.Sprintf("%d is expected", k.min)
	}
	return fmt.Sprintf("a number from %d to %d is expected", k.min, k.max)
}

func (v *value) readFlag(k *key, from raw) (complaint string) {
	switch text := string(from.json); {
	case text == "true", k.orBit && text == "1":
		v.number = 1
	case text == "false", k.orBit && text == "0":
	case k.orBit:
		return "true, false, 1 or 0 is expected"
	default:
		return "true or false is expected"
	}
	return ""
}

// readAmount reads an amount, which may be written as text, because not every program writes
// decimals exactly.
func (v *value) readAmount(k *key, from raw) (complaint string) {
	text := string(from.json)
	if from.kind == '"' {
		text = trim(text[1 : len(text)-1])
	} else if from.kind != '0' {
		return "a number is expected"
	}
	amount, ok := money.Parse(text)
	if !ok {
		return quoted(text) + " is not an amount like -1500.50, with up to ten digits before the point"
	}
	v.number = amount
	switch {
	case k.notNegative && amount < 0:
		return "must not be negative"
	case k.filled && amount == 0:
		return "must not be 0"
	}
	return ""
}

// maxOutside is the longest id from outside, in characters.
const maxOutside = 100

// readOutside reads an id that another system has given. A number is read as its text, and a
// UUID in lower case (T5).
func (v *value) readOutside(k *key, from raw) (complaint string) {
	if from.kind == '0' {
		return v.readReferenceByNumber(&key{}, from)
	}
	if from.kind != '"' {
		return "a text or a number is expected"
	}
	text, err := unquote(from.json)
	if err != nil {
		return err.Error()
	}
	if complaint := v.readText(&key{filled: true, trimmed: true, limit: maxOutside}, text); complaint != "" {
		return complaint
	}
	if id, ok := store.ParseUUID(v.text); ok {
		v.text = id
	}
	return ""
}

// readReferenceByNumber reads a reference to a row by its number.
func (v *value) readReferenceByNumber(k *key, from raw) (complaint string) {
	by := key{form: numberForm, orText: true, min: 1, max: store.MaxNumber}
	if k.orZero {
		by.min = 0
	}
	if complaint := v.readNumber(&by, from); complaint != "" {
		return complaint
	}
	if v.number == 0 {
		return v.readEmpty(k)
	}
	v.text = strconv.FormatInt(v.number, 10)
	return ""
}

func isDigits(from raw) bool {
	digits := trim(strings.Trim(string(from.json), `"`))
	return from.kind == '0' || digits != "" && strings.Trim(digits, "0123456789") == ""
}

func (v *value) readList(zone *time.Location, k *key, from raw) (complaint string) {
	if from.kind != '[' {
		return "a list is expected"
	}
	list := items(from.json)
	if k.filled && len(list) == 0 {
		return "must not be empty"
	}
	v.list = make([]value, len(list))
	for at := range list {
		if complaint := v.list[at].read(zone, k.item, list[at]); complaint != "" {
			return fmt.Sprintf("item %d: %s", at+1, complaint)
		}
		for before := range at {
			if v.list[before].sameKey(&v.list[at]) {
				return fmt.Sprintf("item %d stands twice", at+1)
			}
		}
	}
	return ""
}

// sameKey reports whether two items of a list name the same thing. The name of an object is
// the first of its keys that has a value.
func (v *value) sameKey(other *value) bool {
	for at := range v.list {
		mine, its := &v.list[at], &other.list[at]
		if mine.set() || its.set() {
			return mine.set() && its.set() && mine.sameKey(its)
		}
	}
	return v.text == other.text && v.number == other.number
}

// set reports whether there is a value other than null.
func (v *value) set() bool { return v.given && !v.isNull }

func (v *value) readObject(zone *time.Location, k *key, from raw) (complaint string) {
	if from.kind != '{' {
		return "an object is expected"
	}
	all, err := members(from.json, nil)
	if err != nil {
		return err.Error()
	}
	v.list = make([]value, len(k.keys))
	for _, m := range all {
		at := find(k.keys, m.name)
		switch {
		case at < 0:
			return quoted(m.name) + ": no such key"
		case v.list[at].given:
			return m.name + " stands twice"
		}
		if complaint := v.list[at].read(zone, &k.keys[at], m.value); complaint != "" {
			return m.name + ": " + complaint
		}
	}
	for at := range k.keys {
		if !v.list[at].given && !k.keys[at].optional {
			return k.keys[at].name + " is missing"
		}
	}
	return ""
}

func trim(text string) string { return strings.Trim(text, " \t\r\n") }
