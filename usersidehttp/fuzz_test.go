package usersidehttp

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"partnerapi/ops"
	"partnerapi/ops/userside"
)

// FuzzForm: whatever a query or a form holds, it is read as package net/url reads
// it, the last of repeated values, or refused in words that may be shown.
func FuzzForm(f *testing.F) {
	for _, text := range []string{
		"key=a&cat=customer&action=get_data&customer_id=1", "a=1&a=2", "a", "=", "&&", "a=%", "%zz=1", "a=%ff%fe", "a+b=c+d", "a=&#047;&b=%26%23092;", "a=1;b=2", strings.Repeat("a&", 2000), "%00=%00", "a==", "a=%26%23047%3b",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		values := userside.Values{}
		err := take(values, text)
		require.LessOrEqual(t, len(values), maxParameters)
		if err != nil {
			var known *ops.Error
			require.True(t, errors.As(err, &known), "%v", err)
			require.Equal(t, userside.CodeBadValue, known.Code)
			require.Equal(t, known.Text, strings.ToValidUTF8(known.Text, ""))
			require.Less(t, len(known.Text), 300)
			return
		}
		if strings.Contains(text, ";") {
			return // net/url refuses it, as it could stand for &
		}
		want, err := url.ParseQuery(text)
		require.NoError(t, err)
		require.Len(t, values, len(want))
		for name, all := range want {
			require.Equal(t, slashes.Replace(all[len(all)-1]), values[name])
		}
	})
}
