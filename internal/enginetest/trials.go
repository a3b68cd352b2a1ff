package enginetest

import "os"

// allTrialsVariable is the environment's name for the wish to make all trials.
const allTrialsVariable = "ALL_TRIALS"

// trialsShare is of how many trials one is made on PostgreSQL, where each takes much
// longer than on SQLite.
const trialsShare = 4

// MakesTrial reports whether a test makes the nth of its many trials: each on SQLite, on
// PostgreSQL one of a few, unless all are wanted.
func MakesTrial(n int) bool {
	return !OnPostgres() || os.Getenv(allTrialsVariable) != "" || n%trialsShare == 0
}
