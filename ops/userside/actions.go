package userside

import "partnerapi/ops"

// Actions is the table of the USERSIDE API `customer`, in the order of
// the page userside-customer.
var Actions = []Action{
	Define(Action{Name: "add", Summary: "Добавление абонента", Kind: ops.Write}, add, nil),
	Define(Action{Name: "abon_hist", Summary: "Вывод операций с абонентом (финансовые и прочие)", Kind: ops.Read}, of(history), nil),
	Define(Action{Name: "change_balance", Summary: "Изменение баланса", Kind: ops.Write, Finance: true}, changeBalance, nil),
	Define(Action{Name: "change_billing", Summary: "Изменение биллинга", Kind: ops.Write}, of(changeBilling), nil),
	Define(Action{Name: "change_date_connect", Summary: "Изменение даты подключения", Kind: ops.Write}, of(changeDateConnect), nil),
	Define(Action{Name: "delete", Summary: "Удаление абонента", Kind: ops.Write}, of(remove), nil),
	Define(Action{Name: "edit", Summary: "Редактирование абонента", Kind: ops.Write}, of(edit), nil),
	Define(Action{Name: "get_activity_counter", Summary: "Получение счетчика активных абонентов", Kind: ops.Read}, activityCounter, nil),
	Define(Action{Name: "get_abon_id", Alias: "get_customer_id", Summary: "Получение ID абонента по входящим данным", Kind: ops.Read}, abonID, nil),
	Define(Action{Name: "get_customer_group", Summary: "Получение списка групп абонентов", Kind: ops.Read}, customerGroups, nil),
	Define(Action{Name: "get_customers_id", Summary: "Получение списка ID абонентов по входящим условиям", Kind: ops.Read}, customersID, nil),
	Define(Action{Name: "get_data", Summary: "Получение информации по абоненту", Kind: ops.Read}, data, nil),
	Define(Action{Name: "get_ip_port_device_commutation", Summary: "Получение IP,MAC-адресов абонентов с привязкой к коммутаторам", Kind: ops.Read}, commutation, nil),
	Define(Action{Name: "get_last_ip", Summary: "Получение последнего используемого IP-адреса для абонентов", Kind: ops.Read}, lastIP, nil),
	Define(Action{Name: "get_mac_history", Summary: "Получение истории изменения MAC-адресов по абоненту", Kind: ops.Read}, of(macHistory), nil),
	Define(Action{Name: "get_max_agreement_number", Summary: "Получение максимального занятого номера договора", Kind: ops.Read}, maxAgreement, nil),
	Define(Action{Name: "ip_add", Summary: "Добавление IP-адреса", Kind: ops.Write}, of(addIP), nil),
	Define(Action{Name: "ip_delete", Summary: "Удаление IP-адреса", Kind: ops.Write}, of(deleteIP), nil),
	Define(Action{Name: "ip_subnet_add", Summary: "Добавление подсети IP-адресов для абонента", Kind: ops.Write}, of(addSubnet), nil),
	Define(Action{Name: "ip_subnet_delete", Summary: "Удаление подсети IP-адресов у абонента", Kind: ops.Write}, of(deleteSubnet), nil),
	Define(Action{Name: "list_tarif_available", Summary: "Список тарифов, доступных абоненту для смены", Kind: ops.Read}, of(tariffs), nil),
	Define(Action{Name: "mark_add", Summary: "Добавление метки на абоненте", Kind: ops.Write}, of(addMark), nil),
	Define(Action{Name: "mark_delete", Summary: "Удаление метки с абонента", Kind: ops.Write}, of(deleteMark), nil),
	Define(Action{Name: "merge", Summary: "Объединение абонентов", Kind: ops.Write}, merge, nil),
	Define(Action{Name: "msg", Summary: "Вывод переписки с абонентом", Kind: ops.Read}, messages, nil),
	Define(Action{Name: "msg_add", Summary: "Добавление сообщения от абонента", Kind: ops.Write}, addMessage, nil),
	Define(Action{Name: "msg_add_to_customer", Summary: "Добавление сообщения от сотрудника к абоненту", Kind: ops.Write}, addMessageToCustomer, nil),
	Define(Action{Name: "pass_change", Summary: "Смена пароля на вход в ЛК", Kind: ops.Write}, of(changePassword), hashPasswords),
	Define(Action{Name: "service_add", Summary: "Добавление доп.услуги", Kind: ops.Write}, of(addService), nil),
	Define(Action{Name: "service_remove", Summary: "Удаление доп.услуги", Kind: ops.Write}, of(removeService), nil),
	Define(Action{Name: "set_mac_by_ip", Summary: "Указание MAC-адреса для IP-адреса абонента", Kind: ops.Write}, setMAC, nil),
	Define(Action{Name: "state_change", Summary: "Изменение статуса работы у абонента", Kind: ops.Write}, of(changeState), nil),
	Define(Action{Name: "tarif_change", Summary: "Смена тарифа абоненту", Kind: ops.Write}, of(changeTariff), nil),
	Define(Action{Name: "to_ex", Summary: "Перевод абонента в категорию «Бывшие абоненты»", Kind: ops.Write}, of(toEx), nil),
	Define(Action{Name: "to_normal", Summary: "Перевод абонента в обычный статус (из «Бывших абонентов»)", Kind: ops.Write}, of(toNormal), nil),
}
