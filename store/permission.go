package store

// The rules about permissions, as SQL: what a contract of a partner allows. The
// arguments are SQL themselves.

// inForce is true of what carries the columns dates_start_date and
// dates_end_date when it is in force on the day (S26).
func inForce(dates, day string) string {
	return `coalesce(` + dates + `_start_date, '') <= ` + day + ` AND ` + notEnded(dates, day)
}

// notEnded is true of what is in force on the day or will be.
func notEnded(dates, day string) string {
	return `coalesce(` + dates + `_end_date, '9999-12-31') >= ` + day
}

// covers is true when a contract of the partner covers the line on the day:
// contract and permission are both in force (S26).
func covers(partner, line, day string) string {
	return `EXISTS (SELECT 1 FROM contract_service cs JOIN contract k ON k.partner = cs.partner AND k.id = cs.contract
    WHERE cs.partner = ` + partner + ` AND cs.service_type = ` + line + ` AND cs.removed = 0
      AND ` + inForce("cs.contract_service", day) + ` AND ` + inForce("k.contract", day) + `)`
}

// imports is true when a contract of the importer holds an exported line of the
// vendor. What has ended counts as not there (S15); what has not begun is there.
func imports(importer, vendor, day string) string {
	return `EXISTS (SELECT 1 FROM contract_service cs JOIN contract k ON k.partner = cs.partner AND k.id = cs.contract
      JOIN service_type l ON l.id = cs.service_type
    WHERE cs.partner = ` + importer + ` AND l.partner = ` + vendor + ` AND l.exported = 1 AND cs.removed = 0
      AND ` + notEnded("cs.contract_service", day) + ` AND ` + notEnded("k.contract", day) + `)`
}

// active is true of the service s that is in force on the day or will be (S17).
func active(s, day string) string {
	return s + `.stopped = 0 AND ` + notEnded(s+".service", day)
}
