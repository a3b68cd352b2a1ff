package partner_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestContractRead(t *testing.T) {
	w := openWorld(t)
	assert.Equal(t, table{
		{"contract_id": "d1", "contract_start_date": "2012-01-01", "contract_end_date": "", "role_id": "2"},
		{"contract_id": "d2", "contract_start_date": "2012-06-01", "contract_end_date": "", "role_id": "3"},
		{"contract_id": "d3", "contract_start_date": "2010-01-01", "contract_end_date": "2011-12-31", "role_id": "2"},
		{"contract_id": "d4", "contract_start_date": "2012-01-01", "contract_end_date": "2030-12-31", "role_id": "1"},
	}, w.rows(1, "contract_read"))
	for line, want := range map[string][]string{
		"contract_id=d2":                        {"d2"},
		"contract_id=_ role_id=_":               {"d1", "d2", "d3", "d4"},
		"contract_start_date=2012-01-01":        {"d1", "d4"},
		"contract_start_date=2012-01-02":        {},
		"contract_start_date=0001-01-01":        {"d1", "d2", "d3", "d4"},
		"contract_end_date=2011-12-31":          {"d3"},
		"contract_end_date=0001-01-01T00:00:00": {"d1", "d2"},
		"contract_end_date=null":                {"d1", "d2", "d3", "d4"},
		"role_id=_2_":                           {"d1", "d3"},
		"role_id=4":                             {},
		"contract_id=d1 role_id=3":              {},
	} {
		assert.Equal(t, want, w.rows(1, "contract_read "+line).column("contract_id"), line)
	}
	w.unknown(1, "contract_read contract_id=%s", "contract_id", "d5")
	// A role is a reference by number (T6): a number of none, no number.
	refusal := w.fault(1, "contract_read role_id=9", "role_id", "not_found")
	for _, role := range []string{"11", "Франчайзи", "2.0", "99999999999999999999"} {
		assert.Equal(t, refusal, w.fault(1, "contract_read role_id="+role, "role_id", "not_found"), role)
	}
}

func TestContractServiceRead(t *testing.T) {
	w := openWorld(t)
	assert.Equal(t, table{{"contract_id": "d1", "service_type_id": "e5", "contract_service_start_date": "2014-01-01", "contract_service_end_date": ""}},
		w.rows(1, "contract_service_read contract_id=d1 service_type_id=e5"))
	for line, want := range map[string][]string{
		"":                                       {"e1", "e5", "e1"},
		"contract_id=d2":                         {"e1"},
		"contract_id=d2 service_type_id=e5":      {},
		"contract_service_start_date=2013-12-31": {"e1", "e1"},
		"contract_service_start_date=2013-12-31 contract_service_end_date=2012-05-31":     {"e1"},
		"contract_service_start_date=0001-01-01 contract_service_end_date=0001-01-01":     {"e1", "e5", "e1"},
		"contract_start_date=2013-12-31 contract_end_date=2012-05-31 service_type_id=_":   {"e1"},
		"contract_start_date=2013-12-31 contract_service_end_date=null service_type_id=_": {"e1", "e1"},
	} {
		assert.Equal(t, want, w.rows(1, "contract_service_read "+line).column("service_type_id"), line)
	}
	w.unknown(1, "contract_service_read contract_id=%s", "contract_id", "d5")
	for _, line := range []string{"e6", "e7", "e8"} {
		w.unknown(1, "contract_service_read service_type_id=%s", "service_type_id", line)
	}
	w.fault(1, "contract_service_read contract_start_date=2013-12-31 contract_service_start_date=null", "contract_service_start_date", "repeated_operand")
}

func TestContractServiceAdd(t *testing.T) {
	w := openWorld(t)
	assert.Equal(t, table{{"contract_id": "d1", "service_type_id": "e6", "contract_service_start_date": "2024-06-15", "contract_service_end_date": ""}},
		w.rows(1, "contract_service_add service_type_id=e6"), "from today")
	assert.Equal(t, []string{"e1", "e2", "e5", "e6"}, w.rows(1, "service_type_read").column("service_type_id"), "now it is shown (S14)")
	assert.Equal(t, []string{"2020-01-01"},
		w.rows(1, "contract_service_add service_type_id=e6 contract_service_start_date=2020-01-01").column("contract_service_start_date"), "it begins earlier (S15)")
	w.unchanged(func() {
		assert.Equal(t, []string{"2020-01-01"},
			w.rows(1, "contract_service_add service_type_id=e6 contract_service_start_date=2020-01-02").column("contract_service_start_date"), "what is there (S15)")
		assert.Equal(t, []string{"d1", "d2"}, w.rows(1, "contract_service_add service_type_id=e1").column("contract_id"), "every permission of the line")
	})
	w.rows(1, "contract_service_delete service_type_id=e6")
	assert.Equal(t, []string{"2020-02-29"},
		w.rows(1, "contract_service_add service_type_id=e6 contract_service_start_date=2020-02-29").column("contract_service_start_date"))
	w.rows(1, "contract_service_delete service_type_id=e6")
	assert.Equal(t, []string{"2024-06-15"},
		w.rows(1, "contract_service_add service_type_id=e6 contract_service_start_date=0001-01-01").column("contract_service_start_date"), "T2")

	w.run(`UPDATE contract_service SET contract_service_end_date = '2024-06-14' WHERE id = 2`)
	assert.Equal(t, table{{"contract_id": "d1", "service_type_id": "e5", "contract_service_start_date": "2024-06-15", "contract_service_end_date": ""}},
		w.rows(1, "contract_service_add service_type_id=e5"), "an ended one counts as not there (S15)")

	w.unchanged(func() {
		w.fault(1, "contract_service_add service_type_id=e3", "service_type_id", "service_type_deleted")
		w.fault(4, "contract_service_add service_type_id=e5", "", "no_contract")
		w.fault(1, "contract_service_add", "service_type_id", "required")
		w.unknown(1, "contract_service_add service_type_id=%s", "service_type_id", "e7")
	})

	w.run(`UPDATE contract SET contract_end_date = '2024-12-31' WHERE id = 1`)
	assert.Equal(t, []string{"2024-12-31"}, w.rows(1, "contract_service_read service_type_id=e5").column("contract_service_end_date"), "with the contract (S15)")
	w.unchanged(func() {
		w.fault(1, "contract_service_add service_type_id=e2 contract_service_start_date=2025-01-01", "contract_service_start_date", "bad_interval")
	})
}

func TestContractServiceDelete(t *testing.T) {
	w := openWorld(t)
	assert.Empty(t, w.rows(1, "contract_service_delete service_type_id=e1"))
	assert.Equal(t, []string{"e5"}, w.rows(1, "contract_service_read").column("service_type_id"), "from both contracts")
	assert.Empty(t, w.rows(1, "contract_service_read service_type_id=e1"))
	w.unchanged(func() {
		for _, line := range []string{"e1", "e2", "e3", "e6"} {
			assert.Empty(t, w.rows(1, "contract_service_delete service_type_id="+line), "it was in none (S15)")
		}
		w.unknown(1, "contract_service_delete service_type_id=%s", "service_type_id", "e7")
	})
	w.run(`UPDATE service_type SET exported = 0`)
	assert.Empty(t, w.rows(1, "contract_service_delete service_type_id=e5"), "exported no more")
	assert.Empty(t, w.rows(1, "contract_service_read service_type_id=e5"), "a known id (S26)")
	w.unknown(1, "contract_service_add service_type_id=%s", "service_type_id", "e5")
	assert.Len(t, w.rows(2, "contract_service_read"), 2, "the other partners' stay")
}
