package db

import (
	"database/sql/driver"
	"fmt"
	"reflect"
)

// Value turns an argument of a statement into one of the driver's types.
// What the store calls by a type of its own says itself what it is stored as.
func Value(a any) (driver.Value, error) {
	switch v := a.(type) {
	case nil, int64, string, []byte, bool:
		return v, nil
	case int:
		return int64(v), nil
	case *int64:
		if v == nil {
			return nil, nil
		}
		return *v, nil
	case *string:
		if v == nil {
			return nil, nil
		}
		return *v, nil
	case driver.Valuer:
		if p := reflect.ValueOf(a); p.Kind() == reflect.Pointer && p.IsNil() {
			return nil, nil // a method of the pointed-to type would panic
		}
		return v.Value()
	}
	return nil, fmt.Errorf("type %T cannot be stored", a)
}
