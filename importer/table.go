package importer

import (
	"cmp"
	"fmt"
	"strings"

	"partnerapi/store"
)

//go:generate go run generate.go

// Table returns every kind of line with its keys, in Markdown: the part of
// docs/import.md that is made from the tables that check the lines.
func Table() string {
	var b strings.Builder
	for n := range kinds {
		k := &kinds[n]
		fmt.Fprintf(&b, "### %s\n\n| key | value | |\n|---|---|---|\n", k.name)
		for at := range k.keys {
			b.WriteString(k.keys[at].row())
		}
		b.WriteString("\n")
	}
	return b.String()
}

func (k *key) row() string {
	var may []string
	if k.optional {
		may = append(may, "may be left out")
	}
	if k.null {
		may = append(may, "may be null")
	}
	if k.about != "" {
		may = append(may, k.about)
	}
	return fmt.Sprintf("| `%s` | %s | %s |\n", k.name, k.looks(), strings.Join(may, "; "))
}

// looks describes the form of a key's values for operators.
func (k *key) looks() string {
	switch k.form {
	case textForm:
		return k.textLooks()
	case uuidForm:
		return "UUID"
	case refForm:
		return k.refLooks()
	case numberForm:
		return k.numberLooks()
	case flagForm:
		if k.orBit {
			return "true or false, or 1 or 0"
		}
		return "true or false"
	case dateForm:
		if k.notBefore != "" {
			return "date, not before `" + k.notBefore + "`"
		}
		return "date"
	case timeForm:
		return "moment"
	case ipForm:
		return "IPv4 address"
	case macForm:
		return "MAC address"
	case subnetForm:
		return "subnet"
	case moneyForm:
		return k.amountLooks()
	case outsideForm:
		return "UUID, number or text"
	case listForm:
		return "list: " + k.item.looks()
	}
	parts := make([]string, len(k.keys))
	for at := range k.keys {
		mark := ""
		if k.keys[at].optional {
			mark = "?"
		}
		parts[at] = fmt.Sprintf("`%s`%s %s", k.keys[at].name, mark, k.keys[at].looks())
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func (k *key) amountLooks() string {
	looks := "amount"
	switch {
	case k.notNegative:
		looks += " from 0"
	case k.filled:
		looks += " other than 0"
	}
	return looks + ", or the same as text"
}

func (k *key) textLooks() string {
	looks := fmt.Sprintf("text, up to %d characters", cmp.Or(k.limit, store.MaxText))
	switch {
	case k.oneOf != nil:
		looks = "one of `" + strings.Join(k.oneOf, "`, `") + "`"
	case k.cut > 0:
		looks = fmt.Sprintf("text, cut to %d characters", k.cut)
	}
	if k.filled {
		looks += ", not blank"
	}
	if k.trimmed {
		looks += ", trimmed"
	}
	return looks
}

func (k *key) refLooks() string {
	looks := nounNames[k.of]
	if k.byNumber() {
		looks += ", by number or the same as text"
	}
	if k.orNumber != 0 {
		looks += ", by UUID or number"
	}
	if k.within != "" {
		looks += " of that `" + k.within + "`"
	}
	if k.partnerOf != "" {
		looks += ", of the same partner"
	}
	if k.orZero {
		looks += "; 0 is null"
	}
	return looks
}

func (k *key) numberLooks() string {
	looks := fmt.Sprintf("number %d…%d", k.min, k.max)
	switch {
	case k.min == k.max:
		looks = fmt.Sprintf("%d", k.min)
	case k.max == store.MaxNumber:
		looks = fmt.Sprintf("number from %d", k.min)
	}
	if k.orText {
		looks += ", or the same as text"
	}
	return looks
}
