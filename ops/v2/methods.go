package v2

import "partnerapi/ops"

// Methods is the table of the v2 API (the page v2-customers; jsonrpc/README.md).
var Methods = []Method{
	Define(Method{Name: "get.customers", Kind: ops.Read, Errors: listErrors,
		Ru: "Получение клиентов агента", En: "Customers of the partner; those in the archive are not shown"}, customers.schema(), getCustomers, nil),
	Define(Method{Name: "create.customers", Kind: ops.Write, Creates: true, Errors: []Mnemonic{EntityNotFound, AlreadyInUse},
		Ru: "Создание клиента агента", En: "Adds a customer in the status waiting"}, object([]string{"id"}, property{"id", integer()}), createCustomer, hashPassword),
	Define(Method{Name: "update.customers", Kind: ops.Write, Updates: true, Errors: updateErrors,
		Ru: "Редактирование параметров клиента агента", En: "Changes the parameters of a customer that are named; an array is replaced whole"}, nothing(), updateCustomer, nil),
	Define(Method{Name: "update.customer_status", Kind: ops.Write, Updates: true, Errors: append(updateErrors, InvalidState),
		Ru: "Изменение статуса клиента агента", En: "Changes the status of a customer: waiting to active, active to manual_lock, manual_lock to active or archive"}, nothing(), setCustomerStatus, nil),
	Define(Method{Name: "update.customer_tariff_plans", Kind: ops.Write, Updates: true, Errors: updateErrors,
		Ru: "Смена тарифного плана клиента", En: "Changes the tariff plan of a customer"}, nothing(), setCustomerTariff, nil),
	Define(Method{Name: "get.tariff_plans", Aliases: []string{"get.partner_tariffs"}, Kind: ops.Read, Errors: listErrors,
		Ru: "Получение доступных тарифных планов агента", En: "Tariff plans that the partner may give to customers"}, tariffPlans.schema(), getTariffPlans, nil),
	Define(Method{Name: "get.customer_users", Kind: ops.Read, Errors: listErrors,
		Ru: "Получение списка пользователей клиента для API-запросов", En: "Users of the partner's customers"}, customerUsers.schema(), getCustomerUsers, nil),
	Define(Method{Name: "get.account", Kind: ops.Read, Errors: listErrors,
		Ru: "Получение учетной записи, которой принадлежит токен", En: "The account that the token belongs to"}, accounts.schema(), getAccount, nil),
	Define(Method{Name: "login.user", Kind: ops.External, Open: true, Secret: true, Errors: []Mnemonic{AuthError, AccountInactive, LimitExceeded},
		Ru: "Начало сеанса по логину и паролю; сеанс длится час", En: "Begins a session of an hour with a login and its password"},
		object([]string{"access_token", "expire_at", "app_id"}, property{"access_token", text()}, property{"expire_at", integer()}, property{"app_id", integer()}), loginUser, nil),
	Define(Method{Name: "logout.user", Kind: ops.External,
		Ru: "Завершение сеанса", En: "Ends a session"}, nothing(), logoutUser, nil),
	Define(Method{Name: "rpc.discover", Kind: ops.External, Open: true, Document: true,
		Ru: "Описание методов в формате OpenRPC", En: "The OpenRPC document of the methods"}, nil, discover, nil),
}

// nothing is the data of an update.
func nothing() *schema { return object(nil) }

var (
	listErrors   = []Mnemonic{InvalidCombination, SortProhibited, FilterProhibited}
	updateErrors = []Mnemonic{EntityNotFound}
)

// mnemonics are the errors of a method, those of all methods first.
func (m *Method) mnemonics() []Mnemonic {
	list := []Mnemonic{DataTypeError, RequiredMissed, InvalidValue, Unexpected}
	if !m.Open {
		list = append(list, TokenInvalid, TokenExpired, TokenBlocked, AccountInactive, NotWhitelisted, LimitExceeded, Forbidden)
	}
	return append(append(list, m.Errors...), ServerBusy, Unavailable, InternalError)
}
