package db

import (
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// unsentFor is how long what was sent may stay unconfirmed by the other machine. Of a
// machine that is gone the kernel would wait for a quarter of an hour: keepalives come
// only where nothing waits to be confirmed.
const unsentFor = 10 * time.Second

// giveUpSending prepares a socket before it is connected.
func giveUpSending(_, _ string, c syscall.RawConn) error {
	var failed error
	err := c.Control(func(fd uintptr) {
		failed = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(unsentFor.Milliseconds()))
	})
	if err != nil {
		return err
	}
	return failed
}
