package userside

import "sync"

// buffers are where data is written: an answer of a hundred customers is 100 KB,
// and growing to that anew for each call is as much work as writing it.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// The sizes of a buffer that is worth keeping for the next answer.
const (
	leastKept = 1 << 10
	mostKept  = 1 << 20
)

func newBuffer() []byte { return (*buffers.Get().(*[]byte))[:0] }

// Release gives the memory of Data to other answers, when nobody reads it any more.
func (a *Answer) Release() {
	if cap(a.Data) >= leastKept && cap(a.Data) <= mostKept {
		buffers.Put(&a.Data)
	}
}
