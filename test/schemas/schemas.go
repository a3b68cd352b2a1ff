// Package schemas holds answers of USERSIDE's actions against the JSON Schemas of
// testdata/userside/schemas. Key order is beyond a schema; who reads by it checks
// it.
package schemas

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Dialects are the names of the envelopes.
var Dialects = []string{"modern", "legacy", "both"}

const address = "https://partnerapi.invalid/userside/"

// Schemas are the compiled schemas, by action and dialect; refusals stand under
// the action "".
type Schemas map[[2]string]*jsonschema.Schema

// Load compiles the schemas of a directory.
func Load(dir string) (Schemas, error) {
	compiler := jsonschema.NewCompiler()
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return nil, err
	}
	shared := map[string]bool{"types.json": true, "modern.json": true, "legacy.json": true, "both.json": true}
	var actions []string
	for _, file := range files {
		text, err := os.Open(file)
		if err != nil {
			return nil, err
		}
		document, err := jsonschema.UnmarshalJSON(text)
		text.Close()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		name := filepath.Base(file)
		if err := compiler.AddResource(address+name, document); err != nil {
			return nil, err
		}
		if !shared[name] {
			actions = append(actions, strings.TrimSuffix(name, ".json"))
		}
	}
	s := Schemas{}
	for _, dialect := range Dialects {
		for _, action := range actions {
			if s[[2]string{action, dialect}], err = compiler.Compile(address + action + ".json#/$defs/" + dialect); err != nil {
				return nil, err
			}
		}
		if s[[2]string{"", dialect}], err = compiler.Compile(address + dialect + ".json#/$defs/error"); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Check says what is wrong with an answer to an action.
func (s Schemas) Check(action, dialect string, status int, body string) error {
	if status != http.StatusOK {
		action = ""
	}
	schema := s[[2]string{action, dialect}]
	if schema == nil {
		return fmt.Errorf("no schema of %s in the dialect %s", action, dialect)
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	if err != nil {
		return err
	}
	if err := schema.Validate(value); err != nil {
		return err
	}
	// What stands twice is the same twice.
	members := value.(map[string]any)
	for _, pair := range [][2]string{{"data", "Data"}, {"error", "ErrorText"}} {
		one, has := members[pair[0]]
		two, too := members[pair[1]]
		if has && too && !reflect.DeepEqual(one, two) {
			return fmt.Errorf("%s and %s differ", pair[0], pair[1])
		}
	}
	return nil
}
