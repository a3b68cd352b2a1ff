package clients

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"partnerapi/wsdl"
)

const sampleFile = "../../testdata/registers/sample.jsonl"

// record is a line of the registers; numbers are json.Number.
type record map[string]any

// text of a key, "" when it is null or not there.
func (r record) text(key string) string {
	if r[key] == nil {
		return ""
	}
	return fmt.Sprint(r[key])
}

// match tells whether a record is one that a call should find.
type match func(record) bool

// is matches records whose key has that value.
func is(key string, value any) match {
	return func(r record) bool { return r.text(key) == fmt.Sprint(value) }
}

// sample answers the records of a kind that match, in the file's order.
func sample(t *testing.T, kind string, matches ...match) []record {
	t.Helper()
	file, err := os.ReadFile(sampleFile)
	require.NoError(t, err)
	var found []record
lines:
	for line := range strings.Lines(string(file)) {
		var r record
		decoder := json.NewDecoder(bytes.NewReader([]byte(line)))
		decoder.UseNumber()
		require.NoError(t, decoder.Decode(&r))
		for _, m := range append(matches, is("kind", kind)) {
			if !m(r) {
				continue lines
			}
		}
		found = append(found, r)
	}
	require.NotEmpty(t, found, "the sample registers have no such %s", kind)
	return found
}

// asRow is a record as an operation answers it: its columns, typed (W7).
func asRow(op wsdl.Operation, r record) row {
	out := row{}
	for _, column := range op.Result.Columns {
		text := r.text(column.Name)
		switch column.Type {
		case wsdl.Date:
			out[column.Name] = noDate
			if text != "" {
				out[column.Name] = moment(text[:len("2006-01-02")] + "T00:00:00")
			}
		case wsdl.DateTime:
			out[column.Name] = moment(text)
		case wsdl.Boolean:
			out[column.Name] = text == "true"
		case wsdl.Int, wsdl.Integer:
			out[column.Name] = nil
			if number, ok := r[column.Name].(json.Number); ok {
				out[column.Name], _ = number.Int64()
			}
		default:
			out[column.Name] = text
			if text == "" && strings.HasSuffix(column.Name, "_id") {
				out[column.Name] = nil // an unset reference
			}
		}
	}
	return out
}

// moscow is where all times of the service are (W9).
func moscow(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Moscow")
	require.NoError(t, err)
	return zone
}

// fresh are registers that the sample file cannot hold, because they depend on
// the day: an ITS contract in force, and a remote session of yesterday noon.
type fresh struct {
	its, session record
}

func newFresh(t *testing.T) fresh {
	today := time.Now().In(moscow(t))
	yesterday := today.AddDate(0, 0, -1).Format("2006-01-02")
	return fresh{
		its: record{"kind": "its_contract", "reg_numbers": []string{"900777"}, "inn": "7700000777", "level": 2,
			"date_from": yesterday, "date_to": today.AddDate(1, 0, 0).Format("2006-01-02")},
		session: record{"kind": "remote_session", "session_id": "0c6ea07c-2f7e-4a44-9d2b-0e5b2bd0d0a1", "time": yesterday + "T12:00:00",
			"duration": json.Number("61"), "partner_id": demo, "client_id": romashka, "server_agent_id": pugovkinAgent, "dst_agent_id": kolchuginaAgent,
			"service_type_id": accounting, "remote_access_result_id": json.Number("0"), "remote_access_type_id": json.Number("1")},
	}
}

// lines are the records as the import reads them.
func (f fresh) lines(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	require.NoError(t, encoder.Encode(f.its))
	require.NoError(t, encoder.Encode(f.session))
	return b.Bytes()
}
