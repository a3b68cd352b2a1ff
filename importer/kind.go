package importer

import (
	"fmt"
	"slices"

	"partnerapi/store"
)

// kind is a register: the keys of its lines, and how a line is imported. Validation, messages
// and the operator's table are all made from it.
type kind struct {
	name string
	keys []key
	// fills are the nouns by which other kinds refer to this register.
	fills []store.Noun
	// check checks keys of a line against each other; nil for most kinds.
	check func(r *record) []Problem
	// put writes a line whose references were found.
	put func(tx *store.ImportTx, r *record) error

	level int // above every register that it refers to
}

// form is the form of a value.
type form int

const (
	textForm    form = iota + 1 // a text
	uuidForm                    // the id of the line itself (T5)
	refForm                     // the id of another line: a UUID, or a number
	numberForm                  // a whole number
	flagForm                    // true or false
	dateForm                    // T1, T2
	timeForm                    // T1
	listForm                    // an array
	objectForm                  // an object, within a list
	ipForm                      // an IPv4 address
	macForm                     // a MAC address
	subnetForm                  // a range of IPv4 addresses
	moneyForm                   // an amount, kept in minor units
	outsideForm                 // the id that the line has where it comes from: a UUID, a number or a text
)

// key is a key of a line.
type key struct {
	name string
	form form
	// optional keys may be left out: a new row then has the default, an existing one keeps
	// its value.
	optional bool
	// null allows null, for a value that is not set.
	null bool

	// Of texts: the length to which they are cut (T4), the longest one if it is not
	// store.MaxText, both in characters; whether blank ones are refused, whether white space
	// around them is removed, the values allowed, and a further check.
	cut     int
	limit   int
	filled  bool
	trimmed bool
	oneOf   []string
	valid   func(text string) (complaint string)

	// Of numbers: the bounds, and whether the number may be written as text (T6). Of
	// references by number: whether 0 counts as null. Of amounts: whether negative ones are
	// refused.
	min, max    int64
	orText      bool
	orZero      bool
	notNegative bool

	// Of flags: whether they may be 1 and 0.
	orBit bool

	// Of references: the noun, another noun by whose numbers it may be given, the key to
	// whose row the referred row must belong, and the key to whose partner.
	of        store.Noun
	orNumber  store.Noun
	within    string
	partnerOf string

	// Of dates: the key of the date that it must not be before.
	notBefore string

	// Of lists: what is in them.
	item *key
	// Of objects: their keys.
	keys []key

	// about is a remark for operators in the table.
	about string
}

// kinds are the registers, in the order of the operator's table.
var kinds = ordered([]kind{
	regionKind, roleKind, contactTypeKind,
	partnerKind, partnerContactKind, contractKind, serviceTypeKind, contractServiceKind, itsContractKind,
	partnerUserKind, partnerUserContactKind, agentPartnerKind, competenceKind,
	clientKind, clientContactKind, clientUserKind, clientUserContactKind, agentUserKind, serviceKind,
	callKind, remoteSessionKind, sipCallKind, chatMessageKind,
	billingKind, markKind, customerGroupKind, deviceKind, houseKind, usersideCustomerKind, customerDataKind, commutationKind,
	bookingKind, customerMessageKind, macHistoryKind, customerServiceKind,
})

var kindByName = func() map[string]*kind {
	byName := map[string]*kind{}
	for n := range kinds {
		byName[kinds[n].name] = &kinds[n]
	}
	return byName
}()

// levels is the number of steps of an import. Lines are imported level by level, so that what
// a line refers to exists before it. Each level has two steps: lines that bring their own
// number (O9) come before those of the register that are given the next one.
var levels = func() int {
	highest := 0
	for _, k := range kinds {
		highest = max(highest, k.level)
	}
	return 2 * (highest + 1)
}()

// ordered gives each register a level above all that it refers to.
func ordered(all []kind) []kind {
	for range all {
		settled := true
		for n := range all {
			level := all[n].above(all)
			settled = settled && level == all[n].level
			all[n].level = level
		}
		if settled {
			return all
		}
	}
	panic("registers refer to each other in a circle")
}

func (k *kind) above(all []kind) int {
	level := 0
	for _, ref := range k.keys {
		if ref.form == listForm {
			ref = *ref.item
		}
		if ref.form != refForm {
			continue
		}
		filled := false
		for n := range all {
			if !all[n].filled(&ref) {
				continue
			}
			filled = true
			if all[n].name != k.name { // its own lines wait for each other
				level = max(level, all[n].level+1)
			}
		}
		if !filled {
			panic(fmt.Sprintf("%s.%s refers to what no register fills", k.name, ref.name))
		}
	}
	return level
}

// filled reports whether a reference may name a row of the register.
func (k *kind) filled(ref *key) bool {
	return slices.Contains(k.fills, ref.of) || ref.orNumber != 0 && slices.Contains(k.fills, ref.orNumber)
}

// byNumber reports whether a reference names its row by a number alone.
func (k *key) byNumber() bool { return k.of == store.Roles || k.of.PerPartner() }

// has reports whether the kind has a key.
func (k *kind) has(name string) bool { return find(k.keys, name) >= 0 }

// find returns the place of a key, or -1.
func find(keys []key, name string) int {
	for n := range keys {
		if keys[n].name == name {
			return n
		}
	}
	return -1
}
