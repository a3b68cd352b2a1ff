package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestInV2(t *testing.T) {
	for _, c := range []struct{ door, operation, want string }{
		{"soap", "client_read", "get.customers"},
		{"soap", "agent_user_read", "partnerapi.agent_user_read"},
		{"userside", "get_data", "get.customers"},
		{"userside", "to_ex", "update.customer_status"},
		{"userside", "change_balance", "none"},
		{"userside", "client_read", "none"},
		{"v2", "get.customers", "get.customers"},
		{"v2", "partnerapi.client_read", "partnerapi.client_read"},
	} {
		assert.Equal(t, c.want, inV2(c.door, c.operation), "%s %s", c.door, c.operation)
	}
}
