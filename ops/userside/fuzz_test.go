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

var plainForm = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?)?$`)

// FuzzMoment: what is taken names a day that there is; of the plain forms a date is
// what was written.
func FuzzMoment(f *testing.F) {
	for _, text := range []string{
		"2024-06-15", "2024-06-15 12:00:00", " 2024-02-29\n", "2023-02-29", "2024-06-15  2:00:00", "2024-06-15 12:00:00.5", "2024-06-15 12:00:00.", "0000-01-01", "0001-01-01", "9999-12-31 23:59:59",
		"2018-11-04", "2011-03-27 02:30:00", "2024-6-15", "", "2024-06-15T12:00:00", "2024-06-15T12:00:00.123456789Z", "2024-06-15T12:00:00+03:00", "15.06.2024", "15.06.2024 12:00:00", "31.02.2024",
		"Thu Nov 26 15:04:44 UTC 2026", "Thu Nov 26 15:04:44 GMT+03:00 2026", "Thu Nov 26 15:04:44 MSK 2026", "Thu Nov 26 15:04:44 XYZ 2026", "Thu Feb 31 15:04:44 UTC 2026", "Thu Nov 26 15:04 UTC 2026 x",
	} {
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
		if plainForm.MatchString(trimmed) {
			require.Equal(t, trimmed[:10], string(d.D))
		}
		day, err := time.Parse(time.DateOnly, string(d.D))
		require.NoError(t, err)
		require.WithinDuration(t, day, time.Unix(*m.T, 0), 48*time.Hour)
		require.LessOrEqual(t, *m.T, int64(*m.to()), "the bounds of one day hold it")
	})
}

// Each form that clients send, in a deployment's zone.
func TestMoments(t *testing.T) {
	kamchatka, err := time.LoadLocation("Asia/Kamchatka") // UTC+12
	require.NoError(t, err)
	for text, want := range map[string]string{
		"2024-06-15":                         "2024-06-15 00:00:00",
		"2024-06-15 23:59:59":                "2024-06-15 23:59:59",
		"2024-06-15 23:59:59.9":              "2024-06-15 23:59:59",
		"2024-06-15T01:02:03":                "2024-06-15 01:02:03",
		"2024-06-15T01:02:03.000000":         "2024-06-15 01:02:03",
		"2024-06-15T13:00:00Z":               "2024-06-16 01:00:00",
		"2024-06-15T13:00:00.5+03:00":        "2024-06-15 22:00:00",
		"2024-06-15T13:00:00-0500":           "2024-06-16 06:00:00",
		"15.06.2024":                         "2024-06-15 00:00:00",
		"15.06.2024 10:11:12":                "2024-06-15 10:11:12",
		"Thu Nov 26 15:04:44 UTC 2026":       "2026-11-27 03:04:44",
		"Thu Nov 26 15:04:44 GMT 2026":       "2026-11-27 03:04:44",
		"Thu Nov 26 15:04:44 MSK 2026":       "2026-11-27 00:04:44",
		"Thu Nov 26 15:04:44 GMT+05:00 2026": "2026-11-26 22:04:44",
		"Sun Jan 04 00:00:00 UTC 2026":       "2026-01-04 12:00:00",
		"Sun Jan  4 00:00:00 UTC 2026":       "2026-01-04 12:00:00",
	} {
		var m Moment
		var d Date
		require.True(t, m.take(text, kamchatka), text)
		require.True(t, d.take(text, kamchatka), text)
		require.Equal(t, want, time.Unix(*m.T, 0).In(kamchatka).Format(time.DateTime), text)
		require.Equal(t, want[:10], string(d.D), text)
		require.Equal(t, len(text) == 10, int64(*m.to()) > *m.T, "a day's upper bound is its last second: %s", text)
	}
	for _, text := range []string{
		"2024-06-15 24:00:00", "2024-06-15 1:02:03", "2024-06-15 01:02", "2024-06-15x01:02:03", "2024-06-15 01:02:03.", "2024-06-15 01:02:03,5", "2024-06-15T01:02:03X", "2024-02-30", "2024/06/15", "15.06.24", "31.02.2024",
		"06.15.2024", "20240615", "1718442000", "Thu Nov 26 15:04:44 XYZ 2026", "Thu Nov 31 15:04:44 UTC 2026", "Fri Nov 26 15:04:44 UTC 2026", "thu Nov 26 15:04:44 UTC 2026", "Thu Nov 26 5:04:44 UTC 2026", "Чт Nov 26 15:04:44 UTC 2026", "Thu Nov 26 15:04:44 2026", "0000-00-00", "now",
	} {
		var m Moment
		require.False(t, m.take(text, kamchatka), text)
	}
}
