package store

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// numbersAfter answers the next number of a side after some were imported.
func numbersAfter(t *testing.T, side Side, imported ...string) (next, after string) {
	t.Helper()
	w := newWorld(t)
	w.write(t, w.a, func(tx *Tx) error {
		for _, number := range imported {
			if err := raiseAgentNumber(tx.ids, side, number); err != nil {
				return err
			}
		}
		return nil
	})
	w.write(t, w.b, func(tx *Tx) (err error) {
		next, err = agentNumber(tx.ids, side)
		require.NoError(t, err)
		after, err = agentNumber(tx.ids, side)
		return err
	})
	return next, after
}

func TestAgentNumbers(t *testing.T) {
	for _, c := range []struct {
		name        string
		side        Side
		imported    []string
		next, after string
	}{
		{"partner, empty store", OfPartner, nil, "271828000001", "271828000002"},
		{"partner, after the largest", OfPartner, []string{"271828000007", "271828000003"}, "271828000008", "271828000009"},
		{"partner, more than six digits", OfPartner, []string{"271828999999"}, "2718281000000", "2718281000001"},
		{"partner, other texts", OfPartner, []string{"314159000050", "271828", "271828-5", "271828 000005", "27182899999999999999999999"}, "271828000001", "271828000002"},
		{"user, empty store", OfClient, nil, "100000001", "100000002"},
		{"user, the largest numeric one + 1", OfClient, []string{"100000012", "100000003"}, "100000013", "100000014"},
		{"user, numbers below the usual first", OfClient, []string{"41", "0005"}, "42", "43"},
		{"user, other texts", OfClient, []string{"A-200000000", "-7", "+7", "", "99999999999999999999999"}, "100000001", "100000002"},
		{"user, the longest number that counts", OfClient, []string{"999999999999999998"}, "999999999999999999", "1000000000000000000"},
	} {
		t.Run(c.name, func(t *testing.T) {
			next, after := numbersAfter(t, c.side, c.imported...)
			assert.Equal(t, c.next, next)
			assert.Equal(t, c.after, after)
		})
	}
}

// The number of a deleted agent is never given again (S10).
func TestAgentNumbersAreNotReused(t *testing.T) {
	w := newWorld(t)
	user := w.addPartnerUser(t, w.a, "Вера")
	first, err := w.a.Agent(t.Context(), OfPartner, w.addAgent(t, w.a, user, "p"))
	require.NoError(t, err)
	w.write(t, w.a, func(tx *Tx) error { return tx.DeleteAgent(first.ID) })
	second, err := w.a.Agent(t.Context(), OfPartner, w.addAgent(t, w.a, user, "p"))
	require.NoError(t, err)
	assert.Equal(t, []string{"271828000001", "271828000002"}, []string{first.Number, second.Number})
}
