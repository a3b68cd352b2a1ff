package db

import "context"

// volatileSettings are those by which an acknowledged commit may be lost: when the
// server stops suddenly, or when a standby takes over that it never waited for. There
// are standbys where some stream now, or where the address names several servers: ?1.
const volatileSettings = `WITH s AS (SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'synchronous_standby_names')),
  standby AS (SELECT ?1 <> 0 OR EXISTS (SELECT 1 FROM pg_stat_replication) AS there)
SELECT coalesce(group_concat(CASE name WHEN 'synchronous_standby_names' THEN name || ' is empty, and there are standbys' ELSE name || ' = ' || setting END, ', '), '')
FROM s, standby
WHERE name IN ('fsync', 'synchronous_commit') AND setting = 'off'
  OR name = 'synchronous_commit' AND setting = 'local' AND there
  OR name = 'synchronous_standby_names' AND setting = '' AND there`

// Volatile implements DB.
func (db *postgresDB) Volatile(ctx context.Context) (settings string, err error) {
	err = db.Read(ctx, Nobody, func(c *Conn) error {
		_, err := c.One(volatileSettings, []any{len(db.config.Fallbacks) > 0}, func(r Row) { settings = r.Text(0) })
		return err
	})
	return settings, err
}
