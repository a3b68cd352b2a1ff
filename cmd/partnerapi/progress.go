package main

import (
	"fmt"
	"io"
	"time"

	"partnerapi/registers"
)

// progress is the line of a terminal that says how far an import is. Where there
// is no terminal it says nothing.
type progress struct {
	w     io.Writer // nil: nobody looks
	stage registers.Stage
	begun time.Time // of the stage
	shown time.Time
	wide  int // columns that the line on the terminal takes
}

func newProgress(w io.Writer) *progress {
	if !isTerminal(w) {
		w = nil
	}
	return &progress{w: w}
}

// stages are what the parts of an import are called, and what is counted in them.
var stages = map[registers.Stage]struct{ name, unit string }{
	registers.Reading:    {"reading", "bytes"},
	registers.Rehearsing: {"rehearsing", "lines"},
	registers.Hashing:    {"hashing passwords", "logins"},
	registers.Taking:     {"taking", "lines"},
}

// show replaces the line, a few times a second.
func (p *progress) show(now registers.Progress) {
	if p.w == nil {
		return
	}
	if now.Stage != p.stage {
		p.stage, p.begun, p.shown = now.Stage, time.Now(), time.Time{}
	}
	if time.Since(p.shown) < 200*time.Millisecond {
		return
	}
	p.shown = time.Now()
	text := describe(now, time.Since(p.begun))
	fmt.Fprintf(p.w, "\r%-*s", p.wide, text)
	p.wide = len(text)
}

// describe says how far a stage is after some time, at which rate, and how long
// the rest will take.
func describe(now registers.Progress, after time.Duration) string {
	stage := stages[now.Stage]
	text := fmt.Sprintf("%s: %d", stage.name, now.Done)
	if now.Total > 0 {
		text += fmt.Sprintf(" of %d", now.Total)
	}
	text += " " + stage.unit
	if now.Done == 0 || after < time.Second {
		return text
	}
	rate := float64(now.Done) / after.Seconds()
	text += fmt.Sprintf(", %.0f/s", rate)
	if now.Total > now.Done {
		left := time.Duration(float64(now.Total-now.Done) / rate * float64(time.Second))
		text += fmt.Sprintf(", %s left", left.Round(time.Second))
	}
	return text
}

// clear takes the line away, for something else to be said.
func (p *progress) clear() {
	if p.w != nil && p.wide > 0 {
		fmt.Fprintf(p.w, "\r%*s\r", p.wide, "")
		p.wide = 0
	}
}
