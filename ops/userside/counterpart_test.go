package userside

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"partnerapi/ops/v2"
)

// What is named exists.
func TestCounterparts(t *testing.T) {
	for action, method := range counterparts {
		assert.True(t, slices.ContainsFunc(v2.Methods, func(m v2.Method) bool { return m.Name == method }), action)
		assert.True(t, slices.ContainsFunc(Actions, func(a Action) bool { return a.Name == action }), action)
	}
	assert.Equal(t, "get.customers", Counterpart("get_data"))
	assert.Empty(t, Counterpart("change_balance"))
}
