package soap

import (
	"errors"
	"fmt"
	"net/http"

	"partnerapi/ops"
	"partnerapi/soap/internal/xmltok"
)

// What the wire itself refuses, by code. Codes of operands and operations are
// those of ops.
const (
	codeMalformed        = "malformed"              // not well-formed XML
	codeDTD              = "dtd"                    // has a document type declaration
	codeInstruction      = "processing_instruction" // has a processing instruction
	codeEncoding         = "unsupported_encoding"   // characters we cannot read
	codeContentEncoding  = "content_encoding"       // a Content-Encoding we do not know, or broken gzip
	codeIncomplete       = "incomplete_body"        // the body did not arrive whole, or not in time
	codeLimitBody        = "limit_body"             // the limits of W11
	codeLimitDepth       = "limit_depth"
	codeLimitElements    = "limit_elements"
	codeLimitAttributes  = "limit_attributes"
	codeLimitName        = "limit_name"
	codeLimitValue       = "limit_value"
	codeNoEnvelope       = "no_envelope"         // well-formed, but no SOAP
	codeBadEnvelope      = "bad_envelope"        // an envelope that is not made as SOAP says
	codeVersionMismatch  = "version_mismatch"    // an envelope of an unknown namespace
	codeMustUnderstand   = "must_understand"     // a header that we had to understand
	codeNoOperation      = "no_operation"        // an empty Body
	codeNoNamespace      = "operation_namespace" // an operation in no namespace
	codeUnknownOperation = "unknown_operation"
	codeSecondOperation  = "second_operation"   // a second child of Body
	codeUnknownOperand   = "unknown_operand"    // an operand of another namespace; ops knows the names
	codeOperandContent   = "operand_content"    // child elements in an operand
	codeBinary           = "binary_operand"     // text that calls itself base64
	codeReference        = "referenced_operand" // a value that stands elsewhere (href)
	codeNil              = "bad_nil"            // nil beside content, or neither true nor false
	codeStrayText        = "stray_text"         // text where only elements may stand
	codeInternal         = "internal"
)

func refuse(code, operand, format string, args ...any) *ops.Error {
	return &ops.Error{Kind: ops.Invalid, Code: code, Operand: operand, Text: fmt.Sprintf(format, args...)}
}

// closed returns ops.ErrSOAPClosed with where the partner's calls are taken.
func (h *Handler) closed(r *http.Request) error {
	refusal := *ops.ErrSOAPClosed
	refusal.Text += ". Те же операции — методы partnerapi.* интерфейса v2 (JSON-RPC)"
	if h.opts.V2Path != "" {
		refusal.Text += ": " + h.address(r, h.opts.V2Path)
	}
	return &refusal
}

// xmlCodes are the codes of what the XML reader refuses, with what comes before
// its own reason.
var xmlCodes = map[xmltok.Code]struct{ code, text string }{
	xmltok.Malformed:      {codeMalformed, "Запрос не является правильным документом XML"},
	xmltok.DTD:            {codeDTD, "Запрос SOAP не может содержать DTD"},
	xmltok.Instruction:    {codeInstruction, "Запрос SOAP не может содержать инструкций обработки"},
	xmltok.LimitDepth:     {codeLimitDepth, "Превышено ограничение запроса"},
	xmltok.LimitElements:  {codeLimitElements, "Превышено ограничение запроса"},
	xmltok.LimitAttrs:     {codeLimitAttributes, "Превышено ограничение запроса"},
	xmltok.LimitName:      {codeLimitName, "Превышено ограничение запроса"},
	xmltok.LimitAttrValue: {codeLimitValue, "Превышено ограничение запроса"},
}

// refuseXML gives an error of the XML reader its public form.
func refuseXML(err error) error {
	var refused *xmltok.Error
	if !errors.As(err, &refused) {
		return err
	}
	public := xmlCodes[refused.Code]
	refusal := refuse(public.code, "", "%s: %s", public.text, refused.Error())
	if refused.Code >= xmltok.LimitDepth {
		refusal.Kind = ops.Limit
	}
	return refusal
}

// unknownHeader is the refusal of a header block that we had to understand.
type unknownHeader struct {
	refusal      *ops.Error
	space, local string
}

func (e *unknownHeader) Error() string { return e.refusal.Error() }
func (e *unknownHeader) Unwrap() error { return e.refusal }
