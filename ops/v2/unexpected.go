package v2

import (
	"slices"

	"partnerapi/internal/jsonvalue"
)

// columnNames is a parameter whose value names columns of the answer.
type columnNames interface {
	// columns appends the names to a list.
	columns(v *jsonvalue.Value, names []string) []string
}

func (*Fields) columns(v *jsonvalue.Value, names []string) []string {
	for i := range v.Items {
		names = appendText(names, &v.Items[i])
	}
	return names
}

func (*Sort) columns(v *jsonvalue.Value, names []string) []string {
	for i := range v.Items {
		if name, found := v.Items[i].Get("field"); found {
			names = appendText(names, name)
		}
	}
	return names
}

func (p *Filter) columns(v *jsonvalue.Value, names []string) []string {
	if name, found := v.Get("field"); found {
		names = appendText(names, name)
	}
	if parts, found := v.Get("filters"); found {
		for i := range parts.Items {
			names = p.columns(&parts.Items[i], names)
		}
	}
	return names
}

func appendText(names []string, v *jsonvalue.Value) []string {
	if isString(v) {
		names = append(names, v.Text)
	}
	return names
}

// unexpected refuses what the method does not know: a parameter, or a column that
// a parameter names; and a parameter that is given twice. Of several the first
// alphabetically is told.
func (m *Method) unexpected(params *jsonvalue.Value) (first *Error) {
	var room [8]string
	for i := range params.Members {
		name, v := params.Members[i].Name, &params.Members[i].Value
		at := slices.IndexFunc(m.params, func(s spec) bool { return s.name == name })
		switch {
		case at < 0 && name != tokenName:
			first = first.orBefore(name, v)
		case at >= 0 && m.params[at].columns != nil:
			for _, column := range m.params[at].columns(v, room[:0]) {
				if !m.hasColumn(column) {
					first = first.orBefore(column, v)
				}
			}
		}
	}
	if name, repeated := params.Repeated(); repeated {
		v, _ := params.Get(name)
		first = first.orBefore(name, v)
	}
	return first
}

// orBefore returns the refusal of an unexpected name, or e, which may be nil, where
// that one comes first alphabetically.
func (e *Error) orBefore(name string, v *jsonvalue.Value) *Error {
	if e != nil && e.Field <= name {
		return e
	}
	return &Error{Mnemonic: Unexpected, Field: name, Value: v}
}

// hasColumn reports whether the rows of a list have a column of a name, or one with
// a part of that name.
func (m *Method) hasColumn(name string) bool {
	return slices.ContainsFunc(m.Columns, func(c Column) bool { return c.Name == name || slices.Contains(c.Parts, name) })
}
