package userside

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"partnerapi/ops"
)

// Values are the parameters of a call, decoded; of a repeated one the last value.
type Values map[string]string

// spec is a parameter as its tag declares it: us:"name[,required][,clears]".
// clears says that an empty value is one, which clears what is stored; elsewhere
// what is blank counts as not given.
type spec struct {
	Parameter
	field []int
}

// Parameter is what the table says of a parameter.
type Parameter struct {
	Name             string
	Aliases          []string // older names
	Required, Clears bool
	Type             string // ID, Text, Date and so on
}

// Parameters are an action's parameters, in the order in which they are checked.
func (a *Action) Parameters() (list []Parameter) {
	for _, s := range a.params {
		list = append(list, s.Parameter)
	}
	return list
}

// parameter is a field of an action's parameter struct.
type parameter interface {
	// take keeps a value, or says that it is none of those allowed. Empty values
	// come only where they clear.
	take(text string, zone *time.Location) bool
	// expected says in Russian what values are allowed.
	expected() string
}

// aliases are the older names of parameters, whatever the action.
var aliases = map[string][]string{
	"customer_id":         {"usercode"},
	"employee_id":         {"operator_id"},
	"id":                  {"customer_id", "usercode"},
	"billing_customer_id": {"codeti"},
	"billing_user_id":     {"billing_customer_id", "codeti"},
}

// plan reads the tags; a struct that does not fit stops the program.
func plan[P any](action string) []spec {
	var specs []spec
	t := reflect.TypeFor[P]()
	for _, f := range reflect.VisibleFields(t) {
		tag := f.Tag.Get("us")
		if tag == "" {
			continue
		}
		if _, ok := reflect.New(f.Type).Interface().(parameter); !ok {
			panic(fmt.Sprintf("%s: %s.%s is no parameter", action, t, f.Name))
		}
		parts := strings.Split(tag, ",")
		specs = append(specs, spec{field: f.Index, Parameter: Parameter{
			Name: parts[0], Aliases: aliases[parts[0]], Required: slices.Contains(parts, "required"), Clears: slices.Contains(parts, "clears"), Type: f.Type.Name(),
		}})
	}
	return specs
}

// value returns what a call says under a parameter's name or an older one, and
// which of them it is.
func (s *spec) value(values Values) (text, name string, found bool) {
	if text, found = values[s.Name]; found {
		return text, s.Name, true
	}
	for _, name := range s.Aliases {
		if text, found = values[name]; found {
			return text, name, true
		}
	}
	return "", s.Name, false
}

// sentAs is the name under which a call sent a parameter: refusals name that one.
func sentAs(specs []spec, values Values, name string) string {
	for i := range specs {
		if specs[i].Name == name {
			_, name, _ = specs[i].value(values)
			break
		}
	}
	return name
}

// read fills a parameter struct: what is missing is told first, then what is
// wrong, each in the order of declaration. Parameters that the action does not
// know are ignored.
func read[P any](specs []spec, in *P, values Values, zone *time.Location) *ops.Error {
	sent := make([]*string, len(specs))
	for i := range specs {
		s := &specs[i]
		text, name, found := s.value(values)
		blank := strings.TrimSpace(text) == ""
		if s.Required && blank {
			return Missing(name)
		}
		if found && blank {
			text = "" // blanks alone clear as well
		}
		if found && (!blank || s.Clears) {
			sent[i] = &text
		}
	}
	v := reflect.ValueOf(in).Elem()
	for i, text := range sent {
		if text == nil {
			continue
		}
		p := v.FieldByIndex(specs[i].field).Addr().Interface().(parameter)
		if !p.take(*text, zone) {
			return Bad(sentAs(specs, values, specs[i].Name), p.expected())
		}
	}
	return nil
}
