package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"partnerapi/importer"
	"partnerapi/internal/config"
)

func TestDescribeProgress(t *testing.T) {
	for want, c := range map[string]struct {
		now   importer.Progress
		after time.Duration
	}{
		"taking: 0 of 100 lines":                             {importer.Progress{Stage: importer.Taking, Total: 100}, time.Minute},
		"taking: 10 of 100 lines":                            {importer.Progress{Stage: importer.Taking, Done: 10, Total: 100}, time.Millisecond},
		"taking: 250000 of 1000000 lines, 25000/s, 30s left": {importer.Progress{Stage: importer.Taking, Done: 250000, Total: 1000000}, 10 * time.Second},
		"taking: 100 of 100 lines, 50/s":                     {importer.Progress{Stage: importer.Taking, Done: 100, Total: 100}, 2 * time.Second},
		"reading: 4000 bytes, 1000/s":                        {importer.Progress{Stage: importer.Reading, Done: 4000}, 4 * time.Second},
		"hashing passwords: 30 of 60 logins, 30/s, 1s left":  {importer.Progress{Stage: importer.Hashing, Done: 30, Total: 60}, time.Second},
	} {
		assert.Equal(t, want, describe(c.now, c.after, config.English))
	}
	assert.Equal(t, "загрузка, строки: 250 из 1000, 25/с, осталось 30s",
		describe(importer.Progress{Stage: importer.Taking, Done: 250, Total: 1000}, 10*time.Second, config.Russian))
}
