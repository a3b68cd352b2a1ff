package db

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// What differs by a word between the engines, and what looks like it and does not.
func TestPostgresSQL(t *testing.T) {
	for text, want := range map[string]string{
		`SELECT a FROM b WHERE c = ?1 AND d > ?12`:                             `SELECT a FROM b WHERE c = $1 AND d > $12`,
		`SELECT group_concat(x, char(30)) FROM b`:                              `SELECT string_agg(x, chr(30)) FROM b`,
		`SELECT max(a), max(a, min(b, 1)) FROM b`:                              `SELECT max(a), greatest(a, least(b, 1)) FROM b`,
		`SELECT coalesce(max(a), 0), b FROM c`:                                 `SELECT coalesce(max(a), 0), b FROM c`,
		`SELECT ifnull(a.b, '') FROM c`:                                        `SELECT coalesce(a.b::text, '') FROM c`,
		`SELECT 'a IS ?1, char(1)' WHERE a IS NULL AND b IS ?1`:                `SELECT 'a IS ?1, char(1)' WHERE a IS NULL AND b IS NOT DISTINCT FROM $1`,
		`SELECT a FROM b WHERE c IS NOT NULL AND d IS NOT ?2`:                  `SELECT a FROM b WHERE c IS NOT NULL AND d IS DISTINCT FROM $2`,
		`WHERE +partner = ?1 AND (+c.number > 2 OR a + b > +1) ORDER BY +n`:    `WHERE partner = $1 AND (c.number > 2 OR a + b > +1) ORDER BY n`,
		`FROM a CROSS JOIN b c INDEXED BY d ON b.x = a.x CROSS JOIN e WHERE 1`: `FROM a JOIN b c ON b.x = a.x CROSS JOIN e WHERE 1`,
		`WHERE substr(a, -9) = substr(?2, -9) AND substr(b, 1, 2) = ''`:        `WHERE right(a, 9) = right($2, 9) AND substr(b, 1, 2) = ''`,
		`SELECT CAST(?1 AS INTEGER), x'0aFF'`:                                  `SELECT CAST($1 AS BIGINT), '\x0aFF'`,
		`WHERE c.number IN (SELECT value FROM json_each(?2))`:                  `WHERE c.number = ANY (ARRAY(SELECT x::bigint FROM jsonb_array_elements_text($2::jsonb) x))`,
	} {
		assert.Equal(t, want, postgresSQL(text))
	}
}
