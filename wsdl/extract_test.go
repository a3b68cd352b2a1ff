package wsdl

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// extract is an operation of testdata/spec/operations.json, which was typed from
// section 4 apart from the schema.
type extract struct {
	Operation string           `json:"operation"`
	Operands  []extractOperand `json:"operands"`
	Result    extractResult    `json:"result"`
}

type extractOperand struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Void bool   `json:"void"`
}

type extractResult struct {
	Kind    string          `json:"kind"`
	Columns []extractColumn `json:"columns"`
}

type extractColumn struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// A slip in the schema or in the extract is a difference between the two.
func TestContractIsTheSpecification(t *testing.T) {
	data, err := os.ReadFile("../testdata/spec/operations.json")
	require.NoError(t, err)
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	var want []extract
	require.NoError(t, decoder.Decode(&want))

	got := contract(t).Operations
	require.Equal(t, len(want), len(got), "operations of testdata/spec/operations.json and of schema.xsd; a new one is written in both, each by hand")
	for i := range want {
		if strings.HasPrefix(want[i].Operation, "client_edit") {
			want[i].Operands[1].Void = true // client_name is required, but nillable (W4)
		}
		assert.Equal(t, want[i], extractOf(got[i]), "operation %d, %s", i, want[i].Operation)
	}
}

func extractOf(op Operation) extract {
	e := extract{Operation: op.Name, Operands: []extractOperand{}, Result: extractResult{Kind: op.Result.Kind.String()}}
	for _, operand := range op.Operands {
		e.Operands = append(e.Operands, extractOperand{operand.Name, operand.Type.String(), operand.Void})
	}
	for _, column := range op.Result.Columns {
		e.Result.Columns = append(e.Result.Columns, extractColumn{column.Name, column.Type.String()})
	}
	return e
}
