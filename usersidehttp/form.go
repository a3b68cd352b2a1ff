package usersidehttp

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/url"
	"strings"

	"partnerapi/internal/budget/intake"
	"partnerapi/ops"
	"partnerapi/ops/userside"
)

// maxParameters is the most parameters of a call and the most parts of a form. The action
// with the most parameters has 27.
const maxParameters = 1000

// maxPartHeaders is the most header lines of a part of a multipart form.
const maxPartHeaders = 16

// formCost is how many bytes of memory a request takes for each byte of a form: its text, and
// the values in it once more.
const formCost = 3

// body adds the parameters of a POST's form, which replace those of the query.
func (c *call) body(values userside.Values) error {
	err := c.held.Read(c.http, c.MaxBody, func(body []byte) error {
		if err := c.held.Hold(formCost * int64(len(body))); err != nil {
			return err
		}
		kind, parameters, err := mime.ParseMediaType(c.http.Header.Get("Content-Type"))
		if err == nil && kind == "multipart/form-data" {
			return unreadable(takeParts(values, multipart.NewReader(bytes.NewReader(body), parameters["boundary"])))
		}
		return take(values, string(body))
	})
	switch {
	case errors.Is(err, intake.ErrBusy):
		return ops.ErrBusy
	case errors.Is(err, intake.ErrTooLarge):
		return &ops.Error{Kind: ops.Limit, Code: userside.CodeBadValue, Text: fmt.Sprintf("Тело запроса больше %d байт", c.MaxBody)}
	case errors.Is(err, intake.ErrEncoding):
		return &ops.Error{Kind: ops.Invalid, Code: userside.CodeBadValue, Text: "Content-Encoding не поддерживается: используйте gzip"}
	}
	return unreadable(err)
}

// unreadable returns the refusal of a form that cannot be read, for a reason that has no
// refusal of its own.
func unreadable(err error) error {
	if err == nil || errors.As(err, new(*ops.Error)) || errors.Is(err, intake.ErrBusy) {
		return err
	}
	return &ops.Error{Kind: ops.Invalid, Code: userside.CodeBadValue, Text: "Не удалось прочитать тело запроса"}
}

// take adds the parameters of a query or an urlencoded form.
func take(values userside.Values, text string) error {
	for pair := range strings.SplitSeq(text, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(name)
		if err != nil {
			return &ops.Error{Kind: ops.Invalid, Code: userside.CodeBadValue, Text: "Имя параметра закодировано неверно"}
		}
		decoded, err := url.QueryUnescape(value)
		if err != nil {
			return userside.Bad(shown(name), "значение закодировано неверно")
		}
		if err := put(values, name, decoded); err != nil {
			return err
		}
	}
	return nil
}

// takeParts adds the fields of a multipart form, which PHP's curl sends for an array.
func takeParts(values userside.Values, parts *multipart.Reader) error {
	for count := 1; ; count++ {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch {
		case count > maxParameters:
			return tooMany
		case len(part.Header) > maxPartHeaders:
			return &ops.Error{Kind: ops.Limit, Code: userside.CodeBadValue, Text: fmt.Sprintf("Больше %d заголовков у части формы", maxPartHeaders)}
		}
		text, err := io.ReadAll(part)
		if err != nil {
			return err
		}
		if err := put(values, part.FormName(), string(text)); err != nil {
			return err
		}
	}
}

// put stores a parameter's value. Slashes may come as character references.
func put(values userside.Values, name, value string) error {
	if _, known := values[name]; !known && len(values) == maxParameters {
		return tooMany
	}
	values[name] = slashes.Replace(value)
	return nil
}

var tooMany = &ops.Error{Kind: ops.Limit, Code: userside.CodeBadValue, Text: fmt.Sprintf("Больше %d параметров", maxParameters)}

var slashes = strings.NewReplacer("&#047;", "/", "&#092;", `\`)

// shown returns a parameter's name as an error shows it.
func shown(name string) string {
	if len(name) > 64 || strings.ToValidUTF8(name, "") != name {
		return "…"
	}
	return name
}
