package userside

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/internal/budget/holding"
	"partnerapi/internal/jsonvalue"
)

// noClient is one that is never cut off.
type noClient struct{}

func (noClient) Cut() {}

// A list is the same JSON however many blocks it takes, also with a row that is larger
// than one, and the answer holds all of its blocks but the last.
func TestListInBlocks(t *testing.T) {
	huge := strings.Repeat("щ", blockSize)
	for name, texts := range map[string][]string{
		"none":            {},
		"one":             {"a"},
		"many":            strings.Split(strings.Repeat("Абонент,", 20_000), ","),
		"full blocks":     strings.Split(strings.Repeat(strings.Repeat("x", blockFull)+",", 5), ","),
		"a huge one":      {"a", huge, "b"},
		"a huge one last": {"a", huge},
	} {
		t.Run(name, func(t *testing.T) {
			pool := holding.New(holding.Options{Bytes: 8 << 20})
			var held holding.Answer
			pool.Begin(&held, noClient{}, 0)
			defer held.End()
			ctx := holding.With(t.Context(), &held)
			answer, err := listed(ctx, sequence(texts), func(b []byte, text *string) []byte { return jsonvalue.AppendString(b, *text) })
			require.NoError(t, err)
			whole := bytes.Join(answer.Data, nil)
			var got []string
			require.NoError(t, json.Unmarshal(whole, &got))
			assert.Equal(t, texts, got)
			size := int64(0)
			for _, block := range answer.Data[:len(answer.Data)-1] {
				size += int64(cap(block))
			}
			assert.Equal(t, size, pool.Held())
			assert.Less(t, size, int64(len(whole))*5/4+blockSize)

			number := int64(0)
			answer, err = mapped(ctx, sequence(texts), func(*string) int64 { number++; return number }, func(b []byte, text *string) []byte { return jsonvalue.AppendString(b, *text) })
			require.NoError(t, err)
			var byNumber map[int64]string
			require.NoError(t, json.Unmarshal(bytes.Join(answer.Data, nil), &byNumber))
			require.Len(t, byNumber, len(texts))
			for i, text := range texts {
				require.Equal(t, text, byNumber[int64(i)+1])
			}
		})
	}
}

// A list that there is no room for leaves nothing behind but the refusal.
func TestListWithoutRoom(t *testing.T) {
	pool := holding.New(holding.Options{Bytes: 4 * blockSize})
	var held holding.Answer
	pool.Begin(&held, noClient{}, 0)
	answer, err := listed(holding.With(t.Context(), &held), sequence(make([]int64, 200_000)), func(b []byte, n *int64) []byte { return appendInt(b, *n) })
	require.ErrorIs(t, err, holding.ErrBusy)
	assert.Nil(t, answer.Data)
	held.End()
	assert.Zero(t, pool.Held())
}
