package xmltok

import (
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzAgainstEncodingXML: what we accept encoding/xml accepts too, with the
// same tokens. (The other way round it accepts far more.)
func FuzzAgainstEncodingXML(f *testing.F) {
	envelope, err := os.ReadFile(filepath.Join("testdata", "client_add.xml"))
	require.NoError(f, err)
	f.Add(string(envelope))
	f.Fuzz(func(t *testing.T, document string) {
		ours, err := ourEvents(document)
		if err != nil {
			return
		}
		theirs, err := goEvents(document)
		require.NoError(t, err, "encoding/xml refuses what we accept")
		require.Equal(t, theirs, ours)
	})
}

// events is a token stream as text: what the two readers must agree on. Texts
// are joined; marks are characters that no document can have.
type events struct{ strings.Builder }

func (e *events) start(space, local string) { e.WriteString("\n\x01" + space + "\x02" + local) }
func (e *events) end(space, local string)   { e.WriteString("\n\x03" + space + "\x02" + local) }

// attr evens out white space, which encoding/xml leaves in values.
func (e *events) attr(space, local, value string) {
	e.WriteString("\n\x04" + space + "\x02" + local + "\x05" + strings.Map(func(c rune) rune {
		if c == '\t' || c == '\r' || c == '\n' {
			return ' '
		}
		return c
	}, value))
}

func ourEvents(document string) (string, error) {
	var e events
	var r Reader
	r.Reset(document, Limits{})
	for {
		token, err := r.Next()
		if err != nil {
			return "", err
		}
		switch token.Kind {
		case Start:
			e.start(token.Space, token.Local)
			for _, attr := range token.Attrs {
				e.attr(attr.Space, attr.Local, attr.Value)
			}
		case End:
			e.end(token.Space, token.Local)
		case Text:
			e.WriteString(token.Text)
		case EOF:
			return e.String(), nil
		}
	}
}

func goEvents(document string) (string, error) {
	decoder := xml.NewDecoder(strings.NewReader(document))
	decoder.CharsetReader = func(_ string, input io.Reader) (io.Reader, error) { return input, nil }
	var e events
	for depth := 0; ; {
		token, err := decoder.Token()
		if err == io.EOF {
			return e.String(), nil
		}
		if err != nil {
			return "", err
		}
		switch token := token.(type) {
		case xml.StartElement:
			depth++
			e.start(token.Name.Space, token.Name.Local)
			for _, attr := range token.Attr {
				if attr.Name.Space != "xmlns" && attr.Name != (xml.Name{Local: "xmlns"}) {
					e.attr(attr.Name.Space, attr.Name.Local, attr.Value)
				}
			}
		case xml.EndElement:
			depth--
			e.end(token.Name.Space, token.Name.Local)
		case xml.CharData:
			if depth > 0 {
				e.Write(token)
			}
		}
	}
}
