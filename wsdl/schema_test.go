package wsdl

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sample values by type, as they go over the wire (W9).
var sample = map[Type]string{
	String: "текст &amp; &lt;", Int: "-1", Integer: "1000000000000", Boolean: "false",
	Date: "2012-09-14T00:00:00", DateTime: "2012-09-14T23:59:59",
}

const null = "\x00"

func element(name, value string) string {
	if value == null {
		return fmt.Sprintf(`<m:%s xsi:nil="true"/>`, name)
	}
	return fmt.Sprintf("<m:%s>%s</m:%s>", name, value, name)
}

// body is the child of a SOAP Body.
func body(name, namespace, content string) string {
	return fmt.Sprintf(`<m:%s xmlns:m="%s" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">%s</m:%s>`,
		name, escape(namespace), content, name)
}

// judge lets xmllint judge bodies by the schema; it answers the names of those that are valid.
func judge(t *testing.T, namespace string, bodies map[string]string) []string {
	t.Helper()
	dir := t.TempDir()
	schema := filepath.Join(dir, "schema.xsd")
	require.NoError(t, os.WriteFile(schema, Schema(namespace), 0o600))
	arguments := []string{"--nonet", "--noout", "--schema", schema}
	for name, body := range bodies {
		file := filepath.Join(dir, name+".xml")
		require.NoError(t, os.WriteFile(file, []byte(body), 0o600))
		arguments = append(arguments, file)
	}
	// Its exit code says that some body is invalid, its output which; what it
	// cannot judge at all (no xmllint, a schema that is none) is in neither list.
	out, _ := exec.CommandContext(t.Context(), "xmllint", arguments...).CombinedOutput()
	var valid, invalid []string
	for name := range bodies {
		file := filepath.Join(dir, name+".xml")
		if strings.Contains(string(out), file+" validates\n") {
			valid = append(valid, name)
		}
		if strings.Contains(string(out), file+" fails to validate\n") {
			invalid = append(invalid, name)
		}
	}
	require.Len(t, bodies, len(valid)+len(invalid), "xmllint did not judge:\n%s", out)
	return valid
}

// Every operation's request and answers, made up from the contract alone: what
// Read answers is what the schema says.
func TestSchemaTakesWhatTheContractSays(t *testing.T) {
	bodies := map[string]string{}
	var names []string
	put := func(kind, name, content string) {
		bodies[kind+"-"+name] = body(name, Namespace, content)
		names = append(names, kind+"-"+name)
	}
	for _, op := range contract(t).Operations {
		var full, least string
		for _, operand := range op.Operands {
			full += element(operand.Name, sample[operand.Type])
			if operand.Void {
				least += element(operand.Name, null)
			} else {
				least += element(operand.Name, sample[operand.Type])
			}
		}
		put("full", op.Name, full)
		put("least", op.Name, least)
		response := op.Name + "Response"
		switch op.Result.Kind {
		case Flag:
			put("flag", response, element("return", "false"))
		case Binary:
			put("binary", response, element("return", "UEsDBA=="))
			put("empty", response, element("return", ""))
		case Table:
			var row, nils string
			for _, column := range op.Result.Columns {
				row += element(column.Name, sample[column.Type])
				nils += element(column.Name, null)
			}
			put("rows", response, element("return", element("row", row)+element("row", nils)))
			put("empty", response, element("return", ""))
		}
	}
	assert.ElementsMatch(t, names, judge(t, Namespace, bodies))
}

// The schema must be able to say no: each spoils one rule at every operation
// that has something to spoil.
func TestSchemaRefuses(t *testing.T) {
	bodies := map[string]string{}
	put := func(kind, name, content string) { bodies[kind+"-"+name] = body(name, Namespace, content) }
	kinds := map[string]int{}
	for _, op := range contract(t).Operations {
		fill := func(except int, with func(Operand) string) string {
			var all string
			for i, operand := range op.Operands {
				if i == except {
					all += with(operand)
				} else {
					all += element(operand.Name, sample[operand.Type])
				}
			}
			return all
		}
		spoil := func(kind, content string) {
			kinds[kind]++
			put(fmt.Sprint(kind, kinds[kind]), op.Name, content)
		}
		spoil("extra", fill(-1, nil)+element("more", ""))
		for i, operand := range op.Operands {
			spoil("absent", fill(i, func(Operand) string { return "" }))
			if !operand.Void {
				spoil("null", fill(i, func(o Operand) string { return element(o.Name, null) }))
			}
			if operand.Type != String {
				spoil("type", fill(i, func(o Operand) string { return element(o.Name, "x") }))
			}
		}
		for i := range op.Result.Columns {
			var short string
			for j, column := range op.Result.Columns {
				if i != j {
					short += element(column.Name, sample[column.Type])
				}
			}
			kinds["column"]++
			put(fmt.Sprint("column", kinds["column"]), op.Name+"Response", element("return", element("row", short)))
		}
		put("nothing", op.Name+"Response", "")
		put("nil", op.Name+"Response", element("return", null))
	}
	assert.Empty(t, judge(t, Namespace, bodies))
	for _, kind := range []string{"extra", "absent", "null", "type", "column"} {
		assert.Greater(t, kinds[kind], 30, kind)
	}
}

// A schema of another namespace judges bodies of that namespace, and those alone.
func TestSchemaOfAnotherNamespace(t *testing.T) {
	namespace := "urn:example:other"
	assert.Equal(t, []string{"own"}, judge(t, namespace, map[string]string{
		"own":   body("role_read", namespace, ""),
		"usual": body("role_read", Namespace, ""),
	}))
}
