package soap

import (
	"bufio"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"partnerapi/ops"
	"partnerapi/wsdl"
)

func rowsCall(count int, then string) string {
	return call11(fmt.Sprintf("<p:rows_read><p:count>%d</p:count><p:then>%s</p:then></p:rows_read>", count, then))
}

// An answer that fits into the buffer says its length; a longer one is streamed.
// Both are whole.
func TestRows(t *testing.T) {
	s := serve(t, Options{})
	for count, streamed := range map[int]bool{1: false, 1000: false, 2000: true, 50_000: true} {
		got := s.post(t, rowsCall(count, ""), header("Accept-Encoding", "identity"))
		require.Equal(t, 200, got.status)
		assert.Equal(t, streamed, got.header.Get("Content-Length") == "", count)
		assert.Equal(t, count, strings.Count(got.body, "<m:row>"))
		assert.Contains(t, got.body, fmt.Sprintf("<m:row_number>%d</m:row_number>", count))
		assert.True(t, strings.HasSuffix(got.body, "</soap:Envelope>"))
		require.NoError(t, xml.Unmarshal([]byte(got.body), new(struct{})))
	}
}

// An error after rows is a fault until the first byte has gone out; after that
// the connection breaks, and the envelope is not closed.
func TestErrorAfterRows(t *testing.T) {
	s := serve(t, Options{})
	for then, code := range map[string]string{"error": "internal", "panic": "internal", "refusal": "changed", "unavailable": "unavailable"} {
		got := s.post(t, rowsCall(1000, then))
		assert.Equal(t, code, faultOf(t, got), then)
		assert.NotContains(t, got.body, "m:row>")

		for _, accept := range []string{"identity", "gzip"} {
			resp, err := s.Client().Do(s.request(t, "POST", Paths[0], strings.NewReader(rowsCall(20_000, then)), header("Accept-Encoding", accept)))
			require.NoError(t, err)
			assert.Equal(t, 200, resp.StatusCode)
			body, err := io.ReadAll(resp.Body)
			assert.ErrorIs(t, err, io.ErrUnexpectedEOF, then)
			assert.NotContains(t, string(body), "</soap:Envelope>")
			resp.Body.Close()
		}
	}
	assert.Equal(t, 200, s.post(t, rowsCall(10, "")).status, "the server goes on")
}

// Work stops when the client leaves.
func TestClientLeaves(t *testing.T) {
	ended := make(chan ops.Record, 1)
	s := serve(t, Options{Observe: func(r ops.Record) { ended <- r }})
	resp, err := s.Client().Do(s.request(t, "POST", Paths[0], strings.NewReader(rowsCall(1<<31-1, ""))))
	require.NoError(t, err)
	_, err = bufio.NewReader(resp.Body).Discard(1 << 20)
	require.NoError(t, err)
	resp.Body.Close()
	assert.Equal(t, "client_left", (<-ended).Outcome)
}

// A client that takes nothing for the write timeout is left.
func TestClientStalls(t *testing.T) {
	ended := make(chan ops.Record, 1)
	s := serve(t, Options{WriteTimeout: 50 * time.Millisecond, Observe: func(r ops.Record) { ended <- r }})
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", s.Listener.Addr().String())
	require.NoError(t, err)
	defer conn.Close()
	require.NoError(t, s.request(t, "POST", Paths[0], strings.NewReader(rowsCall(1<<31-1, ""))).Write(conn))
	got := <-ended
	assert.Equal(t, "client_left", got.Outcome)
	assert.Equal(t, "rows_read", got.Operation)
	assert.Equal(t, login, got.Caller.Login)
}

// An observer is told of every call, what came of it, and never of what is not
// an operation.
func TestObserve(t *testing.T) {
	var got []string
	s := serve(t, Options{Observe: func(r ops.Record) { got = append(got, r.Operation+" "+r.Outcome) }})
	s.post(t, call11(flagCall))
	s.post(t, call11(`<p:none/>`))
	s.post(t, call11(`<p:refuse><p:how>conflict</p:how></p:refuse>`))
	s.post(t, `<`)
	s.post(t, call11(flagCall), header("Authorization", ""))
	s.Close()
	assert.Equal(t, []string{"flag_read ok", " unknown_operation", "refuse deleted", " malformed", " unauthorised"}, got)
}

// A file of any size comes as it is.
func TestFile(t *testing.T) {
	s := serve(t, Options{})
	for _, size := range []int{2, 4, 1000, 3 << 14, 3<<14 + 2, 1_000_000} {
		got := s.post(t, call11(fmt.Sprintf("<p:file_read><p:size>%d</p:size></p:file_read>", size)))
		require.Equal(t, 200, got.status)
		var answer struct {
			Return string `xml:"Body>file_readResponse>return"`
		}
		require.NoError(t, xml.Unmarshal([]byte(got.body), &answer))
		data, err := base64.StdEncoding.DecodeString(answer.Return)
		require.NoError(t, err)
		assert.Equal(t, strings.Repeat("1C", size/2), string(data))
	}
}

// W10: kinds of error in both versions; all are HTTP 500.
func TestFaultCodes(t *testing.T) {
	s := serve(t, Options{})
	for how, ours := range map[string]bool{
		"invalid": false, "not_found": false, "conflict": false, "forbidden": false, "limit": false,
		"unavailable": true, "internal": true, "panic": true,
	} {
		body := `<p:refuse><p:how>` + how + `</p:how></p:refuse>`
		for document, codes := range map[string][2]string{
			call11(body): {"<faultcode>soap:Client</faultcode>", "<faultcode>soap:Server</faultcode>"},
			call12(body): {"<soap:Value>soap:Sender</soap:Value>", "<soap:Value>soap:Receiver</soap:Value>"},
		} {
			got := s.post(t, document)
			assert.Equal(t, 500, got.status)
			want := codes[0]
			if ours {
				want = codes[1]
			}
			assert.Contains(t, got.body, want, how)
			if refusal, ok := refusals[how].(*ops.Error); ok {
				assert.Contains(t, got.body, string(appendText(nil, refusal.Text)))
				assert.Contains(t, got.body, "<m:code>"+refusal.Code+"</m:code>")
				assert.Equal(t, refusal.Operand != "", strings.Contains(got.body, "<m:operand>how</m:operand>"))
			} else {
				assert.Contains(t, got.body, internalText)
				assert.NotContains(t, got.body, "<m:operand>")
			}
		}
	}
}

// W8: whatever text XML can carry comes back through a reader unchanged, but for
// what it cannot carry.
func TestEscapes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.OneOf(rapid.Rune(), rapid.RuneFrom([]rune("<>&\"'\r\n\t\x00\x1f\uFFFD\uFFFE\uFFFF\uFEFF]")))).Draw(t, "text")
		text = strings.ToValidUTF8(text, "?")
		b := appendAttr([]byte(`<a x="`), text)
		b = append(appendText(append(b, `">`...), text), "</a>"...)
		var got struct {
			Attr string `xml:"x,attr"`
			Text string `xml:",chardata"`
		}
		require.NoError(t, xml.Unmarshal(b, &got))
		want := strings.Map(func(c rune) rune {
			if c < 0x20 && c != '\t' && c != '\n' && c != '\r' || c == 0xFFFE || c == 0xFFFF {
				return 0xFFFD
			}
			return c
		}, text)
		assert.Equal(t, want, got.Text)
		assert.Equal(t, want, got.Attr)
	})
	assert.Equal(t, "a&#13;\n\t&gt;\"'", string(appendText(nil, "a\r\n\t>\"'")))
}

// clientRow is a row of eleven columns, as client_read answers.
func clientRow() (*plan, []ops.Cell) {
	op := wsdl.Operation{Name: "client_read", Result: wsdl.Result{Kind: wsdl.Table}}
	for _, name := range strings.Fields("client_id region_id client_name client_full_name client_del client_inn client_kpp client_reg_num pay_method_id addit_attribute client_new_id") {
		op.Result.Columns = append(op.Result.Columns, wsdl.Column{Name: name, Type: wsdl.String})
	}
	op.Result.Columns[4].Type, op.Result.Columns[8].Type = wsdl.Boolean, wsdl.Integer
	const id = "6f1c2b9e-0d57-4c5e-9d0e-2f6a1b8c3d41"
	return newPlan(op), []ops.Cell{{Text: id}, {Text: id}, {Text: "ООО «Ромашка» & Ко"}, {Text: "Общество с ограниченной ответственностью «Ромашка»"}, {},
		{Text: "7701234567"}, {Text: "770101001"}, {Null: true}, {Int: 2}, {}, {Text: id}}
}

// A row is written without asking for memory.
func TestRowAllocatesNothing(t *testing.T) {
	p, cells := clientRow()
	b := make([]byte, 0, 4096)
	assert.Zero(t, testing.AllocsPerRun(100, func() { b = p.appendRow(b[:0], cells) }))
}

func BenchmarkRows100(b *testing.B) {
	p, cells := clientRow()
	buf := make([]byte, 0, 1<<20)
	b.ReportAllocs()
	for b.Loop() {
		buf = buf[:0]
		for range 100 {
			buf = p.appendRow(buf, cells)
		}
	}
	b.SetBytes(int64(len(buf)))
}

func BenchmarkParse(b *testing.B) {
	document := call11(`<p:client_add><p:client_name>ООО «Ромашка»</p:client_name><p:region_id>6f1c2b9e-0d57-4c5e-9d0e-2f6a1b8c3d41</p:region_id><p:client_inn>7701234567</p:client_inn><p:client_kpp xsi:nil="true"/><p:client_full_name>Общество с ограниченной ответственностью</p:client_full_name></p:client_add>`)
	b.ReportAllocs()
	limits := DefaultLimits.xml()
	for b.Loop() {
		if _, _, err := parse(document, limits, func(*message) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCall(b *testing.B) {
	s := serve(b, Options{})
	document := call11(flagCall)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}}
	b.ReportAllocs()
	for b.Loop() {
		resp, err := client.Do(s.request(b, "POST", Paths[0], strings.NewReader(document)))
		if err != nil {
			b.Fatal(err)
		}
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}
}

// W10: without detail a fault of 1.2 still has its code, as Subcode.
func TestFaultWithoutDetail(t *testing.T) {
	s := serve(t, Options{NoFaultDetail: true, Namespace: "urn:a&b"})
	body := `<p:refuse><p:how>not_found</p:how></p:refuse>`
	refusal := refusals["not_found"].(*ops.Error)
	for _, document := range []string{call11(body), call12(body), call11(body) + "<"} {
		got := s.post(t, document)
		assert.Equal(t, 500, got.status)
		assert.NotContains(t, strings.ToLower(got.body), "detail")
		assert.NotContains(t, got.body, "request_id")
	}
	assert.Contains(t, s.post(t, call11(body)).body, "<faultstring>"+string(appendText(nil, refusal.Text))+"</faultstring>\r\n\t\t</soap:Fault>")
	assert.Contains(t, s.post(t, call12(body)).body, "<soap:Value>soap:Sender</soap:Value>\r\n\t\t\t\t<soap:Subcode>\r\n"+
		"\t\t\t\t\t<soap:Value xmlns:m=\"urn:a&amp;b\">m:"+refusal.Code+"</soap:Value>\r\n\t\t\t\t</soap:Subcode>\r\n")
}
