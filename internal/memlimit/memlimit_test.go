package memlimit

import (
	"os"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
)

func TestAvailable(t *testing.T) {
	const meminfo = "MemTotal:        4096 kB\nMemFree:         1 kB\n"
	for name, c := range map[string]struct {
		files map[string]string
		want  int64
	}{
		"nothing is told": {},
		"machine":         {map[string]string{"proc/meminfo": meminfo}, 4 << 20},
		"version 2":       {map[string]string{"proc/meminfo": meminfo, "proc/self/cgroup": "0::/system.slice/partnerapi.service\n", "sys/fs/cgroup/system.slice/partnerapi.service/memory.max": "1048576\n"}, 1 << 20},
		"a group around":  {map[string]string{"proc/meminfo": meminfo, "proc/self/cgroup": "0::/a/b\n", "sys/fs/cgroup/a/b/memory.max": "max\n", "sys/fs/cgroup/a/memory.max": "2097152\n"}, 2 << 20},
		"container":       {map[string]string{"proc/meminfo": meminfo, "proc/self/cgroup": "0::/../../docker/x\n", "sys/fs/cgroup/memory.max": "3145728\n"}, 3 << 20},
		"no limit":        {map[string]string{"proc/meminfo": meminfo, "proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "max\n"}, 4 << 20},
		"version 1":       {map[string]string{"proc/meminfo": meminfo, "proc/self/cgroup": "3:cpu:/c\n2:hugetlb,memory:/m\n", "sys/fs/cgroup/memory/m/memory.limit_in_bytes": "1048576\n", "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n"}, 1 << 20},
		"larger group":    {map[string]string{"proc/meminfo": meminfo, "proc/self/cgroup": "0::/a\n", "sys/fs/cgroup/a/memory.max": "1099511627776\n"}, 4 << 20},
		"nonsense":        {map[string]string{"proc/meminfo": "MemTotal: many kB\n", "proc/self/cgroup": "0::/a\nx\n", "sys/fs/cgroup/a/memory.max": "-5\n"}, 0},
	} {
		root := fstest.MapFS{}
		for path, text := range c.files {
			root[path] = &fstest.MapFile{Data: []byte(text)}
		}
		assert.Equal(t, c.want, Available(root), name)
	}
}

func TestThisMachine(t *testing.T) {
	assert.Greater(t, Available(os.DirFS("/")), int64(64<<20))
}
