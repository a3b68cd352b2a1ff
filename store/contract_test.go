package store

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func contracts(t *testing.T, st *Store, p Partner, f ContractFilter) []string {
	t.Helper()
	return endsOf(t, st.As(p).Contracts(t.Context(), f), func(k *Contract) string { return k.UUID })
}

func TestContracts(t *testing.T) {
	st := openLines(t)
	none, end := Date(""), Date("2014-12-31")
	for name, c := range map[string]struct {
		filter ContractFilter
		want   []string
	}{
		"all":                 {ContractFilter{}, []string{"d1", "d2", "d3"}},
		"by id":               {ContractFilter{ID: 2}, []string{"d2"}},
		"another's":           {ContractFilter{ID: 4}, []string{}},
		"by start":            {ContractFilter{Start: "2012-06-01"}, []string{"d2"}},
		"by end":              {ContractFilter{End: &end}, []string{"d3"}},
		"without end":         {ContractFilter{End: &none}, []string{"d1", "d2"}},
		"by role":             {ContractFilter{Role: 12}, []string{"d1", "d3"}},
		"all filters at once": {ContractFilter{ID: 3, Role: 12, Start: "2013-01-01", End: &end}, []string{"d3"}},
		"matching nothing":    {ContractFilter{ID: 3, Role: 13}, []string{}},
	} {
		assert.Equal(t, c.want, contracts(t, st, 1, c.filter), name)
	}
	assert.Equal(t, []string{"d5"}, contracts(t, st, 2, ContractFilter{}))
	_, err := st.As(1).FindContract(t.Context(), id("d5"))
	require.ErrorIs(t, err, ErrNotFound)
	found, err := st.As(2).FindContract(t.Context(), id("d5"))
	require.NoError(t, err)
	assert.Equal(t, int64(4), found)
	for number, want := range map[string]int64{"1": 11, "04": 14} {
		role, err := st.As(4).FindRole(t.Context(), number)
		require.NoError(t, err)
		assert.Equal(t, want, role)
	}
	for _, number := range []string{"5", "11", "", "x", "99999999999999999999"} {
		_, err := st.As(1).FindRole(t.Context(), number)
		require.ErrorIs(t, err, ErrNotFound, number)
	}
}

// permissions answers "contract:line start" of a partner's permissions.
func permissions(t *testing.T, st *Store, p Partner, f PermissionFilter) []string {
	t.Helper()
	rows, err := All(st.As(p).Permissions(t.Context(), f))
	require.NoError(t, err)
	short := []string{}
	for _, row := range rows {
		pair := ends(row.ContractUUID, row.ServiceTypeUUID)
		short = append(short, pair[0]+":"+pair[1]+" "+string(row.Start))
	}
	return short
}

func TestPermissions(t *testing.T) {
	st := openLines(t)
	runScript(t, st, `UPDATE contract_service SET contract_service_end_date = '2013-12-31' WHERE id = 3;
INSERT INTO contract_service (partner, id, contract, service_type, contract_service_start_date) VALUES (1, 20, 3, 1, '2012-01-01')`)
	for name, c := range map[string]struct {
		filter PermissionFilter
		want   []string
	}{
		"all, ended ones too":         {PermissionFilter{}, []string{"d1:e1 2012-01-01", "d1:e5 2014-01-01", "d2:e1 2012-06-01", "d3:e1 2012-01-01"}},
		"by contract":                 {PermissionFilter{Contract: 2}, []string{"d2:e1 2012-06-01"}},
		"by line":                     {PermissionFilter{ServiceType: 3}, []string{"d1:e5 2014-01-01"}},
		"another's contract":          {PermissionFilter{Contract: 4}, []string{}},
		"in force":                    {PermissionFilter{InForce: []Date{"2013-12-31"}}, []string{"d1:e1 2012-01-01", "d2:e1 2012-06-01", "d3:e1 2012-01-01"}},
		"a contract not yet in force": {PermissionFilter{InForce: []Date{"2012-12-31"}}, []string{"d1:e1 2012-01-01", "d2:e1 2012-06-01"}},
		"on both days":                {PermissionFilter{InForce: []Date{"2013-12-31", "2014-01-01"}}, []string{"d1:e1 2012-01-01", "d3:e1 2012-01-01"}},
		"a contract ended":            {PermissionFilter{InForce: []Date{"2015-01-01"}}, []string{"d1:e1 2012-01-01", "d1:e5 2014-01-01"}},
	} {
		assert.Equal(t, c.want, permissions(t, st, 1, c.filter), name)
	}
	assert.Empty(t, permissions(t, st, 4, PermissionFilter{}))
}

func TestAddPermission(t *testing.T) {
	add := func(st *Store, p Partner, line int64) error {
		return st.As(p).Write(t.Context(), func(tx *Tx) error { return tx.AddPermission(line, "2024-01-01") })
	}
	for name, c := range map[string]struct {
		script  string
		partner Partner
		line    int64
		want    []string
		err     error
	}{
		"an exported line":      {``, 1, 4, []string{"d1:e6 2024-01-01"}, nil},
		"a role written with ё": {`UPDATE role SET role_name = 'Сервисный партнёр' WHERE role_name = 'Сервисный партнер'`, 1, 4, []string{"d1:e6 2024-01-01"}, nil},
		"what is there":         {``, 1, 3, []string{"d1:e5 2014-01-01"}, nil},
		"what is there later":   {`UPDATE contract_service SET contract_service_start_date = '2030-01-01' WHERE id = 2`, 1, 3, []string{"d1:e5 2024-01-01"}, nil},
		"it begins earlier":     {`UPDATE contract_service SET contract_service_start_date = NULL WHERE id = 2`, 1, 3, []string{"d1:e5 "}, nil},
		"ended gives way":       {`UPDATE contract_service SET contract_service_end_date = '2024-06-14' WHERE id = 2`, 1, 3, []string{"d1:e5 2024-01-01"}, nil},
		"ends today":            {`UPDATE contract_service SET contract_service_end_date = '2024-06-15' WHERE id = 2`, 1, 3, []string{"d1:e5 2014-01-01"}, nil},
		"removed":               {`UPDATE contract_service SET removed = 1 WHERE id = 2`, 1, 3, []string{"d1:e5 2024-01-01"}, nil},
		"in another contract":   {`UPDATE contract_service SET removed = 1 WHERE id = 1`, 1, 1, []string{"d2:e1 2012-06-01", "d1:e1 2024-01-01"}, nil},
		"the latest start":      {`UPDATE contract SET contract_end_date = NULL WHERE id = 3`, 1, 4, []string{"d3:e6 2024-01-01"}, nil},
		"then the lowest id":    {`UPDATE contract SET contract_end_date = NULL, contract_start_date = '2012-01-01' WHERE id = 3`, 1, 4, []string{"d1:e6 2024-01-01"}, nil},
		"a deleted line":        {``, 1, 2, nil, ErrLineDeleted},
		"no contract":           {``, 4, 3, nil, ErrNoContract},
		"no contract in force":  {`UPDATE contract SET contract_start_date = '2024-06-16' WHERE id = 1`, 1, 4, nil, ErrNoContract},
		"another's private one": {``, 1, 5, nil, ErrNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			st := openLines(t)
			runScript(t, st, c.script)
			others := permissions(t, st, 2, PermissionFilter{})
			require.ErrorIs(t, add(st, c.partner, c.line), c.err)
			if c.err == nil {
				assert.Equal(t, c.want, permissions(t, st, c.partner, PermissionFilter{ServiceType: c.line}))
				require.NoError(t, add(st, c.partner, c.line), "again")
				assert.Equal(t, c.want, permissions(t, st, c.partner, PermissionFilter{ServiceType: c.line}))
			}
			assert.Equal(t, others, permissions(t, st, 2, PermissionFilter{}))
		})
	}
}

// A permission ends with its contract at the latest, and cannot begin after it
// (S15).
func TestPermissionsEndWithTheContract(t *testing.T) {
	st := openLines(t)
	end := func() Date {
		rows, err := All(st.As(1).Permissions(t.Context(), PermissionFilter{Contract: 1, ServiceType: 3}))
		require.NoError(t, err)
		require.Len(t, rows, 1)
		return rows[0].End
	}
	assert.Empty(t, end())
	runScript(t, st, `UPDATE contract SET contract_end_date = '2024-12-31' WHERE id = 1`)
	assert.Equal(t, Date("2024-12-31"), end())
	runScript(t, st, `UPDATE contract_service SET contract_service_end_date = '2024-08-01' WHERE id = 2`)
	assert.Equal(t, Date("2024-08-01"), end(), "its own end is earlier")
	runScript(t, st, `UPDATE contract SET contract_end_date = '2024-07-01' WHERE id = 1`)
	assert.Equal(t, Date("2024-07-01"), end(), "the contract's is")
	runScript(t, st, `UPDATE contract SET contract_end_date = NULL WHERE id = 1`)
	assert.Equal(t, Date("2024-08-01"), end())

	runScript(t, st, `UPDATE contract SET contract_end_date = '2024-12-31' WHERE id = 1`)
	for start, want := range map[Date]error{"2024-12-31": nil, "2025-01-01": ErrInverted} {
		for _, line := range []int64{3, 4} { // there already, and not yet
			require.ErrorIs(t, st.As(1).Write(t.Context(), func(tx *Tx) error { return tx.AddPermission(line, start) }), want, "line %d from %s", line, start)
		}
	}
}

func TestRemovePermissions(t *testing.T) {
	st := openLines(t)
	remove := func(p Partner, line int64) {
		require.NoError(t, st.As(p).Write(t.Context(), func(tx *Tx) error { return tx.RemovePermissions(line) }))
	}
	remove(1, 1)
	assert.Equal(t, []string{"d1:e5 2014-01-01"}, permissions(t, st, 1, PermissionFilter{}))
	remove(1, 3)
	assert.Empty(t, permissions(t, st, 1, PermissionFilter{}))
	assert.Len(t, permissions(t, st, 2, PermissionFilter{}), 2, "the other partners' stay")
	assert.Len(t, permissions(t, st, 3, PermissionFilter{}), 2)

	// The line stays known, though not available (S26, S14).
	_, err := st.As(1).FindKnownServiceType(t.Context(), id("e5"))
	require.NoError(t, err)
	_, err = st.As(1).FindAvailableServiceType(t.Context(), id("e5"))
	require.ErrorIs(t, err, ErrNotFound)
	for _, line := range []string{"e6", "e7", "e8"} {
		_, err = st.As(1).FindKnownServiceType(t.Context(), id(line))
		require.ErrorIs(t, err, ErrNotFound, line)
	}
	_, err = st.As(4).FindExportedServiceType(t.Context(), id("e6"))
	require.NoError(t, err)
	_, err = st.As(4).FindExportedServiceType(t.Context(), id("e7"))
	require.ErrorIs(t, err, ErrNotFound)
}
