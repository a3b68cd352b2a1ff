package store

import (
	"encoding/binary"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/store/internal/db"
)

// Rows of one second stand in the order of their UUIDs, also when they fill more
// than a chunk, and each comes once (S19).
func TestStatisticsOfOneSecond(t *testing.T) {
	w := newWorld(t)
	const rows = 2*db.ChunkSize + 7
	var want []string
	w.write(t, w.a, func(tx *Tx) error {
		if err := tx.db.MakePartitions(time.Unix(1700000000, 0)); err != nil {
			return err
		}
		for i := range rows {
			var id uuid.UUID
			binary.BigEndian.PutUint32(id[:], uint32(i)*2654435761) // in no order
			want = append(want, id.String())
			for _, table := range []string{"call (partner, time, id, call_id)", "remote_session (partner, time, id, session_id)", "sip_call (partner, time, id, call_id)"} {
				if _, err := tx.c.Exec(`INSERT INTO `+table+` VALUES (1, 1700000000, ?1, ?2)`, int64(i+1), id[:]); err != nil {
					return err
				}
			}
		}
		return nil
	})
	slices.Sort(want)
	second := Instant(1700000000)
	for _, f := range []StatisticsFilter{{}, {From: &second, To: &second}} {
		var calls, sessions, sips []string
		for _, r := range all(t, w.a.Calls(t.Context(), f)) {
			calls = append(calls, r.UUID)
		}
		for _, r := range all(t, w.a.RemoteSessions(t.Context(), f)) {
			sessions = append(sessions, r.UUID)
		}
		for _, r := range all(t, w.a.SIPCalls(t.Context(), f)) {
			sips = append(sips, r.UUID)
		}
		require.Len(t, calls, rows)
		assert.Equal(t, want, calls)
		assert.Equal(t, want, sessions)
		assert.Equal(t, want, sips)
	}
	later := second + 1
	assert.Empty(t, all(t, w.a.Calls(t.Context(), StatisticsFilter{From: &later})))
}
