package v2

// descriptions say what a parameter or a column is: by its name, or by method and
// name where that is not enough. Every name of the tables has one, which Set.Bind
// checks. What the page v2-customers says is taken from it.
var descriptions = map[string]described{
	"access_token":             {"Токен или ключ сеанса, который вернул login.user", "A token, or the key of a session that login.user answered"},
	"login.user.access_token":  {"Ключ сеанса", "The key of the session"},
	"logout.user.access_token": {"Ключ сеанса, который завершается", "The key of the session that ends"},
	"login":                    {"Логин партнера, тот же, что в PartnerAPI", "A login of the partner, the same as PartnerAPI's"},
	"login.user.password":      {"Пароль", "The password"},
	"expire_at":                {"Когда сеанс закончится: секунды с начала 1970 года (Unix)", "When the session ends, in Unix seconds"},
	"app_id":                   {"Уникальный идентификатор учетной записи партнера", "The account's number"},
	"get.account.name":         {"Наименование партнера", "The partner's name"},
	"timezone":                 {"Часовой пояс, в котором возвращаются даты и считаются лимиты", "The time zone of dates and limits"},

	"limit":  {"Количество возвращаемых записей", "How many rows to answer"},
	"offset": {"Сдвиг: сколько записей пропустить", "How many rows to pass over"},
	"filter": {"Критерии фильтрации: {}, условие {field, operator, value} или группа {filters, condition}", "Which rows to answer: {}, a condition {field, operator, value} or a group {filters, condition}"},
	"fields": {"Названия возвращаемых полей; не задано или пусто: все, кроме ext_id", "Names of the fields to answer; none: all but ext_id"},
	"sort":   {"Сортировка: по одному полю за другим, при равенстве по id", "The order: by one field after another, ties by id"},
	"field":  {"Название поля", "The field's name"},
	"order":  {"Направление: по возрастанию (asc) или по убыванию (desc)", "Ascending (asc) or descending (desc)"},

	"id":                             {"Уникальный идентификатор клиента", "The customer's number"},
	"get.customer_users.id":          {"Уникальный идентификатор пользователя", "The user's number"},
	"get.tariff_plans.id":            {"Уникальный идентификатор тарифного плана", "The tariff plan's number"},
	"ext_id":                         {"Идентификатор (UUID) той же записи в PartnerAPI; возвращается, только если назван в fields, и отбирается только по = и in", "The row's UUID in PartnerAPI: answered only when fields names it, filtered with = and in only"},
	"name":                           {"Название клиента", "The customer's name"},
	"get.customer_users.name":        {"Имя пользователя", "The user's name"},
	"get.tariff_plans.name":          {"Название тарифного плана", "The tariff plan's name"},
	"description":                    {"Описание к клиенту", "A description of the customer"},
	"get.customer_users.description": {"Описание пользователя", "A description of the user"},
	"get.customer_users.login":       {"Логин пользователя", "The user's login"},
	"customer_id":                    {"Уникальный идентификатор клиента", "The customer's number"},
	"creation_date_time":             {"Дата и время создания клиента", "When the customer was made"},
	"status":                         {"Статус клиента", "The customer's status"},
	"update.customer_status.status":  {"Новый статус. Активировать можно клиента в статусе waiting, заблокировать — в статусе active, разблокировать (active) и архивировать — в статусе manual_lock", "The new status. waiting may become active, active manual_lock, manual_lock active or archive"},
	"status_change_date_time":        {"Дата и время изменения статуса", "When the status last changed"},
	"tariff_plan_id":                 {"Уникальный идентификатор тарифного плана; доступные возвращает get.tariff_plans", "The tariff plan's number; get.tariff_plans lists those that are available"},
	"tariff_plan_name":               {"Название тарифного плана", "The tariff plan's name"},
	"email":                          {"Адрес электронной почты клиента", "The customer's e-mail address"},
	"password":                       {"Пароль для клиента, не короче 8 символов", "A password for the customer, of 8 characters at least"},
	"monthly_base_limit":             {"Общий месячный лимит в деньгах, не более двух знаков после запятой", "The monthly limit in money, two decimals at most"},
	"monthly_base_notify_limit":      {"Пороговое значение общего месячного лимита, при достижении которого отправляется уведомление", "How much of the monthly limit may be spent before a notification is sent"},
	"monthly_base_notify_emails":     {"Адреса электронной почты для получения уведомлений о достижении общего месячного лимита, не более пяти", "Addresses to notify of the monthly limit, five at most"},
	"monthly_calls_limit":            {"Месячный лимит по звонкам: число звонков", "The monthly limit of calls"},
	"monthly_calls_notify_limit":     {"Пороговое значение месячного лимита по звонкам, при достижении которого отправляется уведомление", "How many of a month's calls may be made before a notification is sent"},
	"monthly_calls_notify_emails":    {"Адреса электронной почты для получения уведомлений о достижении месячного лимита по звонкам, не более пяти", "Addresses to notify of the monthly limit of calls, five at most"},
	"daily_calls_limit":              {"Дневной лимит по звонкам: число звонков", "The daily limit of calls"},
	"daily_calls_notify_limit":       {"Пороговое значение дневного лимита по звонкам, при достижении которого отправляется уведомление", "How many of a day's calls may be made before a notification is sent"},
	"daily_calls_notify_emails":      {"Адреса электронной почты для получения уведомлений о достижении дневного лимита по звонкам, не более пяти", "Addresses to notify of the daily limit of calls, five at most"},
	"sites":                          {"Сайты клиента", "The customer's sites"},
	"site_id":                        {"Уникальный идентификатор сайта", "The site's number"},
	"site_domain_name":               {"Доменное имя сайта", "The site's domain name"},

	"value": {"true — выполнено, false — нет", "Whether it was done"},
	"zip":   {"Архив ZIP в base64; пустая строка, если ничего не найдено", "A ZIP in base64; empty when nothing was found"},

	"result":                  {"Результат вызова", "What the call answered"},
	"create.customers.result": {"Идентификатор нового клиента: и рядом с data, и внутри data, потому что клиенты API ищут его в обоих местах", "The new customer's number twice: for who reads it beside data and for who reads it in data"},
	"data":                    {"Данные", "The data"},
	"metadata":                {"Сведения о вызове", "What there is to know of the call"},
	"total_items":             {"Сколько записей проходит фильтр, без учета limit и offset", "How many rows match the filter, whatever limit and offset"},
	"version":                 {"Всегда null", "Always null"},
	"limits":                  {"Лимиты вызовов партнера; пусто, пока партнер неизвестен", "The partner's limits of calls; empty before the partner is known"},
	"day_limit":               {"Вызовов в день; 1000000000 означает «без ограничения»", "Calls in a day; 1000000000 is no limit"},
	"day_remaining":           {"Осталось вызовов в этом дне", "Calls left of this day"},
	"day_reset":               {"Секунд до конца дня", "Seconds until the day ends"},
	"minute_limit":            {"Вызовов в минуту; 1000000000 означает «без ограничения»", "Calls in a minute; 1000000000 is no limit"},
	"minute_remaining":        {"Осталось вызовов в этой минуте", "Calls left of this minute"},
	"minute_reset":            {"Секунд до конца минуты", "Seconds until the minute ends"},
}

// describe returns what is said of a name of a method.
func describe(method, name string) (described, bool) {
	d, found := descriptions[method+"."+name]
	if !found {
		d, found = descriptions[name]
	}
	return d, found
}
