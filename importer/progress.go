package importer

// Progress is how far an import is.
type Progress struct {
	// Stage is what is being done.
	Stage Stage
	// Done and Total count lines; while reading, bytes. Total is 0 where it is
	// not known.
	Done, Total int64
}

// Stage is a part of an import.
type Stage int

// The stages, in their order.
const (
	Reading    Stage = iota + 1 // the form of every line is checked
	Rehearsing                  // lines go into a copy that is thrown away
	Hashing                     // passwords of logins
	Taking                      // lines go into the store
)

func (im *importing) progress(stage Stage, done, total int64) {
	im.opts.Progress(Progress{stage, done, total})
}
