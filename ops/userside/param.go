package userside

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"partnerapi/internal/money"
	"partnerapi/internal/xmltext"
	"partnerapi/store"
)

// parseID reads a number of 0 and more, with blanks around it or not.
func parseID(text string) (int64, bool) {
	text = strings.TrimSpace(text)
	if text == "" || strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n <= store.MaxNumber
}

// ID is a number of something. Where an empty value clears, 0 does too.
type ID struct {
	Given bool
	N     int64
}

func (p *ID) take(text string, _ *time.Location) (ok bool) {
	p.Given = true
	if text == "" {
		return true
	}
	p.N, ok = parseID(text)
	return ok
}
func (*ID) expected() string { return "ожидается целое число от 0" }

// ptr returns nil when not given.
func (p *ID) ptr() *int64 {
	if !p.Given {
		return nil
	}
	return &p.N
}

// reference is the number of somebody; nil when not given, or 0, which is nobody.
func (p *ID) reference() *int64 {
	if p.N == 0 {
		return nil
	}
	return &p.N
}

// change is what becomes of a reference.
func (p *ID) change() store.Change {
	switch {
	case !p.Given:
		return store.Change{}
	case p.N == 0:
		return store.Change{Set: true}
	}
	return store.Change{Set: true, Value: &p.N}
}

// maxIDs is how many numbers a list may hold.
const maxIDs = 10000

// IDs is a number, or several with commas between them. Many says that there was
// a comma: the answer then is a map (get_data).
type IDs struct {
	Given, Many bool
	List        []int64
}

func (p *IDs) take(text string, _ *time.Location) bool {
	p.Given = true
	if p.Many = strings.Contains(text, ","); p.Many && strings.Count(text, ",") >= maxIDs {
		return false
	}
	for part := range strings.SplitSeq(text, ",") {
		if p.Many && strings.TrimSpace(part) == "" {
			continue // a comma at the end is how one asks for a map
		}
		n, ok := parseID(part)
		if !ok {
			return false
		}
		p.List = append(p.List, n)
	}
	return true
}
func (*IDs) expected() string {
	return fmt.Sprintf("ожидается целое число или не более %d чисел через запятую", maxIDs)
}

// maxMessage is the most characters of a message.
const maxMessage = 10000

// Text is a text as it comes; where an empty value clears, "" does.
type Text struct {
	Given bool
	S     string
}

func (p *Text) take(text string, _ *time.Location) bool {
	p.Given, p.S = true, text
	return utf8.RuneCountInString(text) <= store.MaxText && xmltext.Check(text) == nil
}
func (*Text) expected() string {
	return fmt.Sprintf("ожидается текст не длиннее %d символов, без управляющих символов", store.MaxText)
}

func (p *Text) ptr() *string {
	if !p.Given {
		return nil
	}
	return &p.S
}

// Word is a text without the blanks around it: numbers of accounts, logins.
type Word struct{ Text }

func (p *Word) take(text string, zone *time.Location) bool {
	return p.Text.take(strings.TrimSpace(text), zone)
}

// Name is the name of a customer: trimmed and not empty (O4).
type Name struct{ Text }

func (p *Name) take(text string, zone *time.Location) bool {
	return p.Text.take(strings.TrimSpace(text), zone) && p.S != ""
}
func (*Name) expected() string {
	return fmt.Sprintf("ожидается непустой текст не длиннее %d символов", store.MaxText)
}

// LongText is the text of a message.
type LongText struct{ S string }

func (p *LongText) take(text string, _ *time.Location) bool {
	p.S = text
	return utf8.RuneCountInString(text) <= maxMessage && xmltext.Check(text) == nil
}
func (*LongText) expected() string {
	return fmt.Sprintf("ожидается текст не длиннее %d символов, без управляющих символов", maxMessage)
}

// Amount is a sum of money in minor units.
type Amount struct {
	Given bool
	N     int64
}

func (p *Amount) take(text string, _ *time.Location) (ok bool) {
	p.Given = true
	p.N, ok = money.Parse(strings.TrimSpace(text))
	return ok
}
func (*Amount) expected() string {
	return "ожидается сумма вида -1234.56: до 10 цифр и не более двух знаков после точки"
}
func (p *Amount) ptr() *int64 { return (*ID)(p).ptr() }

// Booked is the sum of a booking: not 0.
type Booked struct{ Amount }

func (p *Booked) take(text string, zone *time.Location) bool {
	return p.Amount.take(text, zone) && p.N != 0
}
func (*Booked) expected() string {
	return "ожидается ненулевая сумма вида -1234.56: до 10 цифр и не более двух знаков после точки"
}

// Price is what a service costs: not below 0.
type Price struct{ Amount }

func (p *Price) take(text string, zone *time.Location) bool {
	return p.Amount.take(text, zone) && p.N >= 0
}
func (*Price) expected() string {
	return "ожидается неотрицательная сумма вида 1234.56: до 10 цифр и не более двух знаков после точки"
}

// RequestID names a call that is done once. Its tag says clears, so that a blank one
// comes here and is refused.
type RequestID struct{ S string }

func (p *RequestID) take(text string, _ *time.Location) bool {
	p.S = strings.TrimSpace(text)
	return p.S != "" && utf8.RuneCountInString(p.S) <= store.MaxText && xmltext.Check(p.S) == nil
}
func (*RequestID) expected() string {
	return fmt.Sprintf("ожидается непустой текст не длиннее %d символов", store.MaxText)
}

// Flag is 1 or 0, true or false; an empty value is 0.
type Flag struct{ Given, Set bool }

func (p *Flag) take(text string, _ *time.Location) bool {
	p.Given = true
	switch strings.TrimSpace(text) {
	case "1", "true", "True":
		p.Set = true
	case "0", "false", "False", "":
	default:
		return false
	}
	return true
}
func (*Flag) expected() string { return "ожидается 1 или 0" }

func (p *Flag) ptr() *bool {
	if !p.Given {
		return nil
	}
	return &p.Set
}
