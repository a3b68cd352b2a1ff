package soap

import (
	"errors"

	"partnerapi/ops"
)

// internalText is all that a caller reads of an error of ours; the log has the
// rest under the request id (W10).
const internalText = "Внутренняя ошибка сервиса. Сообщите службе поддержки номер запроса"

// public returns what a caller may read of an error.
func public(err error) *ops.Error {
	var refusal *ops.Error
	if errors.As(err, &refusal) && refusal.Kind != ops.Internal {
		return refusal
	}
	return &ops.Error{Kind: ops.Internal, Code: codeInternal, Text: internalText}
}

// faultCode maps an error to SOAP's: the caller's fault or ours.
func faultCode(err *ops.Error, v version) string {
	switch err.Code {
	case codeMustUnderstand:
		return "soap:MustUnderstand"
	case codeVersionMismatch:
		return "soap:VersionMismatch"
	}
	ours := false
	switch err.Kind {
	case ops.Internal, ops.Unavailable, ops.Busy:
		ours = true
	}
	switch {
	case ours && v == soap12:
		return "soap:Receiver"
	case ours:
		return "soap:Server"
	case v == soap12:
		return "soap:Sender"
	}
	return "soap:Client"
}

// faultForm is how a service writes its faults.
type faultForm struct {
	space    string // of the detail and of the subcode
	noDetail bool
}

// append appends an envelope with a fault (W10). In 1.1 its children are in no
// namespace. The detail is an element of the service's namespace; 1.2 repeats its
// code as Subcode.
func (f faultForm) append(b []byte, v version, requestID string, err error) []byte {
	refusal := public(err)
	code := faultCode(refusal, v)
	b = append(append(append(b, envelopeOpen...), v.space()...), "\">\r\n"...)
	if v == soap12 {
		b = appendFaultHeader(b, refusal, err)
	}
	b = append(b, "\t<soap:Body>\r\n\t\t<soap:Fault>\r\n"...)
	if v == soap12 {
		b = append(append(append(b, "\t\t\t<soap:Code>\r\n\t\t\t\t<soap:Value>"...), code...), "</soap:Value>\r\n"...)
		b = appendAttr(append(b, "\t\t\t\t<soap:Subcode>\r\n\t\t\t\t\t<soap:Value xmlns:m=\""...), f.space)
		b = append(append(append(b, "\">m:"...), refusal.Code...), "</soap:Value>\r\n\t\t\t\t</soap:Subcode>\r\n\t\t\t</soap:Code>\r\n"...)
		b = append(b, "\t\t\t<soap:Reason>\r\n\t\t\t\t<soap:Text xml:lang=\"ru\">"...)
		b = append(appendText(b, refusal.Text), "</soap:Text>\r\n\t\t\t</soap:Reason>\r\n"...)
		b = f.appendDetail(b, "soap:Detail", requestID, refusal)
	} else {
		b = append(append(append(b, "\t\t\t<faultcode>"...), code...), "</faultcode>\r\n\t\t\t<faultstring>"...)
		b = append(appendText(b, refusal.Text), "</faultstring>\r\n"...)
		b = f.appendDetail(b, "detail", requestID, refusal)
	}
	return append(append(b, "\t\t</soap:Fault>\r\n"...), envelopeClose...)
}

func (f faultForm) appendDetail(b []byte, name, requestID string, refusal *ops.Error) []byte {
	if f.noDetail {
		return b
	}
	b = append(append(append(b, "\t\t\t<"...), name...), ">\r\n"...)
	b = append(appendAttr(append(b, "\t\t\t\t<m:error xmlns:m=\""...), f.space), "\">\r\n"...)
	b = append(appendText(append(b, "\t\t\t\t\t<m:code>"...), refusal.Code), "</m:code>\r\n"...)
	if refusal.Operand != "" {
		b = append(appendText(append(b, "\t\t\t\t\t<m:operand>"...), refusal.Operand), "</m:operand>\r\n"...)
	}
	b = append(appendText(append(b, "\t\t\t\t\t<m:request_id>"...), requestID), "</m:request_id>\r\n"...)
	b = append(b, "\t\t\t\t</m:error>\r\n"...)
	return append(append(append(b, "\t\t\t</"...), name...), ">\r\n"...)
}

// appendFaultHeader appends the header that SOAP 1.2 wants beside two faults:
// which envelopes we read (part 1, section 5.4.7), and which header block we did
// not understand (5.4.8).
func appendFaultHeader(b []byte, refusal *ops.Error, err error) []byte {
	var header *unknownHeader
	switch {
	case refusal.Code == codeVersionMismatch:
		return append(b, "\t<soap:Header>\r\n\t\t<soap:Upgrade>\r\n"+
			"\t\t\t<soap:SupportedEnvelope qname=\"e:Envelope\" xmlns:e=\""+space12+"\"/>\r\n"+
			"\t\t\t<soap:SupportedEnvelope qname=\"e:Envelope\" xmlns:e=\""+space11+"\"/>\r\n"+
			"\t\t</soap:Upgrade>\r\n\t</soap:Header>\r\n"...)
	case errors.As(err, &header) && header.space != "":
		b = append(append(append(b, "\t<soap:Header>\r\n\t\t<soap:NotUnderstood qname=\"h:"...), header.local...), "\" xmlns:h=\""...)
		return append(appendAttr(b, header.space), "\"/>\r\n\t</soap:Header>\r\n"...)
	}
	return b
}
