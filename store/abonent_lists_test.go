package store

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"partnerapi/store/internal/db"
)

// Oldest first and none twice or left out, over more than two chunks.
func TestHistoryInChunks(t *testing.T) {
	w := newAbonents(t)
	number, id := w.addAbonent(t, w.a, AbonentAdd{})
	other, otherID := w.addAbonent(t, w.a, AbonentAdd{})
	const rows = 2*db.ChunkSize + 3
	w.write(t, w.a, func(tx *Tx) error {
		for n := range int64(rows) {
			// Every fifth is of somebody else, who is merged later.
			to := number
			if n%5 == 4 {
				to = other
			}
			if _, err := tx.Book(to, Booking{Amount: n + 1, Comment: fmt.Sprint(n), Key: 1}); err != nil {
				return err
			}
		}
		return nil
	})
	assert.Len(t, w.amounts(t, id), rows-rows/5)
	assert.Len(t, w.amounts(t, otherID), rows/5)
	w.merge(t, number, other)
	amounts := w.amounts(t, id)
	require.Len(t, amounts, rows)
	for n, amount := range amounts {
		require.EqualValues(t, n+1, amount)
	}
	assert.EqualValues(t, rows*(rows+1)/2, w.abonent(t, w.a, number).Balance)
}

func TestMessages(t *testing.T) {
	c := newClocked(t, "Europe/Moscow", "2024-06-15 12:00:00")
	runScript(t, c.Store, abonentRegisters)
	w := &world{Store: c.Store, a: c.As(1), b: c.As(2)}
	one, first := w.addAbonent(t, w.a, AbonentAdd{})
	_, second := w.addAbonent(t, w.a, AbonentAdd{})
	employee := w.addPartnerUser(t, w.a, "Оператор")
	start := c.now
	const rows = 2*db.ChunkSize + 3
	w.write(t, w.a, func(tx *Tx) error {
		for n := range rows {
			tx.Now = start.Add(time.Duration(n) * time.Minute)
			from := map[bool]int64{true: employee}[n%2 == 1]
			if _, err := tx.AddMessage([]int64{first, second}[n/2%2], NewMessage{Outgoing: from != 0, Employee: from, Text: fmt.Sprint(n), Archived: n%3 == 0}); err != nil {
				return err
			}
		}
		return nil
	})
	at := func(n int) *Instant { return ptr(Instant(start.Add(time.Duration(n) * time.Minute).Unix())) }
	for _, f := range []struct {
		name   string
		filter MessageFilter
		holds  func(n int) bool
	}{
		{"all", MessageFilter{}, func(int) bool { return true }},
		{"client", MessageFilter{Client: first}, func(n int) bool { return n/2%2 == 0 }},
		{"employee", MessageFilter{Employee: &employee}, func(n int) bool { return n%2 == 1 }},
		{"nobody named", MessageFilter{Employee: new(int64)}, func(n int) bool { return n%2 == 0 }},
		{"archived", MessageFilter{Archived: new(true)}, func(n int) bool { return n%3 == 0 }},
		{"from", MessageFilter{From: at(1000)}, func(n int) bool { return n >= 1000 }},
		{"to", MessageFilter{To: at(1500)}, func(n int) bool { return n <= 1500 }},
		{"everything", MessageFilter{Client: second, Employee: &employee, From: at(10), To: at(1990)}, func(n int) bool { return n/2%2 == 1 && n%2 == 1 && n >= 10 && n <= 1990 }},
		{"nothing", MessageFilter{From: at(11), To: at(10)}, func(int) bool { return false }},
	} {
		var want, got []string
		for n := range rows {
			if f.holds(n) {
				want = append(want, fmt.Sprint(n))
			}
		}
		var last int64
		for _, m := range all(t, w.a.Messages(t.Context(), f.filter)) {
			assert.Greater(t, m.ID, last)
			last = m.ID
			got = append(got, m.Text)
		}
		require.Equal(t, want, got, f.name)
	}
	messages := all(t, w.a.Messages(t.Context(), MessageFilter{To: at(1)}))
	require.Len(t, messages, 2, "archived ones too")
	assert.Equal(t, Message{ID: 1, Customer: one, Time: *at(0), Text: "0"}, messages[0])
	assert.Equal(t, ptr(int64(1)), messages[1].Employee)
}

// Marks and services are there once; marks may be put on and taken off again and
// again.
func TestMarksAndServices(t *testing.T) {
	w := newAbonents(t)
	number, id := w.addAbonent(t, w.a, AbonentAdd{})
	for _, step := range []struct {
		do   func(tx *Tx) error
		want []int64
	}{
		{func(tx *Tx) error { return tx.AddMark(id, 2) }, []int64{2}},
		{func(tx *Tx) error { return tx.AddMark(id, 2) }, []int64{2}},
		{func(tx *Tx) error { return tx.AddMark(id, 1) }, []int64{1, 2}},
		{func(tx *Tx) error { return tx.RemoveMark(id, 2) }, []int64{1}},
		{func(tx *Tx) error { return tx.RemoveMark(id, 2) }, []int64{1}},
	} {
		w.write(t, w.a, step.do)
		assert.Equal(t, step.want, w.abonent(t, w.a, number).Marks)
	}
	w.refusedAs(t, ErrNotFound, "", func(tx *Tx) error { return tx.AddMark(id, 9) })
	w.refusedAs(t, ErrNotFound, "", func(tx *Tx) error { return tx.RemoveMark(id, 9) })

	line := w.add(t, w.a, func(tx *Tx) (int64, error) { return tx.AddServiceType("Линия", "") })
	attach := func(price int64) func(tx *Tx) error {
		return func(tx *Tx) error {
			_, err := tx.AddAbonentService(id, line, price, "x")
			return err
		}
	}
	w.write(t, w.a, attach(1050))
	w.refusedAs(t, ErrTaken, "", attach(1))
	services := w.abonent(t, w.a, number).Services
	require.Len(t, services, 1)
	assert.Equal(t, AbonentService{ID: 1, Line: 1, Price: 1050, Comment: "x", Added: services[0].Added}, services[0])
	w.write(t, w.a, func(tx *Tx) error { return tx.DeleteServiceType(line) })
	w.write(t, w.a, func(tx *Tx) error { return tx.RemoveAbonentService(id, 1) }) // available no more
	w.refusedAs(t, ErrNotFound, "", func(tx *Tx) error { return tx.RemoveAbonentService(id, 1) })
	assert.Empty(t, w.abonent(t, w.a, number).Services)
}

// Numbers far from each other are read by themselves: many at once, each once,
// whoever's stand between them.
func TestAbonentsByNumbers(t *testing.T) {
	w := newAbonents(t)
	var mine, asked []int64
	for n := range 40 {
		number, _ := w.addAbonent(t, []*Tenant{w.a, w.b}[n%2], AbonentAdd{})
		if asked = append(asked, number, number); n%2 == 0 {
			mine = append(mine, number)
		}
	}
	runScript(t, w.Store, `UPDATE client SET number = number * 1000 WHERE id > 30`)
	for n, number := range mine {
		if number > 30 {
			mine[n] = number * 1000
		}
	}
	asked = append(asked, 31000, 33000, 35000, 37000, 39000, 1<<53, 0, -1)
	rows, err := All(w.a.Abonents(t.Context(), asked))
	require.NoError(t, err)
	var got []int64
	for _, a := range rows {
		got = append(got, a.Number)
	}
	assert.Equal(t, mine, got)
}
