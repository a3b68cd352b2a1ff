package v2

import (
	"slices"

	"partnerapi/internal/jsonvalue"
)

// columnNames is a parameter whose value names columns of the answer.
type columnNames interface {
	columns(v *jsonvalue.Value, yield func(name string))
}

func (*Fields) columns(v *jsonvalue.Value, yield func(name string)) {
	for i := range v.Items {
		yieldText(&v.Items[i], yield)
	}
}

func (*Sort) columns(v *jsonvalue.Value, yield func(name string)) {
	for i := range v.Items {
		if name, found := v.Items[i].Get("field"); found {
			yieldText(name, yield)
		}
	}
}

func (p *Filter) columns(v *jsonvalue.Value, yield func(name string)) {
	if name, found := v.Get("field"); found {
		yieldText(name, yield)
	}
	if parts, found := v.Get("filters"); found {
		for i := range parts.Items {
			p.columns(&parts.Items[i], yield)
		}
	}
}

func yieldText(v *jsonvalue.Value, yield func(name string)) {
	if isString(v) {
		yield(v.Text)
	}
}

// unexpected refuses what the method does not know: a parameter, or a column that
// a parameter names; and a parameter that is given twice. Of several the first
// alphabetically is told.
func (m *Method) unexpected(params *jsonvalue.Value) *Error {
	var first *Error
	refuse := func(name string, v *jsonvalue.Value) {
		if first == nil || name < first.Field {
			first = &Error{Mnemonic: Unexpected, Field: name, Value: v}
		}
	}
	for i := range params.Members {
		name, v := params.Members[i].Name, &params.Members[i].Value
		at := slices.IndexFunc(m.params, func(s spec) bool { return s.name == name })
		switch {
		case at < 0 && name != tokenName:
			refuse(name, v)
		case at >= 0 && m.params[at].columns != nil:
			m.params[at].columns(v, func(column string) {
				if !m.hasColumn(column) {
					refuse(column, v)
				}
			})
		}
	}
	if name, repeated := params.Repeated(); repeated {
		v, _ := params.Get(name)
		refuse(name, v)
	}
	return first
}

// hasColumn reports whether the rows of a list have a column, or one that has a
// member of that name.
func (m *Method) hasColumn(name string) bool {
	return slices.ContainsFunc(m.data.Items.Properties, func(p property) bool {
		return p.name == name || p.schema.Items != nil && slices.ContainsFunc(p.schema.Items.Properties, func(part property) bool { return part.name == name })
	})
}
