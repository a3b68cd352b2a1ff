package v2

import "partnerapi/ops"

// Methods is the table of the v2 API (v2-customers.ru.md, v2-contract.md).
var Methods = []Method{
	Define(Method{Name: "get.customers", Summary: "Получение клиентов агента", Kind: ops.Read, Data: customers.schema()}, getCustomers, nil),
	Define(Method{Name: "create.customers", Summary: "Создание клиента агента", Kind: ops.Write, Creates: true, Data: `{"type":"object","properties":{"id":{"type":"integer"}},"required":["id"]}`}, createCustomer, hashPassword),
	Define(Method{Name: "update.customers", Summary: "Редактирование параметров клиента агента", Kind: ops.Write, Data: emptyObject}, updateCustomer, nil),
	Define(Method{Name: "update.customer_status", Summary: "Изменение статуса клиента агента", Kind: ops.Write, Data: emptyObject}, setCustomerStatus, nil),
	Define(Method{Name: "update.customer_tariff_plans", Summary: "Смена тарифного плана у клиента агента", Kind: ops.Write, Data: emptyObject}, setCustomerTariff, nil),
	Define(Method{Name: "get.tariff_plans", Aliases: []string{"get.partner_tariffs"}, Summary: "Получение доступных тарифных планов агента", Kind: ops.Read, Data: tariffPlans.schema()}, getTariffPlans, nil),
	Define(Method{Name: "get.customer_users", Summary: "Получение списка пользователей клиента для API запросов", Kind: ops.Read, Data: customerUsers.schema()}, getCustomerUsers, nil),
	Define(Method{Name: "get.account", Summary: "Получение учётной записи, которой принадлежит ключ", Kind: ops.Read, Data: accounts.schema()}, getAccount, nil),
	Define(Method{Name: "login.user", Summary: "Начало сессии по логину и паролю", Kind: ops.External, Open: true, Data: `{"type":"object","properties":{"access_token":{"type":"string"},"expire_at":{"type":"integer"},"app_id":{"type":"integer"}},"required":["access_token","expire_at","app_id"]}`}, loginUser, nil),
	Define(Method{Name: "logout.user", Summary: "Завершение сессии", Kind: ops.External, Data: emptyObject}, logoutUser, nil),
	Define(Method{Name: "rpc.discover", Summary: "Описание методов в формате OpenRPC", Kind: ops.External, Open: true, Document: true}, discover, nil),
}

const emptyObject = `{"type":"object","additionalProperties":false}`
