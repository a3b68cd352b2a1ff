package xmltok

const (
	xmlSpace   = "http://www.w3.org/XML/1998/namespace"
	xmlnsSpace = "http://www.w3.org/2000/xmlns/"
)

// binding is a namespace declaration in scope; prefix "" is the default.
type binding struct {
	prefix, uri string
}

// declare takes the namespace declarations out of the attributes into scope.
func (r *Reader) declare(at int) error {
	scope, kept := len(r.bindings), r.attrs[:0]
	for _, attr := range r.attrs {
		prefix := ""
		switch {
		case attr.Space == "xmlns":
			prefix = attr.Local
		case attr.Space != "" || attr.Local != "xmlns":
			kept = append(kept, attr)
			continue
		}
		if reason := refuseBinding(prefix, attr); reason != "" {
			return r.malformed(at, reason)
		}
		for _, other := range r.bindings[scope:] {
			if other.prefix == prefix {
				return r.malformed(at, "префикс «"+prefix+"» объявлен дважды")
			}
		}
		r.bindings = append(r.bindings, binding{prefix: prefix, uri: attr.Value})
	}
	r.attrs = kept
	return nil
}

// refuseBinding says what is wrong with a declaration (Namespaces in XML 1.0,
// section 3), "" when nothing is.
func refuseBinding(prefix string, attr Attr) string {
	switch {
	case prefix == "xmlns" || attr.Value == xmlnsSpace:
		return "префикс xmlns объявлять нельзя"
	case (prefix == "xml") != (attr.Value == xmlSpace):
		return "префикс xml и его пространство имен можно связать только друг с другом"
	case attr.Value == "" && attr.Space != "":
		return "у префикса «" + prefix + "» пустое пространство имен"
	}
	return ""
}

// lookup returns the namespace of a prefix in scope.
func (r *Reader) lookup(prefix string) (uri string, ok bool) {
	for i := len(r.bindings) - 1; i >= 0; i-- {
		if r.bindings[i].prefix == prefix {
			return r.bindings[i].uri, true
		}
	}
	if prefix == "xml" {
		return xmlSpace, true
	}
	return "", prefix == ""
}

// resolveAttrs replaces prefixes by namespaces and refuses a name that stands
// twice, as written or expanded.
func (r *Reader) resolveAttrs(at int) error {
	for i := range r.attrs {
		attr := &r.attrs[i]
		if attr.Space != "" {
			uri, ok := r.lookup(attr.Space)
			if !ok {
				return r.malformed(at, "префикс «"+attr.Space+"» не объявлен")
			}
			attr.Space = uri
		}
		for _, other := range r.attrs[:i] {
			if other.Local == attr.Local && other.Space == attr.Space {
				return r.malformed(at, "атрибут «"+attr.Local+"» задан дважды")
			}
		}
	}
	return nil
}
