package ops

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/budget/holding"
	"partnerapi/internal/password"
	"partnerapi/store"
)

// What is refused for reasons outside the call says whether it may be repeated; other
// errors stay.
func TestOutward(t *testing.T) {
	for _, c := range []struct {
		err  error
		kind ErrorKind
		says string
	}{
		{store.ErrUnavailable, Unavailable, "повторите вызов позже"},
		{store.ErrUnknown, Unavailable, "неизвестно, выполнен ли вызов"},
		{password.ErrBusy, Busy, ErrBusy.Text},
		{holding.ErrBusy, Busy, ErrBusy.Text},
	} {
		var refusal *Error
		require.ErrorAs(t, Outward(fmt.Errorf("x: %w", c.err)), &refusal)
		assert.Equal(t, c.kind, refusal.Kind)
		assert.Contains(t, refusal.Text, c.says)
	}
	other := errors.New("other")
	assert.Equal(t, other, Outward(other))
	assert.NoError(t, Outward(nil))
}
