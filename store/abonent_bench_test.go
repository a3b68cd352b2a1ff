package store

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// benchAbonents holds a partner with n customers that have what providers keep of
// theirs, and answers their numbers.
func benchAbonents(b *testing.B, n int) (t *Tenant, numbers []int64) {
	_, t = benchStore(b, 1)
	text := func(format string, i int) *string {
		s := fmt.Sprintf(format, i)
		return &s
	}
	number := func(n int64) Change { return Change{Set: true, Value: &n} }
	require.NoError(b, t.Write(b.Context(), func(tx *Tx) error {
		if err := tx.c.Script(`INSERT INTO billing VALUES (1, 1, 'Биллинг'); INSERT INTO house VALUES (1, 1, 'Дом', 1); INSERT INTO mark VALUES (1, 1, 'Метка'); INSERT INTO customer_group VALUES (1, 1, 'Группа');
INSERT INTO service_type (partner, id, service_type_id, number, service_type_name) VALUES (1, 1, '31111111-1111-4111-8111-111111111111', 1, 'Линия')`); err != nil {
			return err
		}
		family := "Иванов"
		manager, err := tx.AddPartnerUser(EmployeeUpdate{Name: &family})
		if err != nil {
			return err
		}
		managerNumber, _, err := tx.c.Int(`SELECT number FROM employee WHERE id = ?1`, manager)
		if err != nil {
			return err
		}
		for i := range n {
			date := Date("2024-01-15")
			number, err := tx.AddAbonent(AbonentAdd{Name: fmt.Sprintf("Иванов Иван Иванович %d", i), AbonentEdit: AbonentEdit{
				Comment: text("Вход со двора %d", i), AccountNumber: text("%07d", i), AgreementNumber: text("%d", i), AgreementDate: &date, DateConnect: &date, Apartment: text("%d", i), Entrance: text("%d", 2), Floor: text("%d", 3),
				Login: text("user%d", i), Email: text("user%d@example.com", i), Billing: number(1), BillingCustomerID: text("%d", i), House: number(1), Group: number(1), Manager: number(managerNumber),
				Phones: [phoneSlots]*string{text("+7 (903) %07d", i), text("8 495 %07d", i)},
			}})
			if err != nil {
				return err
			}
			numbers = append(numbers, number)
			id, err := tx.FindAbonent(b.Context(), number)
			if err != nil {
				return err
			}
			ip := IPv4(10<<24 + i)
			if err := tx.AddIP(id, &ip, "001122334455"); err != nil {
				return err
			}
			if err := tx.AddMark(id, 1); err != nil {
				return err
			}
			if err := tx.SetAbonentTariff(id, 1); err != nil {
				return err
			}
			if _, err := tx.AddAbonentService(id, 1, 15050, ""); err != nil {
				return err
			}
			if _, err := tx.book(id, ledgerRow{time: tx.Now.Unix(), amount: 100_00, comment: "Оплата"}); err != nil {
				return err
			}
		}
		return nil
	}))
	return t, numbers
}

func BenchmarkAbonents(b *testing.B) {
	const all = 10000
	t, numbers := benchAbonents(b, all)
	for _, c := range []struct {
		name    string
		n, step int
	}{{"1", 1, 1}, {"100", 100, 1}, {"100 apart", 100, 100}, {"10000", all, 1}} {
		b.Run(c.name, func(b *testing.B) {
			var asked []int64
			for i := range c.n {
				asked = append(asked, numbers[i*c.step])
			}
			b.ReportAllocs()
			for b.Loop() {
				rows := 0
				require.NoError(b, t.Abonents(b.Context(), asked)(func(*Abonent) error { rows++; return nil }))
				require.Equal(b, c.n, rows)
			}
		})
	}
}
