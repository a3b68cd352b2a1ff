package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"partnerapi/cmd/partnerapi/server"
	"partnerapi/importer"
	"partnerapi/internal/config"
	"partnerapi/store"
)

// What the commands share that add a row to a register.

// addLine takes one line into its register as import takes it, so that one place
// knows what a row may be; or returns what is wrong with it.
func addLine(ctx context.Context, c *config.Config, st *store.Store, line map[string]any) error {
	for key, operand := range typed {
		if name, ok := line[key].(string); ok && operand == "NAME" {
			line[key] = strings.TrimSpace(name) // commands name rows so
		}
	}
	text, err := json.Marshal(line)
	if err != nil {
		return err
	}
	hasher, err := server.Hasher(c)
	if err != nil {
		return &failure{exitUsage, err}
	}
	var problems []error
	_, err = importer.Import(ctx, st, hasher, bytes.NewReader(text), importer.Options{Problem: func(p importer.Problem) {
		problems = append(problems, errors.New(asTyped(p.Key+": "+p.Text)))
	}})
	return errors.Join(append(problems, err)...)
}

// typed are the operands and flags of the commands that add a row, by the keys of its
// line.
var typed = map[string]string{
	"partner_name": "NAME", "region_name": "NAME", "role_name": "NAME", "contact_type_name": "NAME",
	"region_time_zone": "--time-zone", "role_id": "--id",
	"logins: item 1: login": "--login", "logins: item 1: password": "--password-stdin",
}

// asTyped names the operand of a complaint as the operator typed it.
func asTyped(complaint string) string {
	for key, operand := range typed {
		if rest, found := strings.CutPrefix(complaint, key+": "); found {
			return operand + ": " + rest
		}
	}
	return complaint
}

// named is a row of a register that a flag names, by its id or its name.
type named struct{ id, name string }

// find returns the id of the row that a flag names. command lists the rows.
func find(rows []named, given, flag, command string) (id string, err error) {
	given = strings.TrimSpace(given)
	wanted := given
	if uuid, ok := store.ParseUUID(given); ok {
		wanted = uuid
	}
	if slices.ContainsFunc(rows, func(row named) bool { return row.id == wanted }) {
		return wanted, nil
	}
	var ids []string
	for _, row := range rows {
		if row.name == given {
			ids = append(ids, row.id)
		}
	}
	switch len(ids) {
	case 0:
		return "", fmt.Errorf("--%s %q names nothing; see partnerapi %s", flag, given, command)
	case 1:
		return ids[0], nil
	}
	return "", fmt.Errorf("--%s %q is the name of several, give the id of one: %s", flag, given, strings.Join(ids, ", "))
}

// findAll returns the ids of the rows that a flag names.
func findAll(rows []named, given []string, flag, command string) (ids []string, err error) {
	ids = []string{}
	for _, one := range given {
		id, err := find(rows, one, flag, command)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// isNew refuses a name that a row has already: commands name rows by it.
func isNew(rows []named, name string) error {
	for _, row := range rows {
		if row.name == strings.TrimSpace(name) {
			return fmt.Errorf("%q is there already: %s", row.name, row.id)
		}
	}
	return nil
}
