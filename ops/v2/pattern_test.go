package v2

import (
	"regexp/syntax"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The counted size of a program is never below the real one.
func FuzzProgramSize(f *testing.F) {
	for _, seed := range []string{"", "a", "abc", "(a|b)*c+d?", "x{3}", "x{2,5}", "x{2,}", "(x{10}){10}", "((x{0,3}|y){2,}){3}", "[а-я]{1,20}", "^ООО .*(Ромашка|Альфа)$", "(){1000}", "((a?)?)?", "x{0}", "x{0,}", "[[:alpha:]]+", "."} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, pattern string) {
		if len(pattern) > 200 {
			return
		}
		parsed, err := syntax.Parse(pattern, syntax.POSIX)
		if err != nil {
			return
		}
		counted := programSize(parsed)
		if counted > maxProgram {
			return // too large to be compiled
		}
		program, err := syntax.Compile(parsed.Simplify())
		require.NoError(t, err)
		// Every program has a start that fails and an end that matches.
		require.LessOrEqual(t, len(program.Inst)-2, counted+1, pattern)
	})
}

// Patterns that repeat what repeats are refused by their size; what people look
// for is not.
func TestCompilePatterns(t *testing.T) {
	for _, patterns := range [][]string{
		{"(" + strings.Repeat("a", 900) + "){1000}"}, {"((x{100}){100}){100}"}, {"((((x{10}){10}){10}){10}){10}"}, {"((x{1,10}){1,30}){1,30}"}, {"((x{10,}){30,}){30,}"},
		{strings.Repeat("(a|bc){1,200}", 20)}, {"x{1000}", "y{1000}", "z{1000}", "a{1000}", "b{1000}", "c"},
		{"("}, {"x{1001}"}, {`\d`}, {"(?i)x"},
	} {
		_, ok := compilePatterns(patterns)
		require.False(t, ok, "%.60q", patterns)
	}
	for _, patterns := range [][]string{nil, {""}, {"^.{1,1000}$"}, {strings.Repeat("я", 1000)}, {"^(ООО|АО|ИП) .*[0-9]{10}([0-9]{2})?$", "[[:alpha:]]+@[a-z.]{1,64}"}, {"x{1000}", "y{1000}", "z{1000}", "a{1000}"}} {
		compiled, ok := compilePatterns(patterns)
		require.True(t, ok, "%.60q", patterns)
		require.Len(t, compiled, len(patterns))
	}
}
