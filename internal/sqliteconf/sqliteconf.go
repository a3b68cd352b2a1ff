// Package sqliteconf configures SQLite where its driver has no setting for it.
//
// SQLite counts no memory: the count is one for all connections and has a lock,
// which every allocation takes twice, and readers on two processors spent half of
// their time in it. Nobody reads the count.
//
// The query planner does not look at bound values (SQLITE_DBCONFIG_ENABLE_QPSG):
// a statement at whose values it has looked is prepared anew each time it is bound,
// which costs several times what reading a row does.
//
// Other systems than Linux link otherwise and do without both.
package sqliteconf
