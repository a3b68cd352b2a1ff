package client_test

import (
	"encoding/xml"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/hooklift/gowsdl/soap"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/wsdl/client"
)

func TestGeneratedFromTheWSDL(t *testing.T) {
	dir := t.TempDir()
	out, err := exec.CommandContext(t.Context(), "go", "tool", "gowsdl",
		"-p", "client", "-d", dir, "-o", "client.go", "../PartnerAPI.wsdl").CombinedOutput()
	require.NoError(t, err, "%s", out)
	want, err := os.ReadFile(filepath.Join(dir, "client", "client.go"))
	require.NoError(t, err)
	got, err := os.ReadFile("client.go")
	require.NoError(t, err)
	assert.True(t, string(want) == string(got), "client.go is not generated from PartnerAPI.wsdl: run go generate ./wsdl/client")
}

func to[T any](v T) *T { return &v }

// What the package's comment says of writing.
func TestWrites(t *testing.T) {
	day := time.Date(2012, 9, 14, 23, 30, 0, 0, time.FixedZone("Europe/Moscow", 4*3600))
	for _, c := range []struct {
		name    string
		request any
		want    string
	}{
		{"nothing given", client.Client_read{}, ""},
		{"pointer to empty", client.Client_read{Region_id: to("")}, "<region_id></region_id>"},
		{"pointer to false", client.Client_read{Include_deleted: to(false)}, "<include_deleted>false</include_deleted>"},
		{"pointer to zero", client.Competence_read{Prioritet: to(int32(0))}, "<prioritet>0</prioritet>"},
		{"date", client.Contract_read{Contract_start_date: to(soap.CreateXsdDateTime(day, false))}, "<contract_start_date>2012-09-14T23:30:00</contract_start_date>"},
		{"empty date", client.Contract_read{Contract_end_date: to(soap.CreateXsdDateTime(time.Time{}, false))}, ""},
		{"required empty text", client.Client_delete{Client_id: ""}, ""},
		{"required empty date", client.Client_user_set_birthday{Client_user_id: "a"}, "<client_user_id>a</client_user_id>"},
		{"required zero", client.Account_access_email_notify{Smtp_server: "a"}, "<smtp_server>a</smtp_server>"},
		{"order", client.Partner_user_set_birthday{Birthday: soap.CreateXsdDateTime(day, false), Partner_user_id: "a"}, "<partner_user_id>a</partner_user_id><birthday>2012-09-14T23:30:00</birthday>"},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, err := xml.Marshal(c.request)
			require.NoError(t, err)
			var got struct {
				XMLName xml.Name
				Inner   string `xml:",innerxml"`
			}
			require.NoError(t, xml.Unmarshal(out, &got))
			assert.Equal(t, "http://buhphone.com/PartnerAPI", got.XMLName.Space)
			assert.Equal(t, c.want, got.Inner)
		})
	}
}

// serve answers every call with status and body; it answers the address and the last request.
func serve(t *testing.T, status int, body string) (client.PartnerAPIPortType, *http.Request) {
	t.Helper()
	last := new(http.Request)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		*last = *r
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	return client.NewPartnerAPIPortType(soap.NewClient(server.URL, soap.WithBasicAuth("логин", "пароль"))), last
}

// What the package's comment says of reading, on an answer of W7's and W8's shape.
func TestReads(t *testing.T) {
	service, request := serve(t, http.StatusOK, "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\">\r\n"+
		"\t<soap:Body>\r\n\t\t<m:statistics_readResponse xmlns:m=\"http://buhphone.com/PartnerAPI\">\r\n"+
		"\t\t\t<m:return xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\r\n"+
		"\t\t\t\t<m:row>\r\n\t\t\t\t\t<m:call_id>a</m:call_id>\r\n\t\t\t\t\t<m:time>2012-09-14T23:30:00</m:time>\r\n"+
		"\t\t\t\t\t<m:duration xsi:nil=\"true\"/>\r\n\t\t\t\t\t<m:client_id xsi:nil=\"true\"/>\r\n\t\t\t\t\t<m:URL_call_record/>\r\n"+
		"\t\t\t\t</m:row>\r\n\t\t\t\t<m:row>\r\n\t\t\t\t\t<m:time>0001-01-01T00:00:00</m:time>\r\n\t\t\t\t</m:row>\r\n"+
		"\t\t\t</m:return>\r\n\t\t</m:statistics_readResponse>\r\n\t</soap:Body>\r\n</soap:Envelope>")
	answer, err := service.Statistics_read(&client.Statistics_read{})
	require.NoError(t, err)
	require.Len(t, answer.Return_.Row, 2)
	row := answer.Return_.Row[0]
	assert.Equal(t, "a", *row.Call_id)
	assert.Equal(t, time.Date(2012, 9, 14, 23, 30, 0, 0, time.Local), row.Time.ToGoTime())
	assert.Equal(t, to(int32(0)), row.Duration, "nil reads as zero")
	assert.Equal(t, to(""), row.Client_id, "nil reads as empty")
	assert.Equal(t, to(""), row.URL_call_record)
	assert.True(t, answer.Return_.Row[1].Time.ToGoTime().IsZero())

	assert.Equal(t, "http://buhphone.com/PartnerAPI#PartnerAPI:statistics_read", request.Header.Get("SOAPAction"))
	login, password, _ := request.BasicAuth()
	assert.Equal(t, "логин пароль", login+" "+password)
}

func TestHistoryIsBase64Text(t *testing.T) {
	service, _ := serve(t, http.StatusOK, `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>`+
		`<m:chat_history_colleagues_readResponse xmlns:m="http://buhphone.com/PartnerAPI"><m:return>UEsDBA==</m:return></m:chat_history_colleagues_readResponse></soap:Body></soap:Envelope>`)
	answer, err := service.Chat_history_colleagues_read(&client.Chat_history_colleagues_read{})
	require.NoError(t, err)
	assert.Equal(t, "UEsDBA==", string(answer.Return_))
}

func TestFaultIsInTheHTTPError(t *testing.T) {
	fault := `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><soap:Fault><faultcode>soap:Client</faultcode>` +
		`<faultstring>При добавлении клиента не указан регион</faultstring></soap:Fault></soap:Body></soap:Envelope>`
	service, _ := serve(t, http.StatusInternalServerError, fault)
	_, err := service.Client_add(&client.Client_add{Client_name: "а"})
	var httpError *soap.HTTPError
	require.ErrorAs(t, err, &httpError)
	assert.Equal(t, http.StatusInternalServerError, httpError.StatusCode)
	assert.Contains(t, string(httpError.ResponseBody), "При добавлении клиента не указан регион")
}
