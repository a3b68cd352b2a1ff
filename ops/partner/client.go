package partner

import (
	"context"
	"fmt"

	"partnerapi/ops"
	"partnerapi/store"
)

var clientOperations = ops.Table{
	ops.Define("client_read", ops.Read, readClients),
	ops.Define("client_read_advanced", ops.Read, readClients),
	ops.Define("client_add", ops.Write, addClient),
	ops.Define("client_add_its", ops.Write, addClient, payMethodAlias),
	ops.Define("client_add_advanced", ops.Write, addClient, payMethodAlias),
	ops.Define("client_edit", ops.Write, editClient),
	ops.Define("client_edit_its", ops.Write, editClient, payMethodAlias),
	ops.Define("client_edit_advanced", ops.Write, editClient, payMethodAlias),
	ops.Define("client_delete", ops.Write, deleteClient),
}

// payMethodAlias is the operand's name in the descriptions (S2).
var payMethodAlias = ops.Alias("pay_method_type_id", "pay_method_id")

// clientRow is the answer of every client operation (S3).
type clientRow struct {
	ID        string  `col:"client_id"`
	Region    ops.Ref `col:"region_id"`
	Name      string  `col:"client_name"`
	FullName  string  `col:"client_full_name"`
	Del       bool    `col:"client_del"`
	INN       string  `col:"client_inn"`
	KPP       string  `col:"client_kpp"`
	RegNum    string  `col:"client_reg_num"`
	PayMethod *int64  `col:"pay_method_id"`
	Attribute string  `col:"addit_attribute"`
	NewID     ops.Ref `col:"client_new_id"`
}

func newClientRow(c *store.Client) (clientRow, error) {
	return clientRow{
		ID: c.UUID, Region: ops.Ref(c.RegionUUID), Name: store.ShownName(c.Name), FullName: c.FullName, Del: c.Deleted(), INN: c.INN, KPP: c.KPP,
		RegNum: c.RegNum, PayMethod: c.PayMethod, Attribute: c.Attribute, NewID: ops.Ref(c.NewUUID),
	}, nil
}

// clientRows returns one client as it stands.
func clientRows(ctx context.Context, c *ops.Call, id int64) (ops.Rows[clientRow], error) {
	client, err := c.Client(ctx, id)
	if err != nil {
		return nil, err
	}
	row, err := newClientRow(&client)
	return ops.Slice(row), err
}

// clientRef is a client of which the handler needs the row.
type clientRef = ops.RowOf[ownClient, store.Client]

type clientReadOperands struct {
	Client         clientRef            `op:"client_id"`
	Region         ops.RefTo[ownRegion] `op:"region_id"`
	IncludeDeleted ops.Bool             `op:"include_deleted"`
	Attribute      ops.Text             `op:"addit_attribute"`
}

// PartnerAPI 1.20 §4 client_read, client_read_advanced. A client that is named is
// answered deleted or not, if it matches the other filters (S3, S24).
func readClients(ctx context.Context, c *ops.Call, in *clientReadOperands) (ops.Rows[clientRow], error) {
	if client := &in.Client.Row; in.Client.Given {
		if in.Region.Given && client.RegionUUID != in.Region.UUID || in.Attribute.S != "" && client.Attribute != in.Attribute.S {
			return nil, nil
		}
		row, err := newClientRow(client)
		return ops.Slice(row), err
	}
	return ops.Map(c.Clients(ctx, store.ClientFilter{
		Region: in.Region.ID, IncludeDeleted: in.IncludeDeleted.B, Attribute: in.Attribute.S,
	}), newClientRow), nil
}

// clientFields are the operands that adding and editing share.
type clientFields struct {
	Name      ops.Text `op:"client_name,cut"`
	INN       ops.Text `op:"client_inn,cut"`
	KPP       ops.Text `op:"client_kpp,cut"`
	FullName  ops.Text `op:"client_full_name,cut"`
	RegNum    ops.Text `op:"client_reg_num"`
	PayMethod ops.Int  `op:"pay_method_type_id"`
	Attribute ops.Text `op:"addit_attribute"`
}

// update is what the fields set, in the region, which is nil to leave it.
func (f *clientFields) update(region *int64) store.ClientUpdate {
	return store.ClientUpdate{
		Region: region, Name: f.Name.Ptr(), FullName: f.FullName.Ptr(), INN: f.INN.Ptr(), KPP: f.KPP.Ptr(),
		RegNum: f.RegNum.Ptr(), PayMethod: f.PayMethod.Ptr(), Attribute: f.Attribute.Ptr(),
	}
}

// valid checks what only the operands' own values decide (S5, S6).
func (f *clientFields) valid() *ops.Error {
	if f.RegNum.S != "" && !store.ValidRegNumber(f.RegNum.S) {
		return &ops.Error{Kind: ops.Invalid, Code: "bad_value", Operand: "client_reg_num", Text: "Не корректный регистрационный номер"}
	}
	if f.PayMethod.Given && !store.ValidPayMethod(f.PayMethod.N) {
		return &ops.Error{Kind: ops.Invalid, Code: "bad_value", Operand: "pay_method_type_id",
			Text: fmt.Sprintf("Операнд pay_method_type_id: способа оплаты %d нет, см. pay_method_type_read", f.PayMethod.N)}
	}
	return nil
}

// nameRequired is the documented refusal of a blank name (S4).
func (f *clientFields) nameRequired() *ops.Error {
	if !f.Name.Blank() {
		return nil
	}
	return &ops.Error{Kind: ops.Invalid, Code: "required", Operand: "client_name", Text: "Наименование добавляемого клиента не должно быть пустым"}
}

type clientAddOperands struct {
	Region ops.RefTo[ownRegion] `op:"region_id"`
	clientFields
}

// Check gives the documented texts before anything else is looked at (S4).
func (in *clientAddOperands) Check(string) *ops.Error {
	if err := in.nameRequired(); err != nil {
		return err
	}
	if !in.Region.Given {
		return &ops.Error{Kind: ops.Invalid, Code: "required", Operand: "region_id", Text: "При добавлении клиента не указан регион"}
	}
	return nil
}

// PartnerAPI 1.20 §4 client_add, client_add_its, client_add_advanced.
func addClient(ctx context.Context, c *ops.Call, in *clientAddOperands) (ops.Rows[clientRow], error) {
	if err := in.valid(); err != nil {
		return nil, err
	}
	update := in.update(in.Region.Ptr())
	if update.PayMethod == nil {
		method, err := c.DefaultPayMethod(ctx, in.RegNum.S, c.Today())
		if err != nil {
			return nil, err
		}
		update.PayMethod = &method
	}
	id, err := c.Tx.AddClient(update)
	if err != nil {
		return nil, err
	}
	return clientRows(ctx, c, id)
}

type clientEditOperands struct {
	Client clientRef               `op:"client_id"`
	Region ops.RefTo[clientRegion] `op:"region_id"`
	clientFields
}

// Check gives the documented texts before anything else is looked at (S4).
func (in *clientEditOperands) Check(string) *ops.Error {
	if !in.Client.Given {
		return &ops.Error{Kind: ops.Invalid, Code: "required", Operand: "client_id", Text: "При изменении клиентов необходимо указать ссылку на изменяемого клиента"}
	}
	return in.nameRequired()
}

// Resolve takes a region of the partner, or the one that the client has: it may be
// sent back even when the partner has lost it (S4).
func (in *clientEditOperands) Resolve(ctx context.Context, t *store.Tenant) error {
	if !in.Region.Given {
		return nil
	}
	_, err := t.FindRegionFor(ctx, &in.Client.Row, in.Region.UUID)
	return noSuchRow(err, "region_id", clientRegion{})
}

// PartnerAPI 1.20 §4 client_edit, client_edit_its, client_edit_advanced.
func editClient(ctx context.Context, c *ops.Call, in *clientEditOperands) (ops.Rows[clientRow], error) {
	if err := in.valid(); err != nil {
		return nil, err
	}
	update := in.update(in.Region.Ptr())
	if name := in.Client.Row.Name; in.Name.S == store.ShownName(name) {
		update.Name = nil // what was shown came back: the longer name stays (O4)
	}
	if err := c.Tx.EditClient(in.Client.ID, update); err != nil {
		return nil, err
	}
	return clientRows(ctx, c, in.Client.ID)
}

type clientDeleteOperands struct {
	Client clientRef `op:"client_id"`
}

// PartnerAPI 1.20 §4 client_delete: deletes and, called again, restores (S8, S9).
func deleteClient(ctx context.Context, c *ops.Call, in *clientDeleteOperands) (ops.Rows[clientRow], error) {
	change := c.Tx.ArchiveClient
	if in.Client.Row.Deleted() {
		change = c.Tx.RestoreClient
	}
	if err := change(in.Client.ID); err != nil {
		return nil, err
	}
	return clientRows(ctx, c, in.Client.ID)
}
