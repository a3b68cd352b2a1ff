package onec

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestAppendDate(t *testing.T) {
	assert.Equal(t, "x2012-09-14T00:00:00", string(AppendDate([]byte("x"), "2012-09-14")))
	assert.Equal(t, emptyDate, string(AppendDate(nil, "")))
}

func TestAppendTime(t *testing.T) {
	for moment, want := range map[time.Time]string{
		time.Date(2012, 9, 14, 8, 5, 9, 0, time.UTC):    "2012-09-14T12:05:09", // UTC+4 then
		time.Date(2018, 3, 31, 22, 0, 0, 0, time.UTC):   "2018-04-01T01:00:00", // UTC+3 since 2014
		time.Date(1, 1, 1, 0, 0, 0, 0, Moscow):          emptyDate,
		time.Date(9999, 12, 31, 23, 59, 59, 0, Moscow):  "9999-12-31T23:59:59",
		time.Date(2010, 3, 28, 2, 0, 0, 0, Moscow):      "2010-03-28T03:00:00", // the clock jumped
		time.Date(2014, 10, 25, 22, 30, 0, 0, time.UTC): "2014-10-26T01:30:00", // the hour that came twice
		time.Unix(0, 0): "1970-01-01T03:00:00",
		time.Date(2000, 2, 29, 10, 59, 59, 999, time.UTC): "2000-02-29T13:59:59",
	} {
		assert.Equal(t, want, string(AppendTime(nil, moment.Unix())), moment)
		assert.Equal(t, want == emptyDate, IsEmptyTime(moment.Unix()), moment)
	}
	rapid.Check(t, func(t *rapid.T) {
		seconds := rapid.Int64Range(-1<<36, 1<<37).Draw(t, "seconds")
		want := time.Unix(seconds, 0).In(Moscow).Format("2006-01-02T15:04:05")
		assert.Equal(t, want, string(AppendTime(nil, seconds)))
	})
}
