package db

import (
	"database/sql/driver"
	"slices"
	"strconv"
	"strings"
	"time"
)

// partitioned are the tables that PostgreSQL keeps in a partition for each month of
// their column time, each with a directory beside it; see migrations/postgres/0012.
var partitioned = []string{"call", "remote_session", "sip_call", "chat_message"}

// directory is the table that says where the row of an id from outside is.
func directory(table string) string { return table + "_directory" }

func isDirectory(name string) bool {
	return slices.ContainsFunc(partitioned, func(table string) bool { return directory(table) == name })
}

// makePartitions makes the partitions that rows with these moments go into, unless they
// are there. None of them is given up before the transaction ends.
func (c *postgresConn) makePartitions(table string, moments []int64) error {
	text := `LOCK TABLE ` + table + ` IN ROW EXCLUSIVE MODE`
	var months []time.Time
	for _, moment := range moments {
		t := time.Unix(moment, 0).UTC()
		month := time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
		if !slices.Contains(months, month) {
			months = append(months, month)
			text += `; SELECT make_partition('` + table + `', ` + strconv.FormatInt(moment, 10) + `)`
		}
	}
	return about("make_partition", c.script(text))
}

// makePartitionsFor makes those for the rows that are to be loaded.
func (c *postgresConn) makePartitionsFor(table string, columns []string, rows [][]driver.Value) error {
	at := slices.Index(columns, "time")
	moments := make([]int64, len(rows))
	for n, row := range rows {
		moments[n] = row[at].(int64)
	}
	return c.makePartitions(table, moments)
}

// MakePartitions makes the partitions of a table for the months of these moments, where
// the engine has partitions; of several servers that do so at once, one does.
func (tx *Tx) MakePartitions(moments ...time.Time) error {
	c, ok := tx.engine.(*postgresConn)
	if !ok {
		return nil
	}
	seconds := make([]int64, len(moments))
	for n, moment := range moments {
		seconds[n] = moment.Unix()
	}
	for _, table := range partitioned {
		if err := c.makePartitions(table, seconds); err != nil {
			return err
		}
	}
	return nil
}

// Merge writes rows that are known by a column with different values: new ones, which
// get the next ids of the table where their id is NULL, and others that differ. A row
// that another transaction has added meanwhile is a conflict: this one runs again. Only
// where Batches, and into partitioned tables.
func (tx *Tx) Merge(table, by string, columns []string, rows [][]any) error {
	id := slices.Index(columns, "id")
	var added, known [][]driver.Value
	for _, row := range rows {
		values := make([]driver.Value, len(row))
		for n, a := range row {
			var err error
			if values[n], err = Value(a); err != nil {
				return err
			}
		}
		if values[id] == nil {
			added = append(added, values)
		} else {
			known = append(known, values)
		}
	}
	if len(added) > 0 {
		n := 0
		err := tx.Each(`SELECT nextval('`+sequence(table)+`') FROM generate_series(1, ?1)`, []any{len(added)}, func(r Row) error {
			added[n][id] = r.Int(0)
			n++
			return nil
		})
		if err != nil {
			return err
		}
		if err := tx.load(table, columns, added); err != nil {
			return err
		}
	}
	if len(known) == 0 {
		return nil
	}
	return tx.rewrite(table, by, columns, known)
}

// rewrite writes rows whose ids are known where they differ from what is there. Those
// with another time go to where they belong first.
func (tx *Tx) rewrite(table, by string, columns []string, rows [][]driver.Value) error {
	c := tx.engine.(*postgresConn)
	if err := c.makePartitionsFor(table, columns, rows); err != nil {
		return err
	}
	stage := "stage_" + table
	if err := tx.Script(`CREATE TEMPORARY TABLE IF NOT EXISTS ` + stage + ` ON COMMIT DELETE ROWS AS SELECT * FROM ` + table + ` WITH NO DATA`); err != nil {
		return about("CREATE "+stage, err)
	}
	if err := tx.load(stage, columns, rows); err != nil {
		return err
	}
	var moved [][]any
	err := tx.Each(`SELECT d.partner, d.time, d.id, s.time FROM `+stage+` s JOIN `+directory(table)+` d ON d.`+by+` = s.`+by+` WHERE d.time <> s.time`, nil, func(r Row) error {
		moved = append(moved, []any{r.Int(0), r.Int(1), r.Int(2), r.Int(3)})
		return nil
	})
	if err != nil {
		return err
	}
	for _, row := range moved {
		if _, err := tx.Exec(`UPDATE `+table+` SET time = ?4 WHERE partner = ?1 AND time = ?2 AND id = ?3`, row...); err != nil {
			return err
		}
	}
	var sets, was, become []string
	for _, column := range columns {
		if !slices.Contains([]string{"partner", "time", "id", by}, column) {
			sets = append(sets, column+` = excluded.`+column)
			was, become = append(was, table+`.`+column), append(become, `excluded.`+column)
		}
	}
	list := strings.Join(columns, ", ")
	err = tx.Script(`INSERT INTO ` + table + ` (` + list + `) SELECT ` + list + ` FROM ` + stage + ` ON CONFLICT (partner, time, id) DO UPDATE SET ` + strings.Join(sets, ", ") +
		` WHERE (` + strings.Join(was, ", ") + `) IS DISTINCT FROM (` + strings.Join(become, ", ") + `); TRUNCATE ` + stage)
	return about("INSERT INTO "+table, err)
}

// retired begins the names of partitions that were taken out of their tables.
const retired = "old_"

// Partitioned reports whether the engine keeps registers of what happened in a partition
// for each month.
func (c *Conn) Partitioned() bool {
	_, ok := c.engine.(*postgresConn)
	return ok
}

// OldPartition returns the oldest partition of a table, if all moments in it are before
// this one. Only where Partitioned, as all that follows.
func (c *Conn) OldPartition(table string, before int64) (name string, found bool, err error) {
	var until string
	_, err = c.One(`SELECT CAST(p.relname AS text), substring(pg_get_expr(p.relpartbound, p.oid) FROM 'TO \(''?([^'')]+)') AS until
  FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhrelid WHERE i.inhparent = CAST(CAST(?1 AS text) AS regclass)
  ORDER BY pg_get_expr(p.relpartbound, p.oid) NOT LIKE '%(MINVALUE)%', p.relname LIMIT 1`, []any{table}, func(r Row) { name, until = r.Text(0), r.Text(1) })
	if err != nil || name == "" || until == "MAXVALUE" {
		return "", false, err
	}
	end, err := strconv.ParseInt(until, 10, 64)
	return name, err == nil && end <= before, err
}

// Retire takes a partition out of its table: nobody reads or writes its rows any more.
// It waits a second at most for those who do. The id tells the partition from others that
// are made for the same month later, 32 hexadecimal digits.
func (tx *Tx) Retire(table, partition, id string) error {
	return tx.Script(`SET LOCAL lock_timeout = '1s'; ALTER TABLE ` + table + ` DETACH PARTITION ` + partition +
		`; ALTER TABLE ` + partition + ` RENAME TO ` + retired + partition + `_` + id)
}

// Retired returns the partitions that were taken out of a table and are there yet.
func (c *Conn) Retired(table string) ([]string, error) {
	return column(c, `SELECT CAST(relname AS text) COLLATE "C" FROM pg_class WHERE relnamespace = CAST(current_schema() AS regnamespace)
  AND relkind = 'r' AND CAST(relname AS text) ~ ('^`+retired+`' || ?1 || '_(before_2000|from_2100|[0-9]{4}_[0-9]{2})_[0-9a-f]{32}$') ORDER BY 1`, table)
}

// RetiredName returns what a retired partition is called without what says that it is
// one: different for each.
func RetiredName(partition string) string { return strings.TrimPrefix(partition, retired) }

// ForgetRetired removes from the directory what it says of a partner's rows in a retired
// partition, of so many after a moment and an id at most, and returns the last of them.
// An id that has got a row in the table since stays.
func (tx *Tx) ForgetRetired(table, by, partition string, partner, time, id, limit int64) (lastTime, lastID int64, found bool, err error) {
	if err := tx.Lock(partner); err != nil { // an import that adds such a row has ended
		return 0, 0, false, err
	}
	rows := `SELECT ` + by + `, time, id FROM ` + partition + ` WHERE partner = ?1 AND (time, id) > (?2, ?3) ORDER BY time, id LIMIT ` + strconv.FormatInt(limit, 10)
	if _, err := tx.Exec(`DELETE FROM `+directory(table)+` d USING (`+rows+`) r WHERE d.`+by+` = r.`+by+` AND d.id = r.id
  AND (SELECT count(*) FROM `+table+` c WHERE c.partner = d.partner AND c.time = d.time AND c.id = d.id) = 0`, partner, time, id); err != nil {
		return 0, 0, false, err
	}
	found, err = tx.One(`SELECT time, id FROM (`+rows+`) r ORDER BY time DESC, id DESC LIMIT 1`, []any{partner, time, id}, func(r Row) { lastTime, lastID = r.Int(0), r.Int(1) })
	return lastTime, lastID, found, err
}

// DropRetired drops a retired partition with its rows.
func (tx *Tx) DropRetired(partition string) error { return tx.Script(`DROP TABLE ` + partition) }
