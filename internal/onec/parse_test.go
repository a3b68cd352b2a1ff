package onec

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The forms of T1 and T2.
func TestParseDate(t *testing.T) {
	for text, want := range map[string]string{
		"2012-09-14": "2012-09-14", "2012-09-14Z": "2012-09-14", "2012-09-14T23:59:59.123456789-11:00": "2012-09-14", "2012-02-29": "2012-02-29",
		"0001-01-01": "", "0001-01-01T00:00:00": "", "0001-01-01T00:00:00Z": "", "0001-01-01T21:00:00Z": "",
		// A time of UTC other than midnight is an instant; another offset keeps the written date.
		"1990-05-05T20:00:00Z": "1990-05-06", "1990-05-05T20:00:00+00:00": "1990-05-06", "1990-05-05T20:00:00-00:00": "1990-05-06", "1990-05-05T19:59:59.999Z": "1990-05-05",
		"1990-05-05T00:00:00Z": "1990-05-05", "1990-05-05T00:00:00.000+00:00": "1990-05-05", "1990-05-05T20:00:00+00:01": "1990-05-05", "1990-05-05T20:00:00+14:00": "1990-05-05",
		"1990-05-05T20:00:00": "1990-05-05", "1990-05-05+00:00": "1990-05-05", "2026-12-31T21:00:00.0000000000001Z": "2027-01-01",
	} {
		got, ok := ParseDate(text, Moscow)
		assert.True(t, ok, text)
		assert.Equal(t, want, got, text)
	}
	for _, text := range []string{"", "2012", "2012-9-14", "2012-02-30", "2012-09-14 00:00:00", "2012-09-14T24:00:00", "2012-09-14T00:00:00,5", "14.09.2012", "2012-09-14T00:00", "2012-09-14x"} {
		_, ok := ParseDate(text, Moscow)
		assert.False(t, ok, text)
		_, _, ok = ParseTime(text)
		assert.False(t, ok, text)
	}
	// Years that no answer can show.
	_, ok := ParseDate("9999-12-31T23:00:00Z", Moscow)
	assert.False(t, ok)
	_, _, ok = ParseTime("9999-12-31T23:00:00Z")
	assert.False(t, ok)
	_, empty, ok := ParseTime("0001-01-02T00:00:00+14:00")
	assert.True(t, empty && ok, "it is 1 January there")

	west, err := time.LoadLocation("America/New_York")
	require.NoError(t, err)
	got, ok := ParseDate("1990-05-05T02:00:00Z", west)
	assert.True(t, ok)
	assert.Equal(t, "1990-05-04", got, "the zone is the deployment's")
	got, ok = ParseDate("0001-01-02T02:00:00Z", west)
	assert.True(t, ok)
	assert.Empty(t, got)
}
