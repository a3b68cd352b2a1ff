package db

// Analyze has the engine look at how many rows there are, by which PostgreSQL plans
// queries. After many new rows it does so itself a minute later, but never for a table
// with partitions. SQLite's plans do not depend on it.
func (tx *Tx) Analyze() error {
	c, ok := tx.engine.(*postgresConn)
	if !ok {
		return nil
	}
	return about("ANALYZE", c.script(`ANALYZE`))
}
