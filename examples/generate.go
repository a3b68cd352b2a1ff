//go:build ignore

// Command generate writes the clients of this folder, one function for each operation of
// PartnerAPI, from the OpenRPC document that the server answers: into the current
// directory, or the one that is named.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	"partnerapi/ops"
	"partnerapi/ops/partner"
	"partnerapi/ops/v2"
	"partnerapi/wsdl"
)

// clients are the files to write, each made of the template beside it.
var clients = []string{"1c/PartnerAPI.bsl", "python/partnerapi.py", "php/PartnerAPI.php"}

type schema struct {
	Type  string
	OneOf []schema
}

type param struct {
	Name, Description string
	Required          bool
	Schema            schema
}

type method struct {
	Name, Summary string
	Params        []param
}

func main() {
	to := "."
	if len(os.Args) > 1 {
		to = os.Args[1]
	}
	if err := generate(to); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func generate(to string) error {
	methods, err := operations()
	if err != nil {
		return err
	}
	for _, file := range clients {
		made, err := template.New(filepath.Base(file) + ".tmpl").Funcs(template.FuncMap{"names": names}).ParseFiles(file + ".tmpl")
		if err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Dir(filepath.Join(to, file)), 0o755); err != nil {
			return err
		}
		out, err := os.Create(filepath.Join(to, file))
		if err != nil {
			return err
		}
		if err := made.Execute(out, methods); err != nil {
			return err
		}
		if err := out.Close(); err != nil {
			return err
		}
	}
	return nil
}

// operations are the methods partnerapi.*, named as the operations are, without the token.
func operations() (list []method, err error) {
	contract, err := wsdl.Read()
	if err != nil {
		return nil, err
	}
	set, err := ops.Bind(contract, partner.Operations(partner.Config{}), nil)
	if err != nil {
		return nil, err
	}
	methods, err := (&v2.Set{PartnerAPI: set}).Bind()
	if err != nil {
		return nil, err
	}
	var document struct{ Methods []method }
	if err := json.Unmarshal(methods.Discover(), &document); err != nil {
		return nil, err
	}
	for _, m := range document.Methods {
		if name, found := strings.CutPrefix(m.Name, "partnerapi."); found {
			m.Name, m.Params = name, m.Params[1:]
			list = append(list, m)
		}
	}
	return list, nil
}

// Kind is the type of a parameter as the program of 1C calls it.
func (p param) Kind() string {
	s := p.Schema
	if len(s.OneOf) > 0 {
		s = s.OneOf[0]
	}
	return map[string]string{"integer": "Число", "boolean": "Булево", "string": "Строка"}[s.Type]
}

// names writes each parameter's name in a format, with a separator between them.
func names(params []param, format, separator string) string {
	var list []string
	for _, p := range params {
		list = append(list, strings.ReplaceAll(format, "NAME", p.Name))
	}
	return strings.Join(list, separator)
}
