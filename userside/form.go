package userside

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"partnerapi/ops"
	"partnerapi/ops/userside"
)

// maxParameters is how many parameters a call may have; the longest action knows
// 27.
const maxParameters = 1000

// values reads query and form; the form wins, and of a repeated parameter the last
// value.
func (c *call) values(w http.ResponseWriter) (userside.Values, error) {
	values := userside.Values{}
	if err := take(values, c.http.URL.RawQuery); err != nil {
		return nil, err
	}
	if c.http.Method != http.MethodPost {
		return values, nil
	}
	body := http.MaxBytesReader(w, c.http.Body, c.MaxBody)
	kind, parameters, err := mime.ParseMediaType(c.http.Header.Get("Content-Type"))
	if err == nil && kind == "multipart/form-data" {
		return values, c.read(takeParts(values, multipart.NewReader(body, parameters["boundary"])))
	}
	text, err := io.ReadAll(body)
	if err != nil {
		return nil, c.read(err)
	}
	return values, take(values, string(text))
}

// read says what is wrong with a body that cannot be read.
func (c *call) read(err error) error {
	var tooLarge *http.MaxBytesError
	var known *ops.Error
	switch {
	case err == nil || errors.As(err, &known):
		return err
	case errors.As(err, &tooLarge):
		return &ops.Error{Kind: ops.Limit, Code: userside.CodeBadValue, Text: fmt.Sprintf("Тело запроса больше %d байт", c.MaxBody)}
	}
	return &ops.Error{Kind: ops.Invalid, Code: userside.CodeBadValue, Text: "Тело запроса не читается"}
}

// take adds the parameters of a query or a form.
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

// takeParts adds the fields of a multipart form, as PHP's curl sends an array.
func takeParts(values userside.Values, parts *multipart.Reader) error {
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
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

// put keeps a value; slashes may come as character references.
func put(values userside.Values, name, value string) error {
	if len(values) >= maxParameters {
		return &ops.Error{Kind: ops.Limit, Code: userside.CodeBadValue, Text: fmt.Sprintf("Больше %d параметров", maxParameters)}
	}
	values[name] = slashes.Replace(value)
	return nil
}

var slashes = strings.NewReplacer("&#047;", "/", "&#092;", `\`)

// shown is a parameter's name as an error may show it.
func shown(name string) string {
	if len(name) > 64 || strings.ToValidUTF8(name, "") != name {
		return "…"
	}
	return name
}
