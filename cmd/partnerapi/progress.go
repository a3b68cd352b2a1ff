package main

import (
	"fmt"
	"io"
	"time"
	"unicode/utf8"

	"partnerapi/importer"
	"partnerapi/internal/config"
)

// progress is the line of a terminal that says how far an import is. Where there
// is no terminal it says nothing.
type progress struct {
	w     io.Writer // nil: nobody looks
	lang  config.Language
	stage importer.Stage
	begun time.Time // of the stage
	shown time.Time
	wide  int // columns that the line on the terminal takes
}

func newProgress(w io.Writer, lang config.Language) *progress {
	if !isTerminal(w) {
		w = nil
	}
	return &progress{w: w, lang: lang}
}

// stages are what the parts of an import are called, and what is counted in them.
// Russian ones name the unit before the numbers, so that it needs no plural.
var stages = map[importer.Stage]struct{ name, unit, ru string }{
	importer.Reading:    {"reading", "bytes", "чтение, байты"},
	importer.Rehearsing: {"rehearsing", "lines", "проверка, строки"},
	importer.Hashing:    {"hashing passwords", "logins", "хеширование паролей, логины"},
	importer.Taking:     {"taking", "lines", "загрузка, строки"},
}

// show replaces the line, a few times a second.
func (p *progress) show(now importer.Progress) {
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
	text := describe(now, time.Since(p.begun), p.lang)
	fmt.Fprintf(p.w, "\r%-*s", p.wide, text)
	p.wide = utf8.RuneCountInString(text)
}

// describe says how far a stage is after some time, at which rate, and how long
// the rest will take.
func describe(now importer.Progress, after time.Duration, lang config.Language) string {
	stage := stages[now.Stage]
	text := fmt.Sprintf("%s: %d", lang.Pick(stage.name, stage.ru), now.Done)
	if now.Total > 0 {
		text += fmt.Sprintf(lang.Pick(" of %d", " из %d"), now.Total)
	}
	text += lang.Pick(" "+stage.unit, "")
	if now.Done == 0 || after < time.Second {
		return text
	}
	rate := float64(now.Done) / after.Seconds()
	text += fmt.Sprintf(lang.Pick(", %.0f/s", ", %.0f/с"), rate)
	if now.Total > now.Done {
		left := time.Duration(float64(now.Total-now.Done) / rate * float64(time.Second))
		text += fmt.Sprintf(lang.Pick(", %s left", ", осталось %s"), left.Round(time.Second))
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
