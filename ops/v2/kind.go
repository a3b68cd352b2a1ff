package v2

// kind is what a column holds: how its values are described and written, and what
// a filter compares them with.
type kind int

// The kinds of columns.
const (
	kindNumber kind = iota + 1 // whole
	kindText
	kindUUID  // a filter compares it by = and in only (one-store O9)
	kindTime  // seconds since 1970, written in the account's zone
	kindMoney // money in minor units
)

// text reports whether the values are texts.
func (k kind) text() bool { return k == kindText || k == kindUUID }

// filtered reports whether a filter can read a value to compare with.
func (k kind) filtered() bool { return k == kindNumber || k.text() }

// schema is the JSON Schema of a value that is set.
func (k kind) schema() *schema {
	switch k {
	case kindNumber:
		return integer()
	case kindUUID:
		return uuid()
	case kindTime:
		return dateTime()
	case kindMoney:
		return &schema{Type: "number"}
	}
	return text()
}
