package db

import "reflect"

// weighed is how many rows of a chunk are weighed for all.
const weighed = 8

// weight is about how many bytes rows take with what hangs on them.
func weight[T any](rows []T) (bytes int64) {
	if len(rows) == 0 {
		return 0
	}
	step := max(len(rows)/weighed, 1)
	count := 0
	for i := 0; i < len(rows); i += step {
		v := reflect.ValueOf(&rows[i]).Elem()
		bytes += int64(v.Type().Size()) + hanging(v)
		count++
	}
	return bytes * int64(len(rows)) / int64(count)
}

// hanging is what a value points to: texts, lists and what is behind pointers.
func hanging(v reflect.Value) (bytes int64) {
	switch v.Kind() {
	case reflect.String:
		return int64(v.Len())
	case reflect.Slice:
		bytes = int64(v.Cap()) * int64(v.Type().Elem().Size())
		for i := range v.Len() {
			bytes += hanging(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			bytes += hanging(v.Field(i))
		}
	case reflect.Array:
		for i := range v.Len() {
			bytes += hanging(v.Index(i))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			bytes = int64(v.Type().Elem().Size()) + hanging(v.Elem())
		}
	}
	return bytes
}
