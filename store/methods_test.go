package store

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestMethodsAllow(t *testing.T) {
	for _, c := range []struct {
		methods Methods
		name    string
		want    bool
	}{
		{nil, "get.customers", true},
		{Methods{"*"}, "get.customers", true},
		{Methods{"get.customers"}, "get.customers", true},
		{Methods{"get.customers"}, "get.customer_users", false},
		{Methods{"get.customers"}, "Get.customers", false},
		{Methods{"get.customer"}, "get.customers", false},
		{Methods{"getXcustomers", "customers"}, "get.customers", false},
		{Methods{"partnerapi.client_*"}, "partnerapi.client_read", true},
		{Methods{"partnerapi.client_*"}, "partnerapi.agent_user_read", false},
		{Methods{"partnerapi.*_read"}, "partnerapi.agent_user_read", true},
		{Methods{"partnerapi.*_read"}, "partnerapi.client_read_advanced", false},
		{Methods{"get.account", "*_read"}, "partnerapi.client_read", true},
		{Methods{""}, "get.account", false},
	} {
		assert.Equal(t, c.want, c.methods.Allow(c.name), "%v: %s", c.methods, c.name)
	}
}

func TestMethodsCheck(t *testing.T) {
	require.NoError(t, Methods{"partnerapi.client_ITS_status_For_INN", "get.*", "*"}.check())
	for _, wrong := range []string{"", "get.customers,", "get customers", "get.[a-z]", `get\.`, "get.?"} {
		require.Error(t, Methods{"get.account", wrong}.check(), wrong)
	}
	st := newStore(t)
	require.Error(t, st.Operator().AddToken(t.Context(), "21111111-1111-4111-8111-111111111111", NewToken{Token: "12345678", Methods: Methods{"a,b"}}))
}
