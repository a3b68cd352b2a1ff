package userside

import "sync"

// Data is JSON in pieces, one after another.
type Data [][]byte

// blockSize is how large the pieces of a list are. They are all of one size, so that
// another answer can use them again: a buffer that grew to the whole answer would
// leave twice the answer to the collector.
const blockSize = 64 << 10

// blockFull is how much of a block is written before the next one is begun: most
// customers fit into the rest.
const blockFull = blockSize - 4<<10

var blocks = sync.Pool{New: func() any { return new([blockSize]byte) }}

func newBlock() []byte { return blocks.Get().(*[blockSize]byte)[:0] }

// Release gives the memory of Data to other answers, when nobody reads it any more.
func (a *Answer) Release() {
	for _, b := range a.Data {
		if cap(b) == blockSize {
			blocks.Put((*[blockSize]byte)(b[:blockSize]))
		}
	}
}
