package v2

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// An operation appears by itself; its English, the examples of its operands and columns
// and the meaning of its refusals are to be written here.
func TestTextsOfOperations(t *testing.T) {
	methods := operationMethods(partnerAPI(t))
	require.Len(t, methods, 71)
	names, whole := map[string]bool{}, map[string]bool{}
	for _, m := range methods {
		o := m.operation
		assert.Contains(t, operationsInEnglish, o.Name)
		whole[o.Name] = true
		for _, operand := range o.Operands {
			names[operand.Name], whole[o.Name+"."+operand.Name] = true, true
		}
		for _, column := range o.Result.Columns {
			names[column.Name], whole[o.Name+"."+column.Name] = true, true
		}
		for _, code := range o.Codes() {
			assert.Contains(t, faultTexts, Mnemonic(code), o.Name)
			assert.NotContains(t, errorTexts, Mnemonic(code), "v2 means something else by it")
		}
	}
	for name := range names {
		assert.Contains(t, namesInEnglish, name)
	}
	for name := range namesInEnglish {
		assert.True(t, names[name], "no operand and no column is called %s", name)
	}
	for name := range operationsInEnglish {
		assert.True(t, whole[name], "no operation is called %s", name)
	}
	for name := range operandExamples {
		assert.True(t, names[name] || whole[name], "an example of nothing: %s", name)
	}
}

// Read-only tokens may call what reads, and nothing else.
func TestWhichOperationsWrite(t *testing.T) {
	for _, m := range operationMethods(partnerAPI(t)) {
		reads := strings.Contains(m.Name, "_read") || m.Name == "partnerapi.client_ITS_status_For_INN"
		assert.Equal(t, !reads, m.Writes(), m.Name)
	}
}

// YYYY-MM-DD hh:mm:ss is a moment of XML, and nothing else becomes one.
func TestMomentsInXML(t *testing.T) {
	for text, want := range map[string]string{
		"2012-09-14 10:20:30": "2012-09-14T10:20:30", " 2012-09-14 10:20:30\n": "2012-09-14T10:20:30", "2012-09-14T10:20:30": "2012-09-14T10:20:30",
		"2012-09-14": "2012-09-14", "": "", " ": " ", "2012-09-14 10:20:3": "2012-09-14 10:20:3", "2012-09-14 10:20:30Z": "2012-09-14 10:20:30Z",
		"2012-09-14  10:20:0": "2012-09-14T 10:20:0", // which is none either
	} {
		assert.Equal(t, want, asInXML(text), text)
	}
}
