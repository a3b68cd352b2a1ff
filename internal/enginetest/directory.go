package enginetest

import (
	"context"
	"database/sql"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"
)

// directoryDifferences lists how the directory differs from what the rows of the tables
// say.
const directoryDifferences = `SELECT string_agg(which || ' ' || kind || ' ' || value || ' of row ' || id || ' of partner ' || partner, ', ') FROM (
  (SELECT 'no' AS which, kind, value COLLATE "C" AS value, partner, id FROM directory_rows EXCEPT SELECT 'no', kind, value, partner, id FROM directory)
  UNION ALL (SELECT 'idle', kind, value, partner, id FROM directory EXCEPT SELECT 'idle', kind, value COLLATE "C", partner, id FROM directory_rows)) AS d`

// danglingReferences lists the tables with rows that refer to rows of other partners that
// do not exist. No foreign key holds these references.
const danglingReferences = `SELECT string_agg(t, ', ') FROM (
  SELECT 'named_client' AS t FROM named_client n WHERE NOT EXISTS (SELECT 1 FROM client c WHERE c.id = n.client)
  UNION SELECT 'named_agent' FROM named_agent n WHERE NOT EXISTS (SELECT 1 FROM agent a WHERE a.id = n.agent)
  UNION SELECT 'call' FROM call n WHERE NOT EXISTS (SELECT 1 FROM client c WHERE c.id = n.client) AND n.client IS NOT NULL
    OR NOT EXISTS (SELECT 1 FROM agent a WHERE a.id = n.src_agent) AND n.src_agent IS NOT NULL OR NOT EXISTS (SELECT 1 FROM agent a WHERE a.id = n.dst_agent) AND n.dst_agent IS NOT NULL
  UNION SELECT 'remote_session' FROM remote_session n WHERE NOT EXISTS (SELECT 1 FROM client c WHERE c.id = n.client) AND n.client IS NOT NULL
    OR NOT EXISTS (SELECT 1 FROM agent a WHERE a.id = n.server_agent) AND n.server_agent IS NOT NULL OR NOT EXISTS (SELECT 1 FROM agent a WHERE a.id = n.dst_agent) AND n.dst_agent IS NOT NULL
  UNION SELECT 'sip_call' FROM sip_call n WHERE NOT EXISTS (SELECT 1 FROM agent a WHERE a.id = n.agent) AND n.agent IS NOT NULL
  UNION SELECT 'chat_message' FROM chat_message n WHERE NOT EXISTS (SELECT 1 FROM employee e WHERE e.id = n.employee1)
    OR NOT EXISTS (SELECT 1 FROM employee e WHERE e.id = n.employee2) AND n.employee2 IS NOT NULL) AS s`

// problem returns what is wrong with the PostgreSQL database at the end of a test: a
// directory that differs from the rows, or references to nothing; "" for nothing.
func (p Place) problem() (string, error) {
	if !OnPostgres() {
		return "", nil
	}
	ctx := context.Background()
	c, err := pgconn.Connect(ctx, p.Store)
	if err != nil {
		return "", err
	}
	defer c.Close(ctx)
	results, err := c.Exec(ctx, `SELECT 1 WHERE to_regclass('directory_rows') IS NOT NULL`).ReadAll()
	if err != nil || len(results[0].Rows) == 0 {
		return "", err // nothing was made here
	}
	for name, query := range map[string]string{"the directory has ": directoryDifferences, "references lead nowhere in ": danglingReferences} {
		results, err := c.Exec(ctx, query).ReadAll()
		if err != nil {
			return "", err
		}
		if found := results[0].Rows[0][0]; found != nil {
			return name + string(found), nil
		}
	}
	return "", nil
}

// FillDirectory makes the directory from the rows, for a test that has inserted some by
// Place.SQL, which no trigger sees.
func FillDirectory(t Tester, db *sql.DB) {
	t.Helper()
	if !OnPostgres() {
		return
	}
	_, err := db.ExecContext(context.Background(), `DELETE FROM directory; INSERT INTO directory (kind, value, partner, id) SELECT kind, value, partner, id FROM directory_rows`)
	require.NoError(t, err)
}
