package password

import (
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"strconv"

	"golang.org/x/crypto/argon2"
)

// Params say what one argon2id hash costs. They are written into the hash, so
// changing them leaves the hashes that exist valid.
type Params struct {
	Memory  uint32 // KiB
	Time    uint32 // passes over the memory
	Threads uint8  // lanes
}

// Default is the first choice of OWASP's Password Storage Cheat Sheet: 19 MiB,
// two passes, one lane; some 34 ms a check.
var Default = Params{Memory: 19456, Time: 2, Threads: 1}

// What a hash may cost. The upper bounds hold for hashes that come from outside
// too: a hostile one must not take gigabytes or minutes. The lower one is for
// measurements and tests alone; Weak says what is too little to protect anybody.
const (
	minMemory = 8 // argon2's own for a lane
	maxMemory = 256 << 10
	maxTime   = 16
	maxThread = 16
	saltSize  = 16
	tagSize   = 32
)

// Weak says that the parameters protect less than the weakest of OWASP's choices,
// 7 MiB and five passes.
func (p Params) Weak() bool {
	return p.Memory < 7168 || uint64(p.Memory)*uint64(p.Time) < 7168*5
}

// ErrHash: the stored text is no argon2id hash this program accepts.
var ErrHash = errors.New("not an acceptable argon2id hash")

// check refuses parameters that nothing can be computed with or that cost too much.
func (p Params) check() error {
	switch {
	case p.Memory < minMemory || p.Memory > maxMemory:
		return fmt.Errorf("argon2id memory of %d KiB: from %d to %d are accepted", p.Memory, minMemory, maxMemory)
	case p.Time < 1 || p.Time > maxTime:
		return fmt.Errorf("argon2id time of %d passes: from 1 to %d are accepted", p.Time, maxTime)
	case p.Threads < 1 || p.Threads > maxThread:
		return fmt.Errorf("argon2id with %d threads: from 1 to %d are accepted", p.Threads, maxThread)
	}
	return nil
}

// phc is one hash taken apart, by the PHC string format of argon2:
// $argon2id$v=19$m=19456,t=2,p=1$<salt>$<tag>, base64 without padding.
type phc struct {
	Params
	salt, tag []byte
}

func (h phc) String() string {
	text := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, h.Memory, h.Time, h.Threads, text(h.salt), text(h.tag))
}

// Lengths are bounded here: salts of 8 to 48 bytes, tags of 16 to 64.
var phcForm = regexp.MustCompile(`^\$argon2id\$v=19\$m=([1-9][0-9]{0,9}),t=([1-9][0-9]{0,9}),p=([1-9][0-9]{0,2})` +
	`\$([A-Za-z0-9+/]{11,64})\$([A-Za-z0-9+/]{22,86})$`)

func parsePHC(text string) (h phc, err error) {
	part := phcForm.FindStringSubmatch(text)
	if part == nil {
		return h, ErrHash
	}
	number := func(text string, bits int) uint64 {
		n, failure := strconv.ParseUint(text, 10, bits)
		err = errors.Join(err, failure)
		return n
	}
	bytes := func(text string) []byte {
		b, failure := base64.RawStdEncoding.Strict().DecodeString(text)
		err = errors.Join(err, failure)
		return b
	}
	h.Memory, h.Time, h.Threads = uint32(number(part[1], 32)), uint32(number(part[2], 32)), uint8(number(part[3], 8))
	h.salt, h.tag = bytes(part[4]), bytes(part[5])
	if err == nil {
		err = h.check()
	}
	if err != nil {
		return h, fmt.Errorf("%w: %w", ErrHash, err)
	}
	return h, nil
}
