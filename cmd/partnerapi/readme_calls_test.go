package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/wsdl"
)

var (
	proxyCall  = regexp.MustCompile(`(\S+) = Прокси\.([a-z_]+)\((.*)\);`)
	rowColumn  = regexp.MustCompile(`Строка\.([a-z_]+)`)
	zeepCall   = regexp.MustCompile(`client\.service\.([a-z_]+)\(\)`)
	curlBody   = regexp.MustCompile(`<s:Body><([a-z_]+) xmlns=`)
	walkedCall = regexp.MustCompile(`soap ([a-z_]+) ['"](.*?)['"] \| one ([a-z_]+)`)
	bodyTag    = regexp.MustCompile(`<([a-z_]+)>`)
)

// The sample calls of the READMEs name operations, operands and columns that the
// WSDL has. Calls of 1C pass operands by position, so there has to be one for each.
func TestREADMEsCallsAgreeWithTheWSDL(t *testing.T) {
	contract, err := wsdl.Read()
	require.NoError(t, err)
	operation := func(name string) wsdl.Operation {
		o, ok := contract.Operation(name)
		require.True(t, ok, "the WSDL has no operation %s", name)
		return o
	}
	for _, file := range []string{"README.md", "README.ru.md"} {
		content, err := os.ReadFile("../../" + file)
		require.NoError(t, err)
		text := string(content)

		for _, call := range append(zeepCall.FindAllStringSubmatch(text, -1), curlBody.FindAllStringSubmatch(text, -1)...) {
			operation(call[1])
		}
		walked := walkedCall.FindAllStringSubmatch(text, -1)
		require.NotEmpty(t, walked, file)
		for _, call := range walked {
			o := operation(call[1])
			at := 0
			for _, tag := range bodyTag.FindAllStringSubmatch(call[2], -1) {
				for at < len(o.Operands) && o.Operands[at].Name != tag[1] {
					at++
				}
				assert.Less(t, at, len(o.Operands), "%s: %s has no operand %s here", file, o.Name, tag[1])
			}
			assert.Contains(t, columnsOf(o), call[3], file)
		}
	}

	content, err := os.ReadFile("../../README.ru.md")
	require.NoError(t, err)
	calls := proxyCall.FindAllStringSubmatchIndex(string(content), -1)
	require.NotEmpty(t, calls)
	for i, at := range calls {
		text := string(content)
		o := operation(text[at[4]:at[5]])
		var passed []string
		if arguments := text[at[6]:at[7]]; arguments != "" {
			passed = strings.Split(arguments, ",")
		}
		assert.Len(t, passed, len(o.Operands), "operands of %s", o.Name)
		end := len(text)
		if i+1 < len(calls) {
			end = calls[i+1][0]
		}
		assert.Contains(t, text[at[1]:end], "Из "+text[at[2]:at[3]]+".row Цикл", "the rows of %s", o.Name)
		columns := rowColumn.FindAllStringSubmatch(text[at[1]:end], -1)
		require.NotEmpty(t, columns, o.Name)
		for _, column := range columns {
			assert.Contains(t, columnsOf(o), column[1], o.Name)
		}
	}
}

func columnsOf(o wsdl.Operation) (names []string) {
	for _, column := range o.Result.Columns {
		names = append(names, column.Name)
	}
	return names
}
