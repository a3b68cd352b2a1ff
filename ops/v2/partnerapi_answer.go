package v2

import (
	"encoding/base64"
	"strconv"

	"partnerapi/internal/jsonvalue"
	"partnerapi/internal/localtime"
	"partnerapi/internal/onec"
	"partnerapi/ops"
	"partnerapi/store"
	"partnerapi/wsdl"
)

// append writes data: a list of rows, {"value":…} of a flag, {"zip":…} of a file.
func (o *operation) append(caller *Caller, answer ops.Answer) ([]byte, error) {
	switch o.Result.Kind {
	case wsdl.Flag:
		return append(strconv.AppendBool(append(caller.Into, `{"value":`...), answer.Flag), '}'), nil
	case wsdl.Binary:
		return appendZip(caller, answer.Binary)
	}
	return o.appendRows(caller, answer)
}

func (o *operation) appendRows(caller *Caller, answer ops.Answer) ([]byte, error) {
	b := append(caller.Into, '[')
	if answer.Rows == nil {
		return append(b, ']'), nil
	}
	clock, first := localtime.New(store.Moscow), true
	err := answer.Rows(func(cells []ops.Cell) (err error) {
		if !first {
			b = append(b, ',')
		}
		first = false
		for i := range cells {
			b = appendCell(append(b, o.members[i]...), o.Result.Columns[i].Type, &cells[i], &clock)
		}
		b, err = caller.flush(append(b, '}'))
		return err
	})
	return append(b, ']'), err
}

// appendCell writes a cell. PartnerAPI speaks Moscow time whatever the deployment's
// zone (O10).
func appendCell(b []byte, typ wsdl.Type, cell *ops.Cell, clock *localtime.Clock) []byte {
	switch {
	case cell.Null, typ == wsdl.Date && cell.Date == "", typ == wsdl.DateTime && onec.IsEmptyTime(int64(cell.Time)):
		return append(b, "null"...)
	case typ == wsdl.Date:
		return append(append(append(b, '"'), cell.Date...), '"')
	case typ == wsdl.DateTime:
		return clock.Append(b, int64(cell.Time))
	case typ == wsdl.Boolean:
		return strconv.AppendBool(b, cell.Bool)
	case typ == wsdl.Int || typ == wsdl.Integer:
		return strconv.AppendInt(b, cell.Int, 10)
	}
	return jsonvalue.AppendString(b, cell.Text)
}

// zipPiece is how much of a file is encoded at a time: whole groups of three bytes.
const zipPiece = 3 << 14

func appendZip(caller *Caller, file []byte) ([]byte, error) {
	b := append(caller.Into, `{"zip":"`...)
	for len(file) > 0 {
		n := min(zipPiece, len(file))
		var err error
		if b, err = caller.flush(base64.StdEncoding.AppendEncode(b, file[:n])); err != nil {
			return b, err
		}
		file = file[n:]
	}
	return append(b, `"}`...), nil
}
