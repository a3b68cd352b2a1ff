package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// process is a server under load.
type process struct {
	cmd  *exec.Cmd
	base string // scheme and host
	// path is what follows it for a body.
	path func(b body) string
	dir  string
}

// start runs a server and takes its address from the first line that says it.
func start(dir string, path func(b body) string, program string, args ...string) (*process, error) {
	cmd := exec.Command(program, args...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &process{cmd: cmd, path: path, dir: dir}
	lines := bufio.NewReader(out)
	for p.base == "" {
		line, err := lines.ReadString('\n')
		if err != nil {
			return nil, fmt.Errorf("%s does not serve: %w", filepath.Base(program), err)
		}
		var said struct{ URL string }
		if strings.HasPrefix(line, "http://") {
			p.base = strings.TrimSpace(line)
		} else if json.Unmarshal([]byte(line), &said) == nil {
			p.base = said.URL
		}
	}
	go func() { _, _ = io.Copy(io.Discard, lines) }() // its log must not fill the pipe
	return p, nil
}

func (p *process) kill() {
	_ = p.cmd.Process.Kill() // an error means that it has ended
	_ = p.cmd.Wait()
}

var wrkRate = regexp.MustCompile(`requests=(\d+) seconds=([\d.]+) errors=(\d+)`)

// load runs wrk against the server for a while.
func (p *process) load(b body, long time.Duration) (sample, error) {
	script := filepath.Join(p.dir, "wrk.lua")
	if err := os.WriteFile(script, []byte(b.script()), 0o600); err != nil {
		return sample{}, err
	}
	time.Sleep(200 * time.Millisecond) // what the last load left behind
	idle, err := p.memory("VmRSS")
	if err != nil {
		return sample{}, err
	}
	if err := os.WriteFile(p.proc("clear_refs"), []byte("5"), 0); err != nil { // the peak begins anew
		return sample{}, err
	}
	before, err := p.cpu()
	if err != nil {
		return sample{}, err
	}
	out, err := exec.Command("wrk", "-t2", "-c", strconv.Itoa(connections), "-d", fmt.Sprintf("%ds", int(long.Seconds())), "--timeout", "30s", "-s", script, p.base+p.path(b)+b.question()).CombinedOutput()
	if err != nil {
		return sample{}, fmt.Errorf("wrk: %w\n%s", err, out)
	}
	after, err := p.cpu()
	if err != nil {
		return sample{}, err
	}
	peak, err := p.memory("VmHWM")
	if err != nil {
		return sample{}, err
	}
	m := wrkRate.FindSubmatch(out)
	if m == nil {
		return sample{}, fmt.Errorf("wrk said %q", out)
	}
	requests, _ := strconv.ParseFloat(string(m[1]), 64) // the pattern takes digits only
	took, _ := strconv.ParseFloat(string(m[2]), 64)
	if !bytes.Equal(m[3], []byte("0")) || requests == 0 {
		return sample{}, fmt.Errorf("wrk had errors: %s", m[0])
	}
	return sample{rate: requests / took, cpu: time.Duration(float64(after-before) / requests), peak: peak - idle}, nil
}

func (p *process) proc(name string) string {
	return fmt.Sprintf("/proc/%d/%s", p.cmd.Process.Pid, name)
}

// cpu is what the process has used so far, by the kernel's count of ticks of 10 ms.
func (p *process) cpu() (time.Duration, error) {
	stat, err := os.ReadFile(p.proc("stat"))
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	var ticks int64
	for _, i := range []int{11, 12} { // utime, stime: 14 and 15 of the line
		n, err := strconv.ParseInt(fields[i], 10, 64)
		if err != nil {
			return 0, err
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond, nil
}

// memory reads a line of the process's status, in bytes.
func (p *process) memory(line string) (int64, error) {
	status, err := os.ReadFile(p.proc("status"))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(status), line+":")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0, fmt.Errorf("no %s in the process's status", line)
	}
	kb, err := strconv.ParseInt(fields[0], 10, 64)
	return kb << 10, err
}
