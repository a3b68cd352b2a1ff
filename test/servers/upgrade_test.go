package servers

import (
	"os/exec"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/proctest"
	"partnerapi/internal/soaptest"
)

// When a newer version has migrated the database by a step, servers that run go on,
// whatever they had prepared; servers and commands of the old version that begin then
// refuse and say why.
func TestMigratedByANewerVersion(t *testing.T) {
	o := open(t)
	name := "before"
	serves := func(i int) {
		t.Helper()
		answer, err := soap(o.url(i)).Call(t.Context(), "client_add_its", soaptest.Set("client_name", name), soaptest.Set("region_id", region))
		require.NoError(t, err)
		require.Nil(t, answer.Fault)
		read, err := soap(o.url(i)).Call(t.Context(), "client_read", soaptest.Set("client_id", answer.Rows[0].Get("client_id")))
		require.NoError(t, err)
		require.Nil(t, read.Fault)
		require.Equal(t, name, read.Rows[0].Get("client_name"))
		customers, err := o.v2(o.url(i), "get.customers", nil)
		require.NoError(t, err)
		require.NotNil(t, customers.Result, customers.raw)
		made, err := o.userside(o.url(i), "add", map[string]string{"is_potential": "1"})
		require.NoError(t, err)
		require.Equal(t, 200, made.status, made.raw)
	}
	for i := range o.servers {
		serves(i)
	}
	_, err := o.place.SQL(t).ExecContext(t.Context(), `BEGIN; ALTER TABLE client ADD COLUMN later BIGINT NOT NULL DEFAULT 7; CREATE TABLE later (id BIGINT PRIMARY KEY);
  INSERT INTO migration (version, applied) VALUES (999, 0); COMMIT`)
	require.NoError(t, err)
	name = "after"
	for i := range o.servers {
		serves(i)
		o.ready(i)
	}
	for _, command := range [][]string{{"serve", "--listen", "127.0.0.1:0"}, {"partner", "list"}, {"import", "../../testdata/registers/sample.jsonl"}} {
		out, err := exec.CommandContext(t.Context(), proctest.Binary(t), append(command, o.place.Flags()...)...).CombinedOutput()
		require.Error(t, err, command)
		assert.Contains(t, string(out), "the database was migrated by a newer version of the program: its schema is 999, this program knows ", command)
		assert.Contains(t, string(out), "run the newer version", command)
	}
	serves(0)
}
