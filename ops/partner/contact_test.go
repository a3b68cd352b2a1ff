package partner_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/store"
)

func TestContactRead(t *testing.T) {
	w := openRegisters(t, "people.sql")
	views := func(as store.Partner, line string) []string { return w.rows(as, line).column("contact_view") }
	assert.Equal(t, []string{"Москва, ул. 1", "Рига, ул. 2", "Архив, ул. 3"}, views(1, "client_contact_read"), "archived ones too, tombstones not")
	assert.Equal(t, []string{"Рига, ул. 2"}, views(1, "client_contact_read client_id=c2"))
	assert.Equal(t, []string{"Москва, ул. 1", "Рига, ул. 2"}, views(1, "client_contact_read contact_type_id=b1 client_id=_"))
	assert.Empty(t, views(1, "client_contact_read contact_type_id=b1 client_id=c3"))
	assert.Equal(t, table{{"client_id": "c5", "contact_type_id": "b1", "contact_view": "Вендор, ул. 5"}}, w.rows(2, "client_contact_read"))
	assert.Empty(t, views(3, "client_contact_read"))

	assert.Equal(t, []string{"anna@example.org", "+7 495 000-00-11"}, views(1, "client_user_contact_read"))
	assert.Equal(t, table{{"client_user_id": "c11", "contact_type_id": "b6", "contact_view": "+7 495 000-00-11"}},
		w.rows(1, "client_user_contact_read client_user_id=c11 contact_type_id=b6"))
	assert.Empty(t, views(1, "client_user_contact_read client_user_id=c12"))
	assert.Equal(t, table{{"partner_user_id": "101", "contact_type_id": "b6", "contact_view": "+7 495 000-00-01"}}, w.rows(1, "partner_user_contact_read"))
	assert.Equal(t, []string{"irina@example.org"}, views(2, "partner_user_contact_read partner_user_id=105"))

	for line, ids := range map[string][]string{
		"client_contact_read client_id=%s":             {"c5", "c9"},
		"client_contact_read contact_type_id=%s":       {"b3", "b5"},
		"client_user_contact_read client_user_id=%s":   {"c51", "c91", "101"},
		"client_user_contact_read contact_type_id=%s":  {"b1", "b3"},
		"partner_user_contact_read partner_user_id=%s": {"105", "c11"},
		"partner_user_contact_read contact_type_id=%s": {"b1", "b4"},
		"partner_contact_read contact_type_id=%s":      {"b1", "b5"},
	} {
		operand := strings.Fields(strings.ReplaceAll(line, "=", " "))[1]
		for _, id := range ids {
			w.unknown(1, line, operand, id)
		}
	}
}

func TestPartnerContactRead(t *testing.T) {
	w := openRegisters(t, "people.sql")
	own := table{
		{"partner_id": "f1", "region_id": "a1", "contact_type_id": "b3", "contact_view": "+7 495 100"},
		{"partner_id": "f1", "region_id": "a3", "contact_type_id": "b4", "contact_view": "p1@example.org"},
	}
	assert.Equal(t, own, w.rows(1, "partner_contact_read"))
	assert.Equal(t, own, w.rows(1, "partner_contact_read partner_id=f1 region_id= contact_type_id=null"))
	assert.Equal(t, own[1:], w.rows(1, "partner_contact_read region_id=a3"))
	assert.Equal(t, own[:1], w.rows(1, "partner_contact_read contact_type_id=b3"))
	assert.Empty(t, w.rows(1, "partner_contact_read region_id=a3 contact_type_id=b3"))
	assert.Equal(t, []string{"+371 200", "+374 200"}, w.rows(1, "partner_contact_read partner_id=f2").column("contact_view"), "the vendor's (S13)")
	assert.Equal(t, []string{"+7 495 100"}, w.rows(2, "partner_contact_read partner_id=f1 region_id=a1").column("contact_view"), "the importer's (S13)")
	w.unknown(1, "partner_contact_read partner_id=%s", "partner_id", "f3")
	w.unknown(3, "partner_contact_read partner_id=%s", "partner_id", "f1")
	assert.Empty(t, w.rows(1, "partner_contact_read region_id=a5"), "a region outside its own just matches nothing (S12)")
	assert.Empty(t, w.rows(1, "partner_contact_read region_id=dead"), "nor does one that nobody has")
	w.fault(1, "partner_contact_read region_id=Москва", "region_id", "not_found")
}

func TestContactEdit(t *testing.T) {
	w := openRegisters(t, "people.sql")
	for _, c := range []struct {
		family, owner, set, kind, other, wrong string
		unknown                                []string
	}{
		{"client_contact", "client_id", "c1", "b1", "b2", "b3", []string{"c5", "c9"}},
		{"client_user_contact", "client_user_id", "c11", "b5", "b6", "b1", []string{"c51", "c91", "101"}},
		{"partner_user_contact", "partner_user_id", "101", "b6", "b5", "b4", []string{"105", "c11"}},
		{"partner_contact", "region_id", "a1", "b3", "b4", "b1", []string{"a5"}},
	} {
		t.Run(c.family, func(t *testing.T) {
			edit := c.family + "_edit " + c.owner + "=" + c.set
			read := c.family + "_read " + c.owner + "=" + c.set
			before := w.rows(1, c.family+"_read")
			at := -1
			for i, row := range before {
				if row[c.owner] == c.set && row["contact_type_id"] == c.kind {
					at = i
				}
			}
			require.GreaterOrEqual(t, at, 0)
			before[at]["contact_view"] = "Новое & <другое>"
			assert.Equal(t, before[at:at+1], w.rows(1, edit+" contact_type_id="+c.kind+" contact_view=Новое_&_<другое>"))
			assert.Equal(t, before, w.rows(1, c.family+"_read"), "the row keeps its place")
			assert.Equal(t, []string{""}, w.rows(1, edit+" contact_type_id="+c.kind+" contact_view=null").column("contact_view"), "null stores an empty text (S12)")
			assert.Equal(t, []string{""}, w.rows(1, read+" contact_type_id="+c.kind).column("contact_view"))
			long := strings.Repeat("ё", 499) + "e\u0301!"
			assert.Equal(t, []string{strings.Repeat("ё", 499) + "e"}, w.rows(1, edit+" contact_type_id="+c.other+" contact_view="+long).column("contact_view"),
				"500 code points, silently (T4)")
			w.rows(1, edit+" contact_type_id="+c.other+" contact_view=второе")
			assert.Equal(t, "второе", w.rows(1, read+" contact_type_id="+c.other)[0]["contact_view"])
			w.unchanged(func() {
				w.unknown(1, edit+" contact_type_id=%s contact_view=x", "contact_type_id", c.wrong)
				for _, id := range c.unknown {
					w.unknown(1, c.family+"_edit "+c.owner+"=%s contact_type_id="+c.kind+" contact_view=x", c.owner, id)
				}
				w.fault(1, c.family+"_edit "+c.owner+"= contact_type_id="+c.kind+" contact_view=x", c.owner, "required")
				w.fault(1, edit+" contact_view=x", "contact_type_id", "required")
			})
		})
	}
}

// Contacts of what is deleted may be edited (S25).
func TestContactEditOfDeleted(t *testing.T) {
	w := openRegisters(t, "people.sql")
	for _, line := range []string{
		"client_contact_edit client_id=c3 contact_type_id=b1", "client_user_contact_edit client_user_id=c31 contact_type_id=b5",
		"partner_user_contact_edit partner_user_id=102 contact_type_id=b5",
	} {
		assert.Equal(t, []string{"и тут"}, w.rows(1, line+" contact_view=и_тут").column("contact_view"))
	}
}
