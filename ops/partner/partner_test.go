package partner_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestPartnerRead(t *testing.T) {
	w := openWorld(t)
	self := table{{"partner_id": "f1", "partner_name": "Партнер 1 «Франчайзи & Ко»"}}
	assert.Equal(t, self, w.rows(1, "partner_read"))
	assert.Equal(t, self, w.rows(1, "partner_read partner_id=f1"))
	assert.Equal(t, self, w.rows(1, "partner_read partner_id=_"), "blank is not given (T3)")
	assert.Equal(t, table{{"partner_id": "f2", "partner_name": "Партнер 2 «Вендор»"}}, w.rows(1, "partner_read partner_id=f2"), "the vendor (S13)")
	assert.Equal(t, []string{"f3"}, w.rows(2, "partner_read partner_id=f3").column("partner_id"), "the importer (S13)")
	w.unknown(1, "partner_read partner_id=%s", "partner_id", "f3")
	w.unknown(4, "partner_read partner_id=%s", "partner_id", "f1")
}

func TestPartnerRolesAndRegions(t *testing.T) {
	w := openWorld(t)
	assert.Equal(t, table{{"partner_id": "f2", "role_id": "2"}, {"partner_id": "f2", "role_id": "4"}}, w.rows(2, "partner_role_read"))
	assert.Empty(t, w.rows(4, "partner_role_read"))
	assert.Equal(t, table{{"partner_id": "f1", "region_id": "a1"}, {"partner_id": "f1", "region_id": "a2"}}, w.rows(1, "partner_region_read"))
	assert.Equal(t, []string{"a4"}, w.rows(4, "partner_region_read").column("region_id"))
	assert.Equal(t, table{{"region_id": "a1", "region_name": "Москва", "region_time_zone": "3"},
		{"region_id": "a2", "region_name": "Санкт-Петербург", "region_time_zone": "3"}}, w.rows(1, "region_read"))
	assert.Equal(t, []string{"a2"}, w.rows(1, "region_read region_id=a2").column("region_id"))
	assert.Equal(t, []string{"Рига"}, w.rows(2, "region_read region_id=a3").column("region_name"), "any region by its id (S4)")
	w.unknown(2, "region_read region_id=%s", "region_id", "beef")
}

func TestLists(t *testing.T) {
	w := openWorld(t)
	assert.Equal(t, []string{"Франчайзи", "Сервисный партнер", "Сбытовой партнер", "Вендор"}, w.rows(4, "role_read").column("role_name"))
	assert.Equal(t, []string{"1", "2", "3", "4"}, w.rows(4, "role_read").column("role_id"))
	assert.Equal(t, table{
		{"contact_type_id": "b1", "contact_type_name": "Фактический адрес", "contact_type_code": "1"},
		{"contact_type_id": "b2", "contact_type_name": "Почтовый адрес", "contact_type_code": "1"},
		{"contact_type_id": "b3", "contact_type_name": "Наименование в регионе", "contact_type_code": "2"},
		{"contact_type_id": "b4", "contact_type_name": "Сайт", "contact_type_code": "2"},
		{"contact_type_id": "b5", "contact_type_name": "E-mail", "contact_type_code": "3"},
		{"contact_type_id": "b6", "contact_type_name": "Телефон", "contact_type_code": "3"},
	}, w.rows(4, "contact_type_read"))
}

// The lists that the text fixes, word for word (S23).
func TestFixedLists(t *testing.T) {
	w := openWorld(t)
	for noun, want := range map[string][]string{
		"call_status_type": {
			"0", "Успех", "1", "НеБылоДоступныхИлиСвободныхСпециалистов", "2", "ПользовательНеВзялТрубку", "3", "СпециалистНеВзялТрубку",
			"4", "СпециалистОтменилВызов", "5", "СпециалистОтклонилВызов", "6", "ПользовательОтклонилВызов", "7", "ПользовательОтменилВызов",
		},
		"remote_status_type": {"0", "Не инициировано", "1", "TeamViewer", "2", "Основное средство"},
		"remote_access_type": {"1", "TeamViewer", "2", "Основное средство"},
		"pay_method_type": {
			"0", "Пустое значение", "1", "Оплата взимается сразу до конца действия договора ИТС", "2", "Оплата взимается ежемесячно",
			"3", "Оплата за 6 месяцев", "4", "Оплата за 12 месяцев",
		},
	} {
		got := []string{}
		for _, row := range w.rows(4, noun+"_read") {
			got = append(got, row[noun+"_id"], row[noun+"_name"])
		}
		assert.Equal(t, want, got, noun)
	}
}
