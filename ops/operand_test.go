package ops

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"partnerapi/internal/xmltext"
	"partnerapi/store"
	"partnerapi/wsdl"
)

func spec(name string, typ wsdl.Type, cut int) *operandSpec {
	return &operandSpec{name: name, typ: typ, cut: cut, zone: store.Moscow}
}

// T1: the forms a date may have, and which day counts.
func TestDateForms(t *testing.T) {
	for text, want := range map[string]store.Date{
		"2012-09-14":                    "2012-09-14",
		" 2012-09-14\n":                 "2012-09-14",
		"2012-09-14Z":                   "2012-09-14",
		"2012-09-14+06:00":              "2012-09-14",
		"2012-09-14T00:00:00":           "2012-09-14",
		"2012-09-14T00:00:00.000+06:00": "2012-09-14", // as written, though Moscow is a day behind
		"2012-09-14T23:59:59Z":          "2012-09-15", // an instant: the day in the deployment's zone
		"2012-09-14T19:59:59Z":          "2012-09-14",
		"2012-09-14T00:00:00Z":          "2012-09-14",
		"2012-09-14T05:00:00-14:00":     "2012-09-14",
		"2012-09-14T00:00:00.123456789": "2012-09-14",
		"0001-01-01":                    "", // 1C's empty date: given, and empty (T2)
		"0001-01-01T00:00:00":           "",
	} {
		var d Date
		require.Nil(t, d.set(text, spec("d", wsdl.Date, 0)), text)
		require.True(t, d.Given, text)
		require.Equal(t, want, d.D, text)
	}
	for _, text := range []string{"", "  ", "\t\r\n", "\u00a0", // W6: null is nil or absence
		"14.09.2012", "2012-09-14T24:00:00", "2012-06-30T23:59:60", "2012-9-14", "2012-02-30", "2012-13-01", "2012-09-14 00:00:00", "2012-09-14T25:00:00",
		"2012-09-14T00:00", "2012-09-14T00:00:00,5", "2012-09-14T00:00:00+6", "20120914", "завтра", "12012-09-14", "0000-01-01", "2012-09-14T",
		"2012-09-14T5:00:00", "2012-09-14T05:00:00+14:01", "2012-09-14-15:00", "2012-09-14T05:00:00+24:60"} {
		var d Date
		err := d.set(text, spec("birthday", wsdl.Date, 0))
		require.NotNil(t, err, text)
		require.Equal(t, "birthday", err.Operand)
		require.Contains(t, err.Text, "2012-09-14", "the format is named")
		var m Time
		err = m.set(text, spec("start_time", wsdl.DateTime, 0))
		require.NotNil(t, err, text)
		require.Equal(t, "start_time", err.Operand)
		require.Contains(t, err.Text, "start_time: ожидается дата вида 2012-09-14")
	}
}

// T1: an offset is converted, no offset is Moscow time, with its history.
func TestTimeForms(t *testing.T) {
	at := func(text string) int64 {
		m, err := time.Parse(time.RFC3339, text)
		require.NoError(t, err)
		return m.Unix()
	}
	for text, want := range map[string]int64{
		"2026-09-14T12:00:00":       at("2026-09-14T12:00:00+03:00"),
		"2012-09-14T12:00:00":       at("2012-09-14T12:00:00+04:00"), // Moscow was at +4 from 2011 to 2014
		"2012-09-14T12:00:00.999":   at("2012-09-14T12:00:00+04:00"),
		"2012-09-14T12:00:00+06:00": at("2012-09-14T12:00:00+06:00"),
		"2012-09-14T12:00:00Z":      at("2012-09-14T12:00:00Z"),
		"2026-09-14":                at("2026-09-14T00:00:00+03:00"),
	} {
		var m Time
		require.Nil(t, m.set(text, spec("start_time", wsdl.DateTime, 0)), text)
		require.True(t, m.Given)
		require.EqualValues(t, want, m.T, text)
	}
	var empty Time // T2: as a statistics bound the empty date counts as not given
	require.Nil(t, empty.set("0001-01-01T00:00:00", spec("start_time", wsdl.DateTime, 0)))
	require.False(t, empty.Given)
}

func TestIntAndBool(t *testing.T) {
	var n Int
	require.Nil(t, n.set(" +7 ", spec("n", wsdl.Int, 0)))
	require.Equal(t, Int{Given: true, N: 7}, n)
	for _, text := range []string{"7.0", "0x7", "7 7", "2147483648", "семь", "1e3", "1_000", "--1"} {
		var n Int
		require.NotNil(t, n.set(text, spec("n", wsdl.Int, 0)), text)
	}
	for typ, c := range map[wsdl.Type][2]string{
		wsdl.Int:     {"2147483648", "от -2147483648 до 2147483647"},
		wsdl.Integer: {"-9223372036854775809", "от -9223372036854775808 до 9223372036854775807"},
	} {
		err := n.set(c[0], spec("prioritet", typ, 0))
		require.NotNil(t, err)
		require.Equal(t, "Операнд prioritet: значение вне диапазона "+typ.String()+": "+c[1], err.Text)
	}
	require.Nil(t, n.set("2147483648", spec("n", wsdl.Integer, 0)), "xs:integer has no 32 bits")
	for _, blank := range []string{"", "\t\r\n", "\u00a0"} {
		var n Int
		require.Nil(t, n.set(blank, spec("n", wsdl.Int, 0)))
		require.False(t, n.Given, "W6: empty is null")
	}
	for text, want := range map[string]Bool{"true": {true, true}, " 1 ": {true, true}, "false": {true, false}, "0": {true, false}, "": {}, " ": {}} {
		var b Bool
		require.Nil(t, b.set(text, spec("b", wsdl.Boolean, 0)))
		require.Equal(t, want, b, text)
	}
	for _, text := range []string{"TRUE", "yes", "да", "2"} {
		var b Bool
		require.NotNil(t, b.set(text, spec("b", wsdl.Boolean, 0)), text)
	}
}

// T4: truncation counts code points, is silent and keeps a prefix.
func TestTextIsCut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, cut := rapid.String().Filter(func(s string) bool { return xmltext.Check(s) == nil }).Draw(t, "text"), rapid.IntRange(1, 20).Draw(t, "cut")
		var op Text
		switch err := op.set(text, spec("client_name", wsdl.String, cut)); {
		case xmltext.Check(text) != nil:
			require.NotNil(t, err, "XML cannot carry it (O11)")
			require.Equal(t, "bad_character", err.Code)
			return
		case err != nil:
			t.Fatal(err)
		}
		if !strings.HasPrefix(text, op.S) {
			t.Fatalf("%q is no prefix of %q", op.S, text)
		}
		if n, want := utf8.RuneCountInString(op.S), min(cut, utf8.RuneCountInString(text)); n != want {
			t.Fatalf("%d code points, want %d", n, want)
		}
	})
	var op Text
	require.Nil(t, op.set(strings.Repeat("ё", 1000), spec("addit_attribute", wsdl.String, 0)))
	err := op.set(strings.Repeat("ё", 1001), spec("addit_attribute", wsdl.String, 0))
	require.NotNil(t, err, "over 1,000 characters is a fault")
	require.Equal(t, "too_long", err.Code)
}
