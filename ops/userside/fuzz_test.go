package userside

import (
	"net"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// FuzzMask: a mask is a length of 0 to 32, or what package net takes for the mask
// of one.
func FuzzMask(f *testing.F) {
	for _, text := range []string{"24", "/24", "0", "32", "33", "-1", "255.255.255.0", "255.0.255.0", "0.0.0.0", "255.255.255.255", " 8 ", "/", "1e1", "٣"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var m Mask
		if !m.take(text, nil) {
			return
		}
		require.GreaterOrEqual(t, m.Length, 0)
		require.LessOrEqual(t, m.Length, 32)
		text = strings.TrimPrefix(strings.TrimSpace(text), "/")
		if !strings.Contains(text, ".") {
			require.Regexp(t, `^0*[0-9]{1,2}$`, text)
			return
		}
		addr, err := netip.ParseAddr(text)
		require.NoError(t, err)
		length, bits := net.IPMask(addr.AsSlice()).Size()
		require.Equal(t, 32, bits, "the mask has a hole")
		require.Equal(t, length, m.Length)
	})
}

var dateForm = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}:[0-9]{2})?$`)

// FuzzMoment: what is taken has the form and names a day that there is; a date is
// what was written.
func FuzzMoment(f *testing.F) {
	for _, text := range []string{"2024-06-15", "2024-06-15 12:00:00", " 2024-02-29\n", "2023-02-29", "2024-06-15  2:00:00", "2024-06-15 12:00:00.5", "0000-01-01", "0001-01-01", "9999-12-31 23:59:59", "2018-11-04", "2011-03-27 02:30:00", "2024-6-15", ""} {
		f.Add(text)
	}
	zone, err := time.LoadLocation("America/Sao_Paulo") // some days there began at one o'clock
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, text string) {
		var d Date
		var m Moment
		taken := d.take(text, zone)
		require.Equal(t, taken, m.take(text, zone))
		trimmed := strings.TrimSpace(text)
		if text == "" {
			require.True(t, taken)
			return
		}
		if !taken {
			return
		}
		require.Regexp(t, dateForm, trimmed)
		require.Equal(t, trimmed[:10], string(d.D))
		day, err := time.Parse(time.DateOnly, trimmed[:10])
		require.NoError(t, err)
		require.WithinDuration(t, day, time.Unix(*m.T, 0), 48*time.Hour)
		require.LessOrEqual(t, *m.T, int64(*m.to()), "the bounds of one day hold it")
	})
}
