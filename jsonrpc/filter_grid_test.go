package jsonrpc_test

import (
	"encoding/json"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// filterable are the columns that a filter may name, and what they hold.
var filterable = map[string]map[string]string{
	"get.customers": {"id": "number", "name": "text", "status": "status", "tariff_plan_id": "number", "tariff_plan_name": "text", "ext_id": "ext_id",
		"inn": "text", "kpp": "text", "full_name": "text", "reg_number": "text", "region_id": "ext_id", "pay_method_id": "number", "attribute": "text"},
	"get.customer_users": {"id": "number", "name": "text", "customer_id": "number", "ext_id": "ext_id"},
	"get.employees":      {"id": "number", "first_name": "text", "last_name": "text", "full_name": "text", "email": "text", "ext_id": "ext_id"},
	"get.tariff_plans":   {"id": "number", "name": "text", "ext_id": "ext_id"},
}

var (
	filterOperators = []string{"=", "!=", "<", ">", "<=", ">=", "like", "ilike", "not_like", "not_ilike", "regexp", "in", "not_in", "is_null", "is_not_null", "jsquery", "overlap", "==", "IN", "not_regexp", ""}
	// filterValues are operands of every form; "" is none.
	filterValues = []string{
		"", `null`, `true`, `{}`, `11`, `11.0`, `102`, `1.03e2`, `-1`, `1.5`, `9007199254740993`, `"11"`, `""`, `"%"`, `"а"`, `"%а%"`, `"Альфа"`, `"Базовый"`, `"active"`, `"locked"`, `"^[А-Я]"`, `"("`,
		`"00000000-0000-4000-8000-0000000000c1"`, `"00000000-0000-4000-8000-0000000000E1"`, `"00000000-0000-4000-8000-0000000000A2"`, `"77%"`, `2`,
		`[]`, `[null]`, `[11, 102, 1]`, `[1.5]`, `["Базовый", null]`, `["active", "manual_lock"]`, `["locked"]`, `["x", 1]`, `[[1]]`, `["00000000-0000-4000-8000-000000000091", "x"]`,
	}
)

// operand reports whether a value may be compared with a column; null may.
func operand(kind string, v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return kind == "text" || kind == "ext_id" || kind == "status" && slices.Contains([]string{"waiting", "active", "manual_lock", "debt_lock", "limit_lock", "archive"}, v)
	case float64:
		return kind == "number" && v == math.Trunc(v) && math.Abs(v) < 1<<53
	}
	return false
}

// equal reports whether a column's value is an operand.
func equal(kind string, got, want any) bool {
	if text, ok := want.(string); ok && kind == "ext_id" {
		want = strings.ToLower(text)
	}
	return got == want
}

// judge is the contract's table (docs/v2.md, Filters) again: whether an operator takes
// a value for a column of a kind, and which of the column's values match.
func judge(kind, operator string, v any) (match func(got any) bool, ok bool) {
	if kind == "ext_id" && operator != "=" && operator != "in" {
		return nil, false
	}
	plain, negated := strings.CutPrefix(operator, "not_")
	switch operator {
	case "!=":
		plain, negated = "=", true
	case "is_not_null":
		plain, negated = "is_null", true
	case "not_regexp":
		return nil, false
	}
	text, isText := v.(string)
	list, isList := v.([]any)
	number, isNumber := v.(float64)
	switch plain {
	case "is_null":
		match = func(got any) bool { return got == nil }
	case "=":
		ok = operand(kind, v)
		match = func(got any) bool { return equal(kind, got, v) }
	case "in":
		ok = isList && !slices.ContainsFunc(list, func(v any) bool { return !operand(kind, v) })
		match = func(got any) bool {
			return slices.ContainsFunc(list, func(v any) bool { return equal(kind, got, v) })
		}
	case "<", ">", "<=", ">=":
		ok = isNumber && operand(kind, v)
		match = func(got any) bool {
			n, there := got.(float64)
			return there && map[string]bool{"<": n < number, ">": n > number, "<=": n <= number, ">=": n >= number}[plain]
		}
	case "like", "ilike", "regexp":
		pattern := text
		if plain != "regexp" {
			flags := map[string]string{"like": "(?s)", "ilike": "(?si)"}[plain]
			pattern = flags + "^" + strings.ReplaceAll(regexp.QuoteMeta(text), "%", ".*") + "$"
		}
		compiled, err := regexp.Compile(pattern)
		ok = isText && kind != "number" && err == nil
		match = func(got any) bool {
			s, there := got.(string)
			return there && compiled.MatchString(s)
		}
	default:
		return nil, false
	}
	ok = ok || plain == "is_null"
	if negated {
		positive := match
		match = func(got any) bool { return !positive(got) }
	}
	return match, ok
}

// Every operator with every form of operand, on every column of the lists, as
// the contract says it.
func TestFilterGrid(t *testing.T) {
	w := openWorld(t, nil)
	type result struct {
		Result *struct{ Data []map[string]any }
		Error  *struct {
			Data struct {
				Mnemonic string
				Field    string
			}
		}
	}
	call := func(method, params string) (r result) {
		require.NoError(t, json.Unmarshal([]byte(w.post(`{"jsonrpc":"2.0","id":1,"method":"`+method+`","params":{"access_token":"p1"`+params+`}}`)), &r))
		return r
	}
	// Employees the registers have none of.
	for _, fields := range []string{`"first_name":"Вера","email":"vera@p1.example"`, `"patronymic":"11"`} {
		w.post(`{"jsonrpc":"2.0","id":1,"method":"create.employees","params":{"access_token":"p1","last_name":"Альфа",` + fields + `}}`)
	}
	for method, columns := range filterable {
		whole := call(method, "").Result.Data
		require.NotEmpty(t, whole)
		names, err := json.Marshal(append(keys(whole[0]), keys(columns)...))
		require.NoError(t, err)
		rows := call(method, `,"fields":`+string(names)).Result.Data
		refused := map[string]bool{"site_id": method == "get.customers", "site_domain_name": method == "get.customers"}
		for name := range whole[0] {
			refused[name] = columns[name] == ""
		}
		for _, operator := range filterOperators {
			for _, value := range filterValues {
				filter := func(column string) string {
					f := `,"filter":{"field":"` + column + `","operator":"` + operator + `"`
					if value != "" {
						f += `,"value":` + value
					}
					return f + "}"
				}
				var v any
				if value != "" {
					require.NoError(t, json.Unmarshal([]byte(value), &v))
				}
				for column, kind := range columns {
					match, ok := judge(kind, operator, v)
					got := call(method, filter(column)+`,"fields":["id"]`)
					if !ok {
						if assert.NotNil(t, got.Error, "%s %s", method, filter(column)) {
							assert.Equal(t, "invalid_parameter_value filter", got.Error.Data.Mnemonic+" "+got.Error.Data.Field, "%s %s", method, filter(column))
						}
						continue
					}
					if !assert.Nil(t, got.Error, "%s %s", method, filter(column)) {
						continue
					}
					var want, ids []any
					for _, row := range rows {
						if match(row[column]) {
							want = append(want, row["id"])
						}
					}
					for _, row := range got.Result.Data {
						ids = append(ids, row["id"])
					}
					assert.Equal(t, want, ids, "%s %s", method, filter(column))
				}
				if operator == "" {
					continue // no condition at all
				}
				for column, is := range refused {
					if !is {
						continue
					}
					got := call(method, filter(column))
					if assert.NotNil(t, got.Error, "%s %s", method, filter(column)) {
						assert.Equal(t, "filter_prohibited "+column, got.Error.Data.Mnemonic+" "+got.Error.Data.Field, "%s %s", method, filter(column))
					}
				}
			}
		}
	}
}

func keys[V any](row map[string]V) (names []string) {
	for name := range row {
		names = append(names, name)
	}
	return names
}
