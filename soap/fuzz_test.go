package soap

import (
	"encoding/xml"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"partnerapi/ops"
)

// FuzzRequest: whatever a body holds, it is a message or a refusal that may be
// shown, and the fault that shows it is well-formed.
func FuzzRequest(f *testing.F) {
	for _, body := range []string{
		call11(flagCall),
		call12(`<p:op><a xsi:nil="1"/><b>1<!-- -->2<![CDATA[3]]></b></p:op>`),
		`<?xml version="1.0" encoding="windows-1251"?>` + call11(flagCall),
		"\xFF\xFE<\x00a\x00/\x00>\x00",
	} {
		f.Add(body, "text/xml")
	}
	f.Fuzz(func(t *testing.T, body, contentType string) {
		document, err := decode([]byte(body), contentType)
		v := soap11
		if err == nil {
			v, _, err = parse(document, DefaultLimits.xml(), func(m *message) error {
				require.NotEmpty(t, m.operation)
				require.NotEmpty(t, m.space)
				for _, value := range m.operands {
					require.NotEmpty(t, value.Name)
					require.False(t, value.Null && value.Text != "")
				}
				return nil
			})
		}
		if err == nil {
			return
		}
		var refusal *ops.Error
		require.ErrorAs(t, err, &refusal)
		require.NotEqual(t, codeInternal, refusal.Code)
		fault := faultForm{space: "urn:x"}.append(nil, v, "id", err)
		require.NoError(t, xml.NewDecoder(strings.NewReader(string(fault))).Decode(new(struct{})))
		require.NotContains(t, string(fault), "\uFFFE")
	})
}
