package usersidehttp_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/ops/userside"
	"partnerapi/test/schemas"
)

// Each action has a schema in each dialect, and each says no more than what the
// action's own file says in the dialect's envelope.
func TestSchemasOfAllActions(t *testing.T) {
	s := answers()
	for _, a := range userside.Actions {
		var file struct {
			Defs map[string]json.RawMessage `json:"$defs"`
		}
		text, err := os.ReadFile(filepath.Join(testdata, "schemas", a.Name+".json"))
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(text, &file))
		kind := "ok"
		for _, payload := range []string{"Id", "data"} {
			if file.Defs[payload] != nil {
				kind = payload
			}
		}
		if a.Name == "get_customers_id" {
			kind = "counted"
		}
		for _, dialect := range schemas.Dialects {
			assert.NotNil(t, s[[2]string{a.Name, dialect}])
			assert.JSONEq(t, `{"$ref":"`+dialect+`.json#/$defs/`+kind+`"}`, string(file.Defs[dialect]), a.Name)
		}
	}
	assert.Len(t, s, 3*(len(userside.Actions)+1), "and one of refusals")
}

// The schemas refuse what is nearly right.
func TestSchemasRefuse(t *testing.T) {
	const row = `{"customer_id":1,"ip":"167772161","mac":"","device_id":1,"device_ip":"","port":0}`
	for _, c := range []struct{ action, dialect, right, wrong string }{
		{"to_ex", "modern", `{"result":"OK"}`, `{"result":"OK","data":[]}`},
		{"to_ex", "legacy", `{"Result":"OK"}`, `{"result":"OK"}`},
		{"to_ex", "both", `{"result":"OK","Result":"OK"}`, `{"Result":"OK"}`},
		{"add", "modern", `{"result":"OK","Id":7}`, `{"result":"OK","Id":"7"}`},
		{"add", "legacy", `{"Result":"OK","Id":7}`, `{"Result":"OK","Id":[7]}`},
		{"add", "both", `{"result":"OK","Id":7,"Result":"OK"}`, `{"result":"OK","id":7,"Result":"OK"}`},
		{"get_abon_id", "modern", `{"result":"OK","Id":[7,8]}`, `{"result":"OK","Id":[]}`},
		{"get_last_ip", "modern", `{"result":"OK","data":"10.0.0.1"}`, `{"result":"OK","data":167772161}`},
		{"get_last_ip", "legacy", `{"Result":"OK","Data":"","data":""}`, `{"Result":"OK","Data":"","data":null}`},
		{"get_last_ip", "both", `{"result":"OK","data":"","Data":"","Result":"OK"}`, `{"result":"OK","data":"","Data":"10.0.0.1","Result":"OK"}`},
		{"get_customers_id", "modern", `{"result":"OK","data":[1],"count":1}`, `{"result":"OK","data":["1"],"count":1}`},
		{"get_activity_counter", "modern", `{"result":"OK","data":1}`, `{"result":"OK","data":1,"count":1}`},
		{"get_ip_port_device_commutation", "modern", `{"result":"OK","data":[` + row + `]}`, `{"result":"OK","data":[` + strings.Replace(row, `,"port":0`, "", 1) + `]}`},
		{"get_ip_port_device_commutation", "modern", `{"result":"OK","data":[]}`, `{"result":"OK","data":[` + strings.Replace(row, `"167772161"`, `"10.0.0.1"`, 1) + `]}`},
		{"get_customer_group", "modern", `{"result":"OK","data":{"51":{"id":51,"name":"x"}}}`, `{"result":"OK","data":[{"id":51,"name":"x"}]}`},
		{"get_data", "modern", `{"result":"OK","data":{}}`, `{"result":"OK","data":{"1":{"id":1}}}`},
	} {
		s := answers()
		assert.NoError(t, s.Check(c.action, c.dialect, 200, c.right), c.right)
		assert.Error(t, s.Check(c.action, c.dialect, 200, c.wrong), c.wrong)
	}
	assert.NoError(t, answers().Check("", "modern", 400, `{"result":"ERROR","error":"x","error_code":"scope"}`))
	assert.Error(t, answers().Check("", "modern", 400, `{"result":"ERROR","error":"x","error_code":"other"}`))
	assert.Error(t, answers().Check("", "both", 400, `{"result":"ERROR","error":"x","error_code":"scope","Result":"ERROR","ErrorText":"y"}`))
}
