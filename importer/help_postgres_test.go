package importer

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/stretchr/testify/require"
)

var parameter = regexp.MustCompile(`\?(\d)`)

// queryPostgres is query on PostgreSQL; a text without rows is run too.
func (d *data) queryPostgres(query string, args ...any) (all []string) {
	d.t.Helper()
	if d.side == nil {
		var err error
		d.side, err = pgconn.Connect(context.Background(), d.Place.Store)
		require.NoError(d.t, err)
		d.t.Cleanup(func() { require.NoError(d.t, d.side.Close(context.Background())) })
	}
	values := make([][]byte, len(args))
	for n, arg := range args {
		values[n] = fmt.Append(nil, arg)
	}
	result := d.side.ExecParams(context.Background(), parameter.ReplaceAllString(query, `$$$1`), values, nil, nil, nil).Read()
	require.NoError(d.t, result.Err, query)
	for _, row := range result.Rows {
		parts := make([]string, len(row))
		for n, value := range row {
			switch parts[n] = string(value); {
			case value == nil:
				parts[n] = "<nil>"
			case result.FieldDescriptions[n].DataTypeOID == pgtype.ByteaOID:
				parts[n] = strings.TrimPrefix(parts[n], `\x`)
			case result.FieldDescriptions[n].DataTypeOID == pgtype.BoolOID:
				parts[n] = map[string]string{"t": "1", "f": "0"}[parts[n]]
			}
		}
		all = append(all, strings.Join(parts, "|"))
	}
	return all
}
