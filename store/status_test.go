package store

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/store/internal/db"
)

var everyStatus = append(ShownStatuses(), StatusArchive, StatusDeleted)

// The transitions of update.customer_status: four, and no other of 49.
func TestCustomerStatusTransitions(t *testing.T) {
	allowed := map[[2]Status]bool{
		{StatusWaiting, StatusActive}: true, {StatusActive, StatusManualLock}: true,
		{StatusManualLock, StatusActive}: true, {StatusManualLock, StatusArchive}: true,
	}
	w := newWorld(t)
	client := w.addClient(t, w.a, "one")
	for _, from := range everyStatus {
		for _, to := range everyStatus {
			w.write(t, w.a, func(tx *Tx) error { return tx.setClientStatus(client, from) })
			err := w.a.Write(t.Context(), func(tx *Tx) error { return tx.SetCustomerStatus(client, to) })
			got := statusOf(t, w, client)
			switch {
			case allowed[[2]Status{from, to}]:
				require.NoError(t, err, "%v to %v", from, to)
				assert.Equal(t, to, got)
			case from >= StatusArchive:
				assert.ErrorIs(t, err, ErrNotFound, "%v to %v", from, to)
				assert.Equal(t, from, got)
			default:
				assert.ErrorIs(t, err, ErrState, "%v to %v", from, to)
				assert.Equal(t, from, got)
			}
		}
	}
}

func statusOf(t *testing.T, w *world, client int64) (status Status) {
	t.Helper()
	require.NoError(t, w.read(t.Context(), func(c *db.Conn) error {
		n, _, err := c.Int(`SELECT status FROM client WHERE id = ?1`, client)
		status = Status(n)
		return err
	}))
	return status
}

// To the archive by v2 is client_delete's cascade (O2).
func TestArchivingACustomer(t *testing.T) {
	w := newWorld(t)
	number := w.addCustomer(t, w.a, "one")
	c := w.customer(t, w.a, number)
	w.addAgent(t, w.a, all(t, w.a.CustomerUsers(t.Context(), CustomerUserFilter{}))[0].ID, "secret")
	for _, to := range []Status{StatusActive, StatusManualLock, StatusArchive} {
		w.write(t, w.a, func(tx *Tx) error { return tx.SetCustomerStatus(c.ID, to) })
	}
	client, err := w.a.Client(t.Context(), c.ID)
	require.NoError(t, err)
	assert.True(t, client.Deleted())
	assert.Empty(t, all(t, w.a.Employees(t.Context(), EmployeeFilter{Side: OfClient})))
	agents := all(t, w.a.Agents(t.Context(), AgentFilter{Side: OfClient}))
	require.Len(t, agents, 1)
	assert.False(t, agents[0].Stored)
}

// The operator locks from any status but the archive, and unlocks what it locked
// (O1); whose customer it is does not matter.
func TestOperatorLocks(t *testing.T) {
	w := newWorld(t)
	number := w.addCustomer(t, w.b, "one")
	client := w.customer(t, w.b, number).ID
	locks := []Status{StatusLimitLock, StatusDebtLock}
	for _, from := range everyStatus {
		for i, lock := range locks {
			w.write(t, w.b, func(tx *Tx) error { return tx.setClientStatus(client, from) })
			err := w.Operator().LockCustomer(t.Context(), number, lock)
			switch from {
			case StatusDeleted:
				assert.ErrorIs(t, err, ErrNotFound)
				assert.ErrorIs(t, w.Operator().UnlockCustomer(t.Context(), number, lock), ErrNotFound)
				continue
			case StatusArchive:
				assert.ErrorIs(t, err, ErrState)
				assert.ErrorContains(t, err, "archive")
				assert.Equal(t, from, statusOf(t, w, client))
				continue
			}
			require.NoError(t, err)
			require.NoError(t, w.Operator().LockCustomer(t.Context(), number, lock), "again")
			assert.Equal(t, lock, statusOf(t, w, client))
			assert.ErrorIs(t, w.Operator().UnlockCustomer(t.Context(), number, locks[1-i]), ErrState, "the other lock")
			assert.Equal(t, lock, statusOf(t, w, client))
			require.NoError(t, w.Operator().UnlockCustomer(t.Context(), number, lock))
			assert.Equal(t, StatusActive, statusOf(t, w, client))
			assert.ErrorIs(t, w.Operator().UnlockCustomer(t.Context(), number, lock), ErrState)
		}
	}
	assert.ErrorIs(t, w.Operator().LockCustomer(t.Context(), 999, StatusDebtLock), ErrNotFound)
}

// The conditions of SQL say what the states' numbers mean.
func TestStatusConditions(t *testing.T) {
	st := newStore(t)
	for status := StatusWaiting; status <= StatusDeleted; status++ {
		var got [4]bool
		require.NoError(t, st.read(t.Context(), func(c *db.Conn) error {
			for i, condition := range []string{isKnown, isLiving, isUsable, isDeleted} {
				n, _, err := c.Int(`SELECT CASE WHEN `+condition+` THEN 1 ELSE 0 END FROM (SELECT CAST(?1 AS INTEGER) AS status) AS c`, status)
				if err != nil {
					return err
				}
				got[i] = n == 1
			}
			return nil
		}))
		assert.Equal(t, [4]bool{status != StatusDeleted, status != StatusDeleted && status != StatusArchive, status == StatusWaiting || status == StatusActive, status == StatusDeleted}, got, status)
	}
}
