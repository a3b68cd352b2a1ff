package store

// Registers that belong to nobody.
var (
	regionRegister      = register{table: "region", column: "region_id", key: "region_id"}
	roleRegister        = register{table: "role", column: "role_id", key: "role_id"}
	contactTypeRegister = register{table: "contact_type", column: "contact_type_id", key: "contact_type_id"}
)

// RegionEntry is a line of the register of regions.
type RegionEntry struct {
	UUID     string
	Name     string
	TimeZone int64 // hours east of UTC (T6)
}

// PutRegion writes a region.
func (i *ImportTx) PutRegion(r RegionEntry) error {
	e, err := i.entry(regionRegister, r.UUID, 0)
	if err != nil {
		return err
	}
	e.set("region_name", r.Name)
	e.set("region_time_zone", r.TimeZone)
	return e.save()
}

// RoleEntry is a line of the register of roles.
type RoleEntry struct {
	Number int64 // role_id (T6)
	Name   string
}

// PutRole writes a role.
func (i *ImportTx) PutRole(r RoleEntry) error {
	e, err := i.entry(roleRegister, r.Number, 0)
	if err != nil {
		return err
	}
	e.set("role_name", r.Name)
	return e.save()
}

// ContactTypeEntry is a line of the register of contact types.
type ContactTypeEntry struct {
	UUID string
	Name string
	Code int64 // 1 clients, 2 partners, 3 employees
}

// PutContactType writes a contact type.
func (i *ImportTx) PutContactType(t ContactTypeEntry) error {
	e, err := i.entry(contactTypeRegister, t.UUID, 0)
	if err != nil {
		return err
	}
	e.set("contact_type_name", t.Name)
	e.set("contact_type_code", t.Code)
	return e.save()
}
