package sqlitemem

// It must be said before SQLite begins, and the driver does not say it. The driver
// brings SQLite; that the function is weak lets this package be linked by itself.

/*
extern int sqlite3_config(int, ...) __attribute__((weak));

static int countNoMemory(void) {
	const int SQLITE_CONFIG_MEMSTATUS = 9;
	return sqlite3_config ? sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) : -1;
}
*/
import "C"

// Off says that SQLite has taken it.
var Off = C.countNoMemory() == 0
