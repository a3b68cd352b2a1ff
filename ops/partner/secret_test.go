package partner

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/ops"
	"partnerapi/wsdl"
)

// Every operand that is a password is marked as one, so that no error shows it.
func TestPasswordsAreSecret(t *testing.T) {
	contract, err := wsdl.Read()
	require.NoError(t, err)
	set, err := ops.Bind(contract, Operations(Config{}), nil)
	require.NoError(t, err)
	passwords := 0
	for _, op := range set.Operations() {
		for _, operand := range op.Operands {
			taken, found := op.Operand(operand.Name)
			require.True(t, found)
			password := strings.HasSuffix(operand.Name, "password")
			assert.Equal(t, password, taken.Secret, "%s.%s", op.Name, operand.Name)
			if password {
				passwords++
			}
		}
	}
	assert.Equal(t, 5, passwords)
}
