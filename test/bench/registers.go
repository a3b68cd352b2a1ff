package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
)

func id(kind byte, n int) string { return fmt.Sprintf("%c0000000-0000-4000-8000-%012d", kind, n) }

func regionID(n int) string             { return id('e', n) }
func partnerID(n int) string            { return id('a', n) }
func clientID(partner, n int) string    { return id('c', partner*100000+n) }
func clientNumber(partner, n int) int   { return partner*100000 + n }
func clientNewID(partner, n int) string { return id('d', partner*100000+n) }

// writeFile makes a file of what write writes.
func writeFile(file string, write func(w io.Writer)) (err error) {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	defer func() { err = errors.Join(err, w.Flush(), f.Close()) }()
	write(w)
	return nil
}

// writeRegisters makes up what import reads: rows of the size that real ones have.
func writeRegisters(w io.Writer) {
	writeRegions(w)
	for p := range partners {
		writePartner(w, p+1, fmt.Sprintf("p%d", p+1), smallHas, 0, 0)
	}
	writePartner(w, partners+1, "big", bigHas, inRegion, 0)
	for n, owner := range []int{1, partners + 1} {
		writeLine(w, n+1, owner)
	}
}

func writeRegions(w io.Writer) {
	for n, name := range []string{"Москва", "Рига"} {
		fmt.Fprintf(w, `{"kind":"region","region_id":%q,"region_name":%q,"region_time_zone":3}`+"\n", regionID(n+1), name)
	}
}

// writeLine writes a line of support, which the partner may sell.
func writeLine(w io.Writer, number, partner int) {
	fmt.Fprintf(w, `{"kind":"service_type","service_type_id":%q,"service_type_name":"Линия","partner_id":%q,"number":%d}`+"\n", id('b', number), partnerID(partner), number)
}

// writePartner writes a partner with clients, of whom so many in the second
// region, and with the tariff of a line, 0 for none.
func writePartner(w io.Writer, n int, login string, clients, second, tariff int) {
	logins := ""
	if n == 1 || n > partners {
		logins = fmt.Sprintf(`,"logins":[{"login":%q,"password":"password"}]`, login)
	}
	fmt.Fprintf(w, `{"kind":"partner","partner_id":%q,"partner_name":"Партнер %d","regions":[%q,%q],"roles":[]%s}`+"\n",
		partnerID(n), n, regionID(1), regionID(2), logins)
	more := ""
	if tariff > 0 {
		more = fmt.Sprintf(`,"tariff_plan_id":%d`, tariff)
	}
	for c := range clients {
		region := regionID(1)
		if second > 0 && c%(clients/second) == 0 {
			region = regionID(2)
		}
		fmt.Fprintf(w, `{"kind":"client","client_id":%q,"partner_id":%q,"region_id":%q,"client_name":"Клиент %d ООО","client_full_name":"Общество с ограниченной ответственностью «Клиент %d»","client_del":false,"client_inn":"77%08d","client_kpp":"770101001","client_reg_num":"%d","pay_method_id":2,"addit_attribute":"vip","client_new_id":%q,"number":%d%s}`+"\n",
			clientID(n, c), partnerID(n), region, c, c, c, 800000+c, clientNewID(n, c), clientNumber(n, c), more)
	}
	writeUserside(w, n, clients)
}
