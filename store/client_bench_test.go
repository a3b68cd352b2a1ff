package store

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// benchStore holds one region and a partner with n clients.
func benchStore(b *testing.B, n int) (*Store, *Tenant) {
	st, err := Open(inPlace(b, Options{}))
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, st.Close()) })
	t := st.As(1)
	region := int64(1)
	method := int64(2)
	require.NoError(b, t.Write(context.Background(), func(tx *Tx) error {
		if err := tx.c.Script(`INSERT INTO region VALUES (1, '11111111-1111-4111-8111-111111111111', 'Москва', 3);
INSERT INTO partner (id, partner_id, number, partner_name, disabled) VALUES (1, '21111111-1111-4111-8111-111111111111', 1, 'Партнер', 0); INSERT INTO partner_region VALUES (1, 1, 1);`); err != nil {
			return err
		}
		for i := range n {
			name, full, inn, kpp, reg, attr := fmt.Sprintf("Клиент %d ООО", i), fmt.Sprintf("Общество с ограниченной ответственностью %d", i), "7700000001", "770101001", "800001", "vip"
			if _, err := tx.AddClient(ClientUpdate{Region: &region, Name: &name, FullName: &full, INN: &inn, KPP: &kpp, RegNum: &reg, PayMethod: &method, Attribute: &attr}); err != nil {
				return err
			}
		}
		return nil
	}))
	return st, t
}

func BenchmarkClients(b *testing.B) {
	for _, n := range []int{1, 100, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			_, t := benchStore(b, n)
			b.ReportAllocs()
			for b.Loop() {
				rows := 0
				require.NoError(b, t.Clients(context.Background(), ClientFilter{})(func(*Client) error { rows++; return nil }))
				require.Equal(b, n, rows)
			}
		})
	}
}

func BenchmarkAddClient(b *testing.B) {
	_, t := benchStore(b, 1)
	region, method, name := int64(1), int64(2), "Клиент"
	b.SetParallelism(8)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := t.Write(context.Background(), func(tx *Tx) error {
				_, err := tx.AddClient(ClientUpdate{Region: &region, Name: &name, PayMethod: &method})
				return err
			}); err != nil {
				b.Error(err)
			}
		}
	})
}

func BenchmarkClient(b *testing.B) {
	_, t := benchStore(b, 50)
	for b.Loop() {
		if _, err := t.Client(context.Background(), 7); err != nil {
			b.Fatal(err)
		}
	}
}
