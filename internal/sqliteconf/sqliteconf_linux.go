package sqliteconf

// The driver brings SQLite; that the functions are weak lets this package be linked
// by itself. The memory count must be configured before SQLite begins, which
// sqlite3_auto_extension does.

/*
typedef struct sqlite3 sqlite3;

extern int sqlite3_config(int, ...) __attribute__((weak));
extern int sqlite3_db_config(sqlite3 *, int, ...) __attribute__((weak));
extern int sqlite3_auto_extension(void (*)(void)) __attribute__((weak));

static int countNoMemory(void) {
	const int SQLITE_CONFIG_MEMSTATUS = 9;
	return sqlite3_config ? sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) : -1;
}

// opened is called for each connection that is opened.
static int opened(sqlite3 *db, const char **error, const void *api) {
	const int SQLITE_DBCONFIG_ENABLE_QPSG = 1007;
	return sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_QPSG, 1, (int *)0);
}

static int ignoreBoundValues(void) {
	return sqlite3_auto_extension && sqlite3_db_config ? sqlite3_auto_extension((void (*)(void))opened) : -1;
}
*/
import "C"

var (
	// NoMemoryCount reports whether SQLite has been told to count no memory.
	NoMemoryCount = C.countNoMemory() == 0
	// StablePlans reports whether the planner of each connection that is opened from
	// now on ignores bound values.
	StablePlans = C.ignoreBoundValues() == 0
)
