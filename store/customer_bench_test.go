package store

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

func BenchmarkCustomers(b *testing.B) {
	for _, n := range []int{1, 100, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			_, t := benchStore(b, n)
			b.ReportAllocs()
			for b.Loop() {
				rows := 0
				require.NoError(b, t.Customers(context.Background(), CustomerFilter{})(func(*Customer) error { rows++; return nil }))
				require.Equal(b, n, rows)
			}
		})
	}
}

// A page of a partner with many customers costs what is on it.
func BenchmarkCustomersPage(b *testing.B) {
	_, t := benchStore(b, 10000)
	b.ReportAllocs()
	for b.Loop() {
		rows := 0
		require.NoError(b, t.Customers(context.Background(), CustomerFilter{Page: Page{Limit: 100, Offset: 5000}})(func(*Customer) error { rows++; return nil }))
		require.Equal(b, 100, rows)
		_, err := t.CountCustomers(context.Background())
		require.NoError(b, err)
	}
}

func BenchmarkCustomerByNumber(b *testing.B) {
	_, t := benchStore(b, 50)
	for b.Loop() {
		if _, err := t.CustomerByNumber(context.Background(), 7); err != nil {
			b.Fatal(err)
		}
	}
}

// What create.customers costs but for the password's hash.
func BenchmarkAddCustomer(b *testing.B) {
	_, t := benchStore(b, 1)
	b.SetParallelism(8)
	b.ReportAllocs()
	var made atomic.Int64
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := t.Write(context.Background(), func(tx *Tx) error {
				email := fmt.Sprintf("boss-%d@new.example", made.Add(1)) // none may be used twice
				_, err := tx.AddCustomer(CustomerAdd{ClientUpdate: ClientUpdate{Name: ptr("Клиент")}, Email: email, PasswordHash: "x", Limits: Limits{MonthlyBase: Limit{NotifyEmails: []string{"boss@new.example"}}}})
				return err
			}); err != nil {
				b.Error(err)
			}
		}
	})
}
