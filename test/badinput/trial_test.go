package badinput

import (
	"fmt"
	"strings"

	"partnerapi/internal/soaptest"
	"partnerapi/wsdl"
)

// trial is what is sent in the place of one operand, the others being good.
type trial struct {
	what    string
	send    []soaptest.Operand
	refused bool
	// says is the documented text of the refusal, where there is one.
	says string
	// likeUnknown: the refusal is the one of an unknown id, to the letter (T3).
	likeUnknown bool
	// likeGood: a reading operation answers as to the good value.
	likeGood bool
	// stores is what the answer's column of that name must hold, and what a later
	// reading must find; nil: not looked at.
	stores *string
	// named is the operand that the refusal names, when it is not the declared name.
	named string
}

// unknown is the id of nothing.
const unknown = "5f2d8a3e-1b7c-4d6f-9e0a-8c4b2f7d1e63"

// tries makes the trials of one operand.
type tries struct {
	operation string
	operand   wsdl.Operand
	domain    domain
	good      string
	list      []trial
}

func (s *tries) add(t trial) { s.list = append(s.list, t) }

func (s *tries) set(value string) []soaptest.Operand {
	return []soaptest.Operand{soaptest.Set(s.operand.Name, value)}
}

func (s *tries) accept(what, value string) { s.add(trial{what: what, send: s.set(value)}) }
func (s *tries) same(what, value string) {
	s.add(trial{what: what, send: s.set(value), likeGood: true})
}
func (s *tries) refuse(what string, values ...string) {
	for _, value := range values {
		s.add(trial{what: fmt.Sprintf("%s %.40q", what, value), send: s.set(value), refused: true})
	}
}

// absent is a value that counts as not given.
func (s *tries) absent(what string, send ...soaptest.Operand) {
	s.add(trial{what: what, send: send, refused: !s.operand.Void || needed(s.operation, s.operand.Name), says: s.domain.missing})
}

// trialsOf are all trials of an operand.
func trialsOf(operation string, o wsdl.Operand, good string) []trial {
	d, _ := domainOf(operation, o)
	s := &tries{operation: operation, operand: o, domain: d, good: good}
	s.absent("absent")
	s.absent("null", soaptest.Null(o.Name))
	s.absent("null as 1", soaptest.Raw(fmt.Sprintf(`<m:%s xsi:nil=" 1 "> </m:%[1]s>`, o.Name)))
	s.wire(operation)
	switch {
	case len(d.nouns)+len(d.also) > 0:
		s.references()
	case d.number:
		s.numberReferences()
	case o.Type == wsdl.String:
		s.texts()
	case o.Type == wsdl.Boolean:
		s.flags()
	case o.Type == wsdl.Int, o.Type == wsdl.Integer:
		s.numbers()
	default:
		s.dates()
	}
	for _, value := range d.bad {
		s.add(trial{what: "bad " + value, send: s.set(expand(value)), refused: true, says: d.wrong})
	}
	return s.list
}

// wire is what no operand may look like, whatever its type (W6), and what each
// may.
func (s *tries) wire(operation string) {
	name, good := s.operand.Name, soaptest.Escape(s.good)
	raw := func(what, format string, refused bool) {
		xml := strings.NewReplacer("NAME", name, "GOOD", good).Replace(format)
		s.add(trial{what: what, send: []soaptest.Operand{soaptest.Raw(xml)}, refused: refused, likeGood: !refused})
	}
	raw("an element inside", `<m:NAME><m:NAME>GOOD</m:NAME></m:NAME>`, true)
	raw("nil with content", `<m:NAME xsi:nil="true">GOOD</m:NAME>`, true)
	raw("nil that is no boolean", `<m:NAME xsi:nil="да"/>`, true)
	raw("twice", `<m:NAME>GOOD</m:NAME><m:NAME>GOOD</m:NAME>`, true)
	raw("a value and null", `<m:NAME>GOOD</m:NAME><m:NAME xsi:nil="true"/>`, true)
	raw("in another namespace", `<x:NAME xmlns:x="urn:other">GOOD</x:NAME>`, true)
	raw("in no namespace", `<NAME>GOOD</NAME>`, false)
	raw("nil that is false", `<m:NAME xsi:nil="false">GOOD</m:NAME>`, false)
	raw("in CDATA and pieces", `<m:NAME><!-- . --><![CDATA[GOOD]]></m:NAME>`, false)
	if alias, ok := aliases[operation+"."+name]; ok {
		s.add(trial{what: "alias", send: []soaptest.Operand{soaptest.Set(alias, s.good)}, likeGood: true})
		s.add(trial{what: "alias beside the name", send: append(s.set(s.good), soaptest.Set(alias, s.good)), refused: true, named: alias})
	}
}

// nothing: a blank element of a number or boolean is null (W6), a blank
// reference is not given (T3).
func (s *tries) nothing() {
	for _, blank := range []string{"", "   ", " \t\r\n"} {
		s.absent(fmt.Sprintf("blank %q", blank), s.set(blank)...)
	}
}

// references: T3, T5.
func (s *tries) references() {
	s.nothing()
	const zeros = "00000000-0000-0000-0000-000000000000" // 1C's empty reference: not given
	s.absent("zero id", s.set(zeros)...)
	s.absent("zero id in braces", s.set("{"+zeros+"}")...)
	likeUnknown := func(what, value string) {
		s.add(trial{what: what, send: s.set(value), refused: !s.domain.unchecked, likeUnknown: true})
	}
	likeUnknown("unknown id", unknown)
	likeUnknown("another unknown id", strings.ToUpper(unknown))
	likeUnknown("id of another register", id(s.stranger(), "a"))
	known := map[string]bool{}
	for _, also := range s.domain.also {
		s.accept("also "+also, expand(also))
		known[expand(also)] = true
	}
	for _, bad := range s.domain.bad {
		known[expand(bad)] = true // seen, and refused for another reason
	}
	for _, noun := range s.domain.nouns {
		if ownerOf(noun) == "0" {
			continue // everybody's
		}
		if own := id(noun, "a"); own != s.good {
			s.accept("own "+noun, own)
		}
		for _, other := range []string{"b", "c", "d"} { // a works with c, which does not make c's rows a's
			if foreign := id(noun, other); !known[foreign] {
				likeUnknown(other+"'s "+noun, foreign)
				likeUnknown(other+"'s "+noun+" in another spelling", " {"+strings.ToUpper(foreign)+"} ")
			}
		}
	}
	s.same("in upper case", strings.ToUpper(s.good))
	s.same("in braces", "{"+s.good+"}")
	s.same("with white space around", "\n\t"+s.good+" ")
	s.same("with a no-break space behind", s.good+"\u00a0")
	s.refuse("no id", "не идентификатор", "1", "true", s.good[:35], s.good+"0", s.good+" "+s.good, "{"+s.good, strings.ReplaceAll(s.good, "-", ""),
		"urn:uuid:"+s.good, strings.Replace(s.good, "0", "О", 1), "' OR '1'='1", s.good+"' --", strings.Repeat(s.good, 100), "😀", "е\u0301")
}

// stranger is a noun whose ids the operand does not take.
func (s *tries) stranger() string {
	for _, noun := range s.domain.nouns {
		if noun == "contract" {
			return "client"
		}
	}
	return "contract"
}

// ownerOf is whose the good row of a noun is: a's, or everybody's.
func ownerOf(noun string) string {
	switch noun {
	case "mail", "client_address", "partner_phone":
		return "0"
	}
	return "a"
}

// numberReferences: T6.
func (s *tries) numberReferences() {
	s.nothing()
	s.same("with white space around", "\n "+s.good+" ")
	s.refuse("no number", "два", "2.0", "0x2", "2 2", "٢", unknown, strings.Repeat("2", 1001))
}

// texts: T4, W6, S1, S25.
func (s *tries) texts() {
	stored := func(what, value string) {
		keep := value
		if s.domain.cut > 0 {
			keep = first(s.domain.cut, value)
		}
		s.add(trial{what: what, send: s.set(value), stores: &keep})
	}
	d := s.domain
	for what, value := range map[string]string{"empty": "", "blanks": "   ", "tabs": " \t\t", "line ends": "\r\n \n", "a line end within": d.begins + "а\r\nб\tв\rг  д "} {
		switch blank := strings.TrimSpace(value) == ""; {
		case d.oneLine && strings.Contains(value, "\n"):
			s.refuse(what, value)
		case d.filled && blank:
			s.add(trial{what: what, send: s.set(value), refused: true, says: d.missing})
		case d.strict, d.begins != "" && blank && value != "":
			s.refuse(what, value)
		case strings.HasSuffix(s.operand.Name, "_password") && value == "":
			s.accept(what, value) // S25: makes a new one
		default:
			stored(what, value)
		}
	}
	if d.strict {
		s.refuse("too long", strings.Repeat("a", 1001), strings.Repeat("я", 1001))
		return
	}
	stored("markup", d.begins+`<&>"']]>&amp;<b/>`)
	limit := 1000
	if d.cut > 0 {
		limit = d.cut
		stored("far too long", d.begins+strings.Repeat("щ😀", 10000))
	} else {
		s.refuse("far too long", d.begins+strings.Repeat("щ😀", 10000))
	}
	for what, pattern := range map[string]string{
		"Latin letters": "a", "Cyrillic letters": "щ", "emoji": "😀", "joined emoji": "👩\u200d💻", "combining marks": "е\u0301", "marks after a letter": "\u0301",
	} {
		for _, n := range []int{limit - 1, limit, limit + 1, limit + 2} {
			value := first(n, d.begins+strings.Repeat(pattern, n))
			what := fmt.Sprintf("%d code points of %s", n, what)
			if n > limit && d.cut == 0 {
				s.refuse(what, value)
			} else {
				stored(what, value)
			}
		}
	}
}

// first is the first n code points.
func first(n int, text string) string {
	runes := []rune(text)
	return string(runes[:min(n, len(runes))])
}

func (s *tries) flags() {
	s.nothing()
	s.accept("true", "true")
	s.accept("1", "1")
	s.accept("false", "false")
	s.accept("0", "0")
	s.same("with white space around", " \n"+s.good+"\t")
	s.refuse("no flag", "да", "TRUE", "True", "истина", "2", "-1", "01", "null", "0.0", strings.Repeat("true", 1000))
}

func (s *tries) numbers() {
	s.nothing()
	s.same("with white space around", "\n "+s.good+"\t")
	s.same("with a sign", "+"+s.good)
	s.same("with zeros before", "000"+s.good)
	s.refuse("no number", "семь", "7.0", "1,5", "1e3", "0x10", "1 2", "--1", "+", "-", "٣", "1_000", "NaN", "INF", "true", "1\u00a0000",
		"99999999999999999999", "-99999999999999999999", strings.Repeat("9", 1001))
	if s.operand.Type == wsdl.Int {
		s.refuse("beyond 32 bits", "2147483648", "-2147483649")
	}
}

// dates: T1, T2.
func (s *tries) dates() {
	s.refuse("blank", "", "   ", " \t\r\n") // no null: what somebody dated would run without end (W6)
	day := s.good[:10]
	if len(s.good) == 10 {
		s.same("as dateTime", day+"T00:00:00")
		s.same("with a fraction", day+"T00:00:00.000")
		s.same("with a long fraction", day+"T00:00:00.123456789012")
		s.same("with white space around", " \r\n"+day+" ")
		s.same("at Moscow's offset", day+"T00:00:00+03:00")
		s.accept("in UTC", day+"T00:00:00Z")
		s.accept("at an offset", day+"T00:00:00.000+06:00")
		s.accept("a day in UTC", day+"Z")
	}
	for _, empty := range []string{"0001-01-01", "0001-01-01T00:00:00", "0001-01-01T00:00:00Z"} {
		t := trial{what: "empty date " + empty, send: s.set(empty), refused: s.domain.period}
		s.add(t)
	}
	s.refuse("no date", "завтра", "14.09.2012", "2012-9-14", "2012-02-30", "2012-13-01", "2012-00-10", "2012-09-00", "2013-02-29", blankBeforeTime,
		"2012-09-14T", "2012-09-14T25:00:00", "2012-09-14T00:60:00", "2012-09-14T00:00", "2012-09-14T00:00:00+6", "2012-09-14T00:00:00,5", "20120914", "1347570000",
		"12012-09-14", "-2012-09-14", "0000-01-01", "0000-00-00", "2012-09-14T00:00:00.", "2012-09-14T00:00:00+99:00", "２０１２-09-14", "true",
		strings.Repeat("2012-09-14", 100), "2012-09-14T00:00:00."+strings.Repeat("0", 2000)+"x")
}
