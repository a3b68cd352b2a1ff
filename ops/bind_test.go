package ops

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"partnerapi/internal/enginetest"
	"partnerapi/store"
	"partnerapi/wsdl"
)

type pair struct {
	A Text `op:"a"`
	B Int  `op:"b"`
}

type out struct {
	X string `col:"x"`
}

func table(columns ...wsdl.Column) wsdl.Result {
	return wsdl.Result{Kind: wsdl.Table, Columns: columns}
}

var x = wsdl.Column{Name: "x", Type: wsdl.String}

func contract(ops ...wsdl.Operation) *wsdl.Contract { return &wsdl.Contract{Operations: ops} }

func echo(_ context.Context, _ *Call, in *pair) (Rows[out], error) { return Slice(out{in.A.S}), nil }

// A contract and a table that do not fit stop the program, and the message names
// what does not.
func TestBindNamesWhatDoesNotFit(t *testing.T) {
	both := []wsdl.Operand{{Name: "a", Type: wsdl.String, Void: true}, {Name: "b", Type: wsdl.Int, Void: true}}
	fits := wsdl.Operation{Name: "op", Operands: both, Result: table(x)}
	row := Define("op", Read, echo)
	for _, c := range []struct {
		name     string
		contract *wsdl.Contract
		table    Table
		says     []string
	}{
		{"no body", contract(fits, wsdl.Operation{Name: "more"}), Table{row}, []string{"more", "has no body"}},
		{"not in the contract", contract(fits), Table{row, Define("extra", Read, echo)}, []string{"extra", "not in the contract"}},
		{"twice", contract(fits), Table{row, row}, []string{"op", "twice"}},
		{"operand without a field", contract(wsdl.Operation{Name: "op", Operands: append(both, wsdl.Operand{Name: "c", Type: wsdl.String}), Result: table(x)}), Table{row}, []string{"operand c", "no field"}},
		{"field without an operand", contract(wsdl.Operation{Name: "op", Operands: both[:1], Result: table(x)}), Table{row}, []string{"field b", "no operation"}},
		{"operand of another type", contract(wsdl.Operation{Name: "op", Operands: []wsdl.Operand{both[0], {Name: "b", Type: wsdl.Date}}, Result: table(x)}), Table{row}, []string{"operand b", "does not fit"}},
		{"column without a field", contract(wsdl.Operation{Name: "op", Operands: both, Result: table(x, wsdl.Column{Name: "y", Type: wsdl.String})}), Table{row}, []string{"column y", "no field"}},
		{"field without a column", contract(wsdl.Operation{Name: "op", Operands: both, Result: table()}), Table{row}, []string{"no columns: x"}},
		{"column of another type", contract(wsdl.Operation{Name: "op", Operands: both, Result: table(wsdl.Column{Name: "x", Type: wsdl.Boolean})}), Table{row}, []string{"column x", "does not fit"}},
		{"another kind of answer", contract(wsdl.Operation{Name: "op", Operands: both, Result: wsdl.Result{Kind: wsdl.Flag}}), Table{row}, []string{"op", "contract says otherwise"}},
		{"alias of nothing", contract(fits), Table{Define("op", Read, echo, Alias("z", "zz"))}, []string{"alias zz of z"}},
		{"alias that is an operand", contract(fits), Table{Define("op", Read, echo, Alias("a", "b"))}, []string{"alias b of a"}},
		{"cut of no known length", contract(wsdl.Operation{Name: "op", Operands: both[:1], Result: table(x)}), Table{Define("op", Read, func(context.Context, *Call, *struct {
			A Text `op:"a,cut"`
		}) (Rows[out], error) {
			return nil, nil
		})}, []string{"operand a", "cut"}},
	} {
		_, err := Bind(c.contract, c.table, nil)
		require.Error(t, err, c.name)
		for _, s := range c.says {
			require.ErrorContains(t, err, s, c.name)
		}
	}
	_, err := Bind(contract(fits), Table{row}, nil)
	require.NoError(t, err)
}

// W6: null, absent, empty and given are told apart; unknown and repeated
// operands are refused by name, a name and its alias count as twice.
func TestOperandsAreRead(t *testing.T) {
	place := enginetest.New(t)
	st, err := store.Open(place.Store, store.Options{KeyFile: place.KeyFile})
	require.NoError(t, err)
	defer func() { require.NoError(t, st.Close()) }()
	op := wsdl.Operation{Name: "op", Operands: []wsdl.Operand{{Name: "a", Type: wsdl.String}, {Name: "b", Type: wsdl.Int, Void: true}}, Result: table(x)}
	var got pair
	set, err := Bind(contract(op), Table{Define("op", Read, func(ctx context.Context, c *Call, in *pair) (Rows[out], error) {
		got = *in
		return echo(ctx, c, in)
	}, Alias("a", "alpha"))}, st)
	require.NoError(t, err)
	bound, _ := set.Find("op")
	call := func(values ...Value) *Error {
		got = pair{}
		_, err := set.Do(context.Background(), Caller{Partner: 1}, bound, values)
		if err == nil {
			return nil
		}
		return err.(*Error)
	}
	require.Nil(t, call(Value{Name: "a", Text: " "}, Value{Name: "b", Text: "1"}))
	require.Equal(t, pair{Text{true, " "}, Int{true, 1}}, got, "white space is kept in strings")
	require.Nil(t, call(Value{Name: "alpha", Text: ""}))
	require.Equal(t, pair{A: Text{Given: true}}, got, "empty is given, absent is null")
	for _, c := range []struct {
		code, operand string
		values        []Value
	}{
		{"required", "a", nil},
		{"required", "a", []Value{{Name: "a", Null: true}}},
		{"required", "alpha", []Value{{Name: "alpha", Null: true}}},
		{"bad_character", "alpha", []Value{{Name: "alpha", Text: "\x00"}}},
		{"unknown_operand", "c", []Value{{Name: "a"}, {Name: "c"}}},
		{"repeated_operand", "a", []Value{{Name: "a"}, {Name: "a"}}},
		{"repeated_operand", "alpha", []Value{{Name: "a"}, {Name: "alpha", Null: true}}},
		{"bad_value", "b", []Value{{Name: "a"}, {Name: "b", Text: "x"}}},
		{"bad_value", "a", []Value{{Name: "a", Text: "[]", Composite: true}}},
		{"bad_value", "alpha", []Value{{Name: "alpha", Text: "{}", Composite: true}}},
		{"bad_value", "b", []Value{{Name: "a"}, {Name: "b", Text: "[]", Composite: true}}},
	} {
		err := call(c.values...)
		require.NotNil(t, err, c)
		require.Equal(t, c.code, err.Code)
		require.Equal(t, c.operand, err.Operand)
		require.Contains(t, err.Text, c.operand[:1])
	}
}

// A hidden operand is read like any other, by the one operation that takes it, and
// its contract does not change (S14).
func TestHiddenOperand(t *testing.T) {
	place := enginetest.New(t)
	st, err := store.Open(place.Store, store.Options{KeyFile: place.KeyFile})
	require.NoError(t, err)
	defer func() { require.NoError(t, st.Close()) }()
	op := wsdl.Operation{Name: "op", Operands: []wsdl.Operand{{Name: "a", Type: wsdl.String}}, Result: table(x)}
	plain := op
	plain.Name = "plain"
	var got pair
	handler := func(ctx context.Context, c *Call, in *pair) (Rows[out], error) {
		got = *in
		return echo(ctx, c, in)
	}
	set, err := Bind(contract(op, plain), Table{Define("op", Read, handler, Hidden("b", wsdl.Int)), Define("plain", Read, handler)}, st)
	require.NoError(t, err)
	bound, _ := set.Find("op")
	require.Equal(t, op, bound.Operation)
	values := []Value{{Name: "a", Text: "1"}, {Name: "b", Text: "2"}}
	_, err = set.Do(context.Background(), Caller{Partner: 1}, bound, values)
	require.NoError(t, err)
	require.Equal(t, pair{Text{true, "1"}, Int{true, 2}}, got)
	_, err = set.Do(context.Background(), Caller{Partner: 1}, bound, values[:1])
	require.NoError(t, err, "it may be left out")
	bound, _ = set.Find("plain")
	_, err = set.Do(context.Background(), Caller{Partner: 1}, bound, values)
	require.ErrorContains(t, err, "unknown_operand")

	_, err = Bind(contract(op), Table{Define("op", Read, handler, Hidden("a", wsdl.String))}, nil)
	require.ErrorContains(t, err, "operand a", "the contract has it")
}

type dated struct {
	Day Date `op:"day"`
}

// T1: the date of an instant is that of the deployment's zone.
func TestDateOfAnInstantInTheDeploymentsZone(t *testing.T) {
	op := wsdl.Operation{Name: "op", Operands: []wsdl.Operand{{Name: "day", Type: wsdl.Date}}, Result: table(x)}
	for zone, want := range map[string]store.Date{"Europe/Moscow": "1990-05-06", "America/New_York": "1990-05-05"} {
		location, err := time.LoadLocation(zone)
		require.NoError(t, err)
		place := enginetest.New(t)
		st, err := store.Open(place.Store, store.Options{KeyFile: place.KeyFile, Zone: location})
		require.NoError(t, err)
		defer func() { require.NoError(t, st.Close()) }()
		var got dated
		set, err := Bind(contract(op), Table{Define("op", Read, func(_ context.Context, _ *Call, in *dated) (Rows[out], error) {
			got = *in
			return nil, nil
		})}, st)
		require.NoError(t, err)
		bound, _ := set.Find("op")
		_, err = set.Do(context.Background(), Caller{Partner: 1}, bound, []Value{{Name: "day", Text: "1990-05-05T20:00:00Z"}})
		require.NoError(t, err)
		require.Equal(t, want, got.Day.D, zone)
	}
}
