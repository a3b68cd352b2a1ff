package jsonrpc

import (
	"strconv"

	"partnerapi/internal/jsonvalue"
	"partnerapi/ops"
	"partnerapi/ops/v2"
)

// appendHead appends the envelope up to result or error.
func (c *call) appendHead(b []byte) []byte {
	b = append(b, `{"jsonrpc":"2.0","id":`...)
	if c.id == nil {
		b = append(b, "null"...)
	} else {
		b = c.id.Append(b) // a number digit for digit
	}
	return append(b, ',')
}

// resultData begins the result of a list, resultWhole that of rpc.discover.
const (
	resultData  = `"result":{"data":`
	resultWhole = `"result":`
)

func (c *call) appendResult(b []byte, r v2.Result) []byte {
	if c.method.Document {
		return append(r.Data, '}')
	}
	if r.Whole {
		b = append(r.Data, `,"metadata":`...)
		return append(c.appendMetadata(b, r.Total), "}}"...)
	}
	b = append(c.appendHead(b), `"result":`...)
	b = append(b, '{')
	if r.Created != nil {
		b = append(strconv.AppendInt(append(b, `"id":`...), *r.Created, 10), ',')
	}
	b = append(append(append(b, `"data":`...), r.Data...), `,"metadata":`...)
	return append(c.appendMetadata(b, r.Total), "}}"...)
}

// appendError appends an error with its field and the field's value.
func (c *call) appendError(b []byte, err error) []byte {
	e := public(err)
	c.answer.busy = c.answer.busy || e.Passing()
	c.answer.uncertain = c.answer.uncertain || ops.Uncertain(err)
	b = append(c.appendHead(b), `"error":{"code":`...)
	b = strconv.AppendInt(b, int64(e.Code()), 10)
	b = jsonvalue.AppendString(append(b, `,"message":`...), e.Message())
	b = jsonvalue.AppendString(append(b, `,"data":{"mnemonic":`...), string(e.Mnemonic))
	// An unexpected parameter may be called "".
	b = appendOptional(append(b, `,"field":`...), e.Field, e.Field == "" && e.Mnemonic != v2.Unexpected)
	value, null := e.ShownValue()
	b = appendOptional(append(b, `,"value":`...), value, null)
	b = append(b, `,"params":{`...)
	for i, p := range e.Params {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(jsonvalue.AppendString(b, p.Name), ':')
		if p.Number {
			b = append(b, p.Value...)
		} else {
			b = jsonvalue.AppendString(b, p.Value)
		}
	}
	b = append(b, `},"extended_helper":null,"metadata":`...)
	return append(c.appendMetadata(b, nil), "}}}"...)
}

func appendOptional(b []byte, text string, null bool) []byte {
	if null {
		return append(b, "null"...)
	}
	return jsonvalue.AppendString(b, text)
}

// appendMetadata appends the metadata, by which a client adjusts its rate. It has no limits
// until the account is known.
func (c *call) appendMetadata(b []byte, total *int64) []byte {
	b = append(b, '{')
	if total != nil {
		b = append(strconv.AppendInt(append(b, `"total_items":`...), *total, 10), ',')
	}
	b = append(b, `"version":null,"limits":{`...)
	if c.known {
		l := c.Points.Limits(c.caller.Caller)
		for i, f := range []struct {
			name string
			n    int64
		}{
			{"day_limit", l.DayLimit}, {"day_remaining", l.DayRemaining}, {"day_reset", l.DayReset},
			{"minute_limit", l.MinuteLimit}, {"minute_remaining", l.MinuteRemaining}, {"minute_reset", l.MinuteReset},
		} {
			if i > 0 {
				b = append(b, ',')
			}
			b = strconv.AppendInt(append(append(append(b, '"'), f.name...), `":`...), f.n, 10)
		}
	}
	return append(b, "}}"...)
}
