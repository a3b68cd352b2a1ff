package soap

import (
	"bytes"
	"errors"
	"fmt"

	"partnerapi/internal/budget/intake"
	"partnerapi/ops"
)

// documentCost is how many bytes a request holds for each of its body: the document
// in UTF-8 and once more the operands in it.
const documentCost = 4

// readDocument reads the request's body whole and returns it as UTF-8.
func (c *call) readDocument() (document string, err error) {
	limit := c.opts.Limits.Body
	err = c.held.Read(c.request, limit, func(body []byte) error {
		if err := c.held.Hold(documentCost * int64(len(body))); err != nil {
			return err
		}
		if bytes.HasPrefix(bytes.TrimLeft(body, xmlBlanks), []byte("--")) {
			return refuse(codeMalformed, "", "Сообщения с вложениями (multipart, MTOM) не поддерживаются")
		}
		document, err = decode(body, c.request.Header.Get("Content-Type"))
		if int64(len(document)) > 2*limit {
			// Cyrillic takes twice the bytes in UTF-8; more is nothing but rare signs.
			return tooLarge(limit)
		}
		return err
	})
	if errors.Is(err, intake.ErrEncoding) {
		return "", refuse(codeContentEncoding, "", "Content-Encoding %s не поддерживается: используйте gzip", printable(c.request.Header.Get("Content-Encoding")))
	}
	return document, refuseBody(err, limit)
}

func tooLarge(limit int64) *ops.Error {
	return &ops.Error{Kind: ops.Limit, Code: codeLimitBody, Text: fmt.Sprintf("Превышено ограничение запроса: размер тела больше %d байт", limit)}
}

// refuseBody gives an error of package intake its public form.
func refuseBody(err error, limit int64) error {
	switch {
	case errors.Is(err, intake.ErrBusy):
		return ops.ErrBusy
	case errors.Is(err, intake.ErrTooLarge):
		return tooLarge(limit)
	case errors.Is(err, intake.ErrCorrupt):
		return refuse(codeContentEncoding, "", "Не удалось распаковать тело запроса: данные gzip повреждены")
	case errors.Is(err, intake.ErrIncomplete):
		refusal := refuse(codeIncomplete, "", "Тело запроса не получено полностью")
		refusal.Cause = err
		return refusal
	}
	return err
}
