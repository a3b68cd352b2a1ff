package localtime

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// A clock writes what package time writes, in whatever order moments come.
func TestClock(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"Europe/Moscow", "UTC", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe"}).Draw(t, "zone")
		zone, err := time.LoadLocation(name)
		require.NoError(t, err)
		c := New(zone)
		for range 20 {
			unix := rapid.OneOf(rapid.Int64Range(-62135596800, 253402214400), rapid.Int64Range(1200000000, 1800000000), rapid.Int64Range(1711846800-7300, 1711846800+7300)).Draw(t, "unix")
			at := time.Unix(unix, 0).In(zone)
			if at.Year() > 9999 || at.Year() < 1 {
				continue
			}
			require.Equal(t, `"`+at.Format("2006-01-02 15:04:05")+`"`, string(c.Append(nil, unix)))
		}
	})
}
