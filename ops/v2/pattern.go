package v2

import (
	"regexp"
	"regexp/syntax"
	"strings"
)

// like is a pattern of the like operators, cut at its wildcards: % stands for any
// run of characters and is the only one.
type like []string

func newLike(pattern string) like { return strings.Split(pattern, "%") }

// match reports whether the whole text fits.
func (parts like) match(text string) bool {
	first, last := parts[0], parts[len(parts)-1]
	if len(parts) == 1 {
		return text == first
	}
	if len(text) < len(first)+len(last) || !strings.HasPrefix(text, first) || !strings.HasSuffix(text, last) {
		return false
	}
	text = text[len(first) : len(text)-len(last)]
	for _, part := range parts[1 : len(parts)-1] {
		at := strings.Index(text, part)
		if at < 0 {
			return false
		}
		text = text[at+len(part):]
	}
	return true
}

// folder folds the case of a column's texts, Cyrillic too. All conditions on the
// column share it, so that a row's text is folded once.
type folder struct{ text, folded string }

func (f *folder) fold(text string) string {
	if text != f.text {
		f.text, f.folded = text, strings.ToLower(text)
	}
	return f.folded
}

// maxProgram is how many instructions the regular expressions of a filter may
// compile to in all. It bounds their memory, and what one text costs: each of its
// characters is held against each instruction at most.
const maxProgram = 5000

// compilePatterns compiles what can be compiled within maxProgram. Sizes are
// counted before anything is compiled: (x{1000}){1000} is 14 characters and a
// million instructions.
func compilePatterns(patterns []string) (compiled []*regexp.Regexp, ok bool) {
	size := 0
	for _, pattern := range patterns {
		parsed, err := syntax.Parse(pattern, syntax.POSIX)
		if err != nil {
			return nil, false
		}
		if size += programSize(parsed); size > maxProgram {
			return nil, false
		}
	}
	for _, pattern := range patterns {
		re, err := regexp.CompilePOSIX(pattern)
		if err != nil {
			return nil, false
		}
		compiled = append(compiled, re)
	}
	return compiled, true
}

// programSize is at least how many instructions a parsed expression compiles to,
// or something above maxProgram. Repetitions multiply: x{2,5} is xx(x(x(x)?)?)?.
func programSize(re *syntax.Regexp) int {
	inner := 0
	for _, sub := range re.Sub {
		if inner += programSize(sub); inner > maxProgram {
			return inner
		}
	}
	switch re.Op {
	case syntax.OpLiteral:
		return max(1, len(re.Rune))
	case syntax.OpCapture:
		return inner + 2
	case syntax.OpAlternate:
		return inner + len(re.Sub) - 1
	case syntax.OpConcat:
		return inner
	case syntax.OpRepeat:
		if re.Max < 0 {
			return max(1, re.Min)*inner + 1
		}
		return re.Max*inner + re.Max - re.Min + 1
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest:
		return inner + 2
	}
	return inner + 1
}
