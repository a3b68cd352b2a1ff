// Package partnerapi holds what is checked of the module as a whole.
package partnerapi

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// mayImport says which of our own packages each room may import; a room is the
// first folder of a path. Wires know operations, and who calls through ops.Callers, and
// never the store or each other; the store knows leaves alone; leaves know nothing of ours but
// how turns are taken.
// Every room may import itself; cmd and the tests of the whole, everything.
var mayImport = map[string][]string{
	"soap":         {"ops", "wsdl", "internal"},
	"jsonrpc":      {"ops", "internal"},
	"usersidehttp": {"ops", "internal"},
	"ops":          {"store", "wsdl", "internal"},
	"auth":         {"ops", "store", "internal"},
	"store":        {"internal"},
	"importer":     {"store", "internal"},
	"wsdl":         {"internal"},
}

const module = "partnerapi/"

func TestImports(t *testing.T) {
	list := exec.Command("go", "list", "-json=ImportPath,Imports", "./...")
	out, err := list.Output()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		require.NoError(t, err, string(failed.Stderr))
	}
	require.NoError(t, err)
	rooms := map[string]bool{}
	for packages := json.NewDecoder(strings.NewReader(string(out))); ; {
		var pkg struct {
			ImportPath string
			Imports    []string
		}
		if err := packages.Decode(&pkg); errors.Is(err, io.EOF) {
			break
		} else {
			require.NoError(t, err)
		}
		from, ours := strings.CutPrefix(pkg.ImportPath, module)
		if !ours {
			continue
		}
		rooms[room(from)] = true
		for _, path := range pkg.Imports {
			if to, ours := strings.CutPrefix(path, module); ours {
				assert.True(t, allowed(from, to), "%s must not import %s", from, to)
			}
		}
	}
	for _, name := range []string{"cmd", "internal", "ops", "store", "wsdl"} {
		assert.True(t, rooms[name], "go list saw %s", name)
	}
}

// The rules refuse what they are there to refuse.
func TestImportRules(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     bool
	}{
		{"soap", "ops", true},
		{"soap", "auth", false},
		{"soap", "soap/internal/xmlpull", true},
		{"soap", "store", false},
		{"soap", "jsonrpc", false},
		{"ops/partner", "store", true},
		{"ops/partner", "soap", false},
		{"ops", "auth", false},
		{"store", "internal/seal", true},
		{"store", "ops", false},
		{"internal/seal", "internal/seal/inner", true},
		{"internal/seal", "internal/filelock", false},
		{"internal/password", "internal/budget/fair", true},
		{"internal/password", "internal/budget/intake", false},
		{"internal/config", "store", false},
		{"cmd/partnerapi", "store", true},
		{"store", "cmd/partnerapi/server", false},
		{"newroom", "store", false},
	} {
		assert.Equal(t, c.want, allowed(c.from, c.to), "%s importing %s", c.from, c.to)
	}
}

func allowed(from, to string) bool {
	home := room(from)
	switch home {
	case "cmd", "test":
		return true
	case "internal":
		return leaf(from) == leaf(to) || to == "internal/budget/fair"
	case room(to):
		return true
	}
	for _, name := range mayImport[home] {
		if room(to) == name {
			return true
		}
	}
	return false
}

func room(path string) string {
	first, _, _ := strings.Cut(path, "/")
	return first
}

// leaf is the first two folders: internal/seal.
func leaf(path string) string {
	parts := strings.SplitN(path, "/", 3)
	return strings.Join(parts[:min(2, len(parts))], "/")
}
