package seal

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const racerEnv = "SEAL_TEST_RACER"

// TestMain doubles as the other process of TestRacingProcessesAgree: it waits
// for its input to end, opens the key and prints its id.
func TestMain(m *testing.M) {
	path := os.Getenv(racerEnv)
	if path == "" {
		os.Exit(m.Run())
	}
	fmt.Println("ready")
	io.Copy(io.Discard, os.Stdin)
	key, err := OpenKey(path)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(key.ID())
}

func TestKeyFileIsCreatedOnceAndForItsOwnerAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "seal.key")
	first, err := OpenKey(path)
	require.NoError(t, err)
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode())
	assert.EqualValues(t, keySize, info.Size())

	sealed, err := first.Seal([]byte("secret"), nil)
	require.NoError(t, err)
	second, err := OpenKey(path)
	require.NoError(t, err)
	opened, err := second.Open(sealed, nil)
	require.NoError(t, err)
	assert.Equal(t, "secret", string(opened))

	left, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	assert.Len(t, left, 1, "only the key file is left")
}

func TestNewKeysDiffer(t *testing.T) {
	dir := t.TempDir()
	a, err := OpenKey(filepath.Join(dir, "a"))
	require.NoError(t, err)
	b, err := OpenKey(filepath.Join(dir, "b"))
	require.NoError(t, err)
	assert.NotEqual(t, a.ID(), b.ID())
}

func TestRefusedKeyFiles(t *testing.T) {
	good := make([]byte, keySize)
	for name, c := range map[string]struct {
		content []byte
		mode    os.FileMode
		says    string
	}{
		"group may read":   {good, 0o640, "mode 0640"},
		"others may read":  {good, 0o604, "mode 0604"},
		"others may write": {good, 0o602, "chmod 600"},
		"executable":       {good, 0o700, "mode 0700"},
		"empty":            {nil, 0o600, "has 0 bytes, a key has 32"},
		"cut":              {good[:31], 0o600, "has 31 bytes"},
		"too long":         {make([]byte, 45), 0o600, "has 45 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "seal.key")
			require.NoError(t, os.WriteFile(path, c.content, 0o600))
			require.NoError(t, os.Chmod(path, c.mode))
			_, err := OpenKey(path)
			require.ErrorContains(t, err, c.says)
			require.ErrorContains(t, err, path)
			content, err := os.ReadFile(path)
			require.NoError(t, err)
			assert.Equal(t, len(c.content), len(content), "a refused file is left alone")
		})
	}
	t.Run("read only is enough", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "seal.key")
		require.NoError(t, os.WriteFile(path, good, 0o400))
		_, err := OpenKey(path)
		require.NoError(t, err)
	})
	t.Run("a directory", func(t *testing.T) {
		dir := t.TempDir()
		require.NoError(t, os.Chmod(dir, 0o600))
		_, err := OpenKey(dir)
		require.ErrorContains(t, err, "not a regular file")
	})
	t.Run("no directory to be in", func(t *testing.T) {
		_, err := OpenKey(filepath.Join(t.TempDir(), "missing", "seal.key"))
		require.ErrorIs(t, err, os.ErrNotExist)
	})
}

func TestRacingProcessesAgree(t *testing.T) {
	for range 5 {
		path := filepath.Join(t.TempDir(), "seal.key")
		const racers = 6
		var answers []*bufio.Scanner
		var starts []io.Closer
		for range racers {
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), racerEnv+"="+path)
			in, err := cmd.StdinPipe()
			require.NoError(t, err)
			out, err := cmd.StdoutPipe()
			require.NoError(t, err)
			require.NoError(t, cmd.Start())
			t.Cleanup(func() { assert.NoError(t, cmd.Wait()) })
			answer := bufio.NewScanner(out)
			require.True(t, answer.Scan())
			require.Equal(t, "ready", answer.Text())
			answers, starts = append(answers, answer), append(starts, in)
		}
		for _, s := range starts {
			require.NoError(t, s.Close())
		}
		ids := map[string]bool{}
		for _, answer := range answers {
			require.True(t, answer.Scan())
			ids[answer.Text()] = true
		}
		key, err := OpenKey(path)
		require.NoError(t, err)
		require.Equal(t, map[string]bool{key.ID(): true}, ids)
	}
}
