// Package memlimit tells how much memory the process may use: what the machine has,
// or less when a control group says so.
package memlimit

import (
	"bufio"
	"bytes"
	"io/fs"
	"math"
	"path"
	"strconv"
	"strings"
)

// Available returns the bytes of memory that the process may use, as the files of a
// root file system say (proc and sys of os.DirFS("/")); 0 when they say nothing.
func Available(root fs.FS) int64 {
	least := int64(math.MaxInt64)
	for _, n := range append(groups(root), machine(root)) {
		if n > 0 {
			least = min(least, n)
		}
	}
	if least == math.MaxInt64 {
		return 0
	}
	return least
}

// Of returns the limit for the Go heap within so much memory: a quarter is left to
// SQLite, to stacks and to others.
func Of(available int64) int64 { return available / 4 * 3 }

// machine is the memory of the machine (proc(5), meminfo).
func machine(root fs.FS) int64 {
	text, err := fs.ReadFile(root, "proc/meminfo")
	if err != nil {
		return 0
	}
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if len(fields) == 3 && fields[0] == "MemTotal:" && fields[2] == "kB" {
			return number(fields[1]) << 10
		}
	}
	return 0
}

// groups are the limits of the control groups that the process is in, of either
// version, and of those around them (cgroups(7)).
func groups(root fs.FS) (limits []int64) {
	text, err := fs.ReadFile(root, "proc/self/cgroup")
	if err != nil {
		return nil
	}
	for line := range strings.Lines(string(text)) {
		fields := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(fields) != 3 {
			continue
		}
		base, file := "sys/fs/cgroup", "memory.max"
		switch {
		case fields[1] == "": // version 2
		case contains(fields[1], "memory"):
			base, file = "sys/fs/cgroup/memory", "memory.limit_in_bytes"
		default:
			continue
		}
		// In a container the path may be the host's, of which only the end is mounted.
		for group := path.Clean("/" + fields[2]); ; group = path.Dir(group) {
			if limit, err := fs.ReadFile(root, path.Join(base, group, file)); err == nil {
				limits = append(limits, number(strings.TrimSpace(string(limit))))
			}
			if group == "/" {
				break
			}
		}
	}
	return limits
}

func contains(list, name string) bool {
	for one := range strings.SplitSeq(list, ",") {
		if one == name {
			return true
		}
	}
	return false
}

// number reads a number of bytes; 0 for "max" and what is none.
func number(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
