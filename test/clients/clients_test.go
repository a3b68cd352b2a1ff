// Package clients calls the running server with stock SOAP clients, each through
// its own WSDL machinery: zeep, pysimplesoap, suds, SOAP::Lite, node-soap, PHP's
// SoapClient and the Go client that gowsdl generated, and with hand-made envelopes. All of them go the same
// way through all 71 operations; what stacks show differently is said in one
// place, beside their names. A stack that is not installed is a failure.
package clients

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/proctest"
	"partnerapi/internal/soaptest"
	"partnerapi/wsdl"
)

func TestMain(m *testing.M) { proctest.Main(m, func() error { return template.place.Remove() }) }

// starter starts a stack on the service's address for a login.
type starter func(t *testing.T, address, login, password string) stack

// kind is a kind of client: how to start it, and what its language does not tell
// apart.
type kind struct {
	name  string
	start starter
	// shows is what a column's value is when it arrives in the program; nil: as
	// it was sent.
	shows func(column wsdl.Column, value any) any
	// null is how null goes out when it is given: "nil" or "absent".
	null string
	// noEmptyDate: an empty date cannot be sent.
	noEmptyDate bool
	// showsStatus: its script tells the HTTP status of an answer that is no SOAP.
	showsStatus bool
}

var kinds = []kind{
	{name: "zeep 1.1", start: startScript("1.1", "/usr/bin/python3", "zeep/client.py"), shows: emptyIsNull, null: "nil"},
	{name: "zeep 1.2", start: startScript("1.2", "/usr/bin/python3", "zeep/client.py"), shows: emptyIsNull, null: "nil"},
	{name: "pysimplesoap 1.1", start: startScript("1.1", "/usr/bin/python3", "pysimplesoap/client.py"), shows: emptyIsNull, null: "absent"},
	{name: "suds 1.1", start: startScript("1.1", "/usr/bin/python3", "suds/client.py"), shows: emptyIsNull, null: "nil", showsStatus: true},
	{name: "SOAP::Lite 1.1", start: startScript("1.1", "perl", "perl/client.pl"), shows: allIsText, null: "nil", showsStatus: true},
	{name: "SOAP::Lite 1.2", start: startScript("1.2", "perl", "perl/client.pl"), shows: allIsText, null: "nil", showsStatus: true},
	{name: "node-soap 1.1", start: startScript("1.1", "node", "node/client.js"), null: "nil"},
	{name: "node-soap 1.2", start: startScript("1.2", "node", "node/client.js"), null: "nil"},
	{name: "PHP 1.1", start: startScript("1.1", "php", "php/client.php"), shows: datesAreTexts, null: "nil"},
	{name: "PHP 1.2", start: startScript("1.2", "php", "php/client.php"), shows: datesAreTexts, null: "nil"},
	{name: "gowsdl 1.1", start: startGenerated, shows: nullIsZero, null: "absent", noEmptyDate: true},
	{name: "hand-made 1.1", start: startHandmade(soaptest.SOAP11), null: "nil"},
	{name: "hand-made 1.2", start: startHandmade(soaptest.SOAP12), null: "nil"},
}

// zeep reads an empty text as None.
func emptyIsNull(_ wsdl.Column, value any) any {
	if value == "" {
		return nil
	}
	return value
}

// SoapClient has no type for dates.
func datesAreTexts(_ wsdl.Column, value any) any {
	if m, ok := value.(moment); ok {
		return string(m)
	}
	return value
}

// SOAP::Lite goes by xsi:type, which a document/literal answer does not have.
func allIsText(_ wsdl.Column, value any) any {
	if value == nil {
		return nil
	}
	return fmt.Sprint(value)
}

// gowsdl does not look at xsi:nil.
func nullIsZero(column wsdl.Column, value any) any {
	if value != nil {
		return value
	}
	if column.Type == wsdl.Integer || column.Type == wsdl.Int {
		return int64(0)
	}
	return ""
}

// Every kind of client calls every operation, successfully, and every answer
// that any of them gets is valid by the WSDL's own schema.
func TestEveryOperation(t *testing.T) {
	contract, err := wsdl.Read()
	require.NoError(t, err)
	var all []string
	for _, op := range contract.Operations {
		all = append(all, op.Name)
	}
	require.NotEmpty(t, all)
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			s := newSession(t, k, contract)
			for _, part := range []struct {
				name string
				run  func(*testing.T, *session)
			}{
				{"lists", lists}, {"partners", partners}, {"partner users", partnerUsers}, {"partner agents", partnerAgents},
				{"customers", customers}, {"customers edited", customersEdited}, {"customer users", customerUsers}, {"customer agents", customerAgents},
				{"lines", lines}, {"services", services}, {"statistics", statistics}, {"chats", chats}, {"mail", letters}, {"faults", faults},
			} {
				t.Run(part.name, func(t *testing.T) { part.run(t, s.in(t)) })
			}
			for op := range s.called {
				assert.Contains(t, all, op)
			}
			slices.Sort(all)
			assert.Equal(t, all, slices.Sorted(s.succeeded()), "every operation was called, successfully: a new one has a call in one of the parts above")
			var answers [][]byte
			for _, e := range s.tap.exchanges {
				answers = append(answers, e.answer)
			}
			assert.GreaterOrEqual(t, len(answers), len(all), "the calls went to the address that the WSDL names")
			judge(t, answers)
		})
	}
}

// A wrong password is HTTP 401, and the client shows it (W2).
func TestWrongPassword(t *testing.T) {
	contract, err := wsdl.Read()
	require.NoError(t, err)
	place, _ := imported(t)
	server := proctest.Serve(t, place.Flags(), nil)
	op, _ := contract.Operation("region_read")
	for _, k := range kinds {
		if !k.showsStatus {
			continue
		}
		t.Run(k.name, func(t *testing.T) {
			got, err := k.start(t, server.URL, "Демо", "не тот").call(op, nil)
			require.NoError(t, err)
			assert.Equal(t, 401, got.Status)
		})
	}
}
