package v2

// The parts of the reference that no table holds.

const referenceHead = `# The v2 API

Made by ` + "`make generate`" + ` from the tables that check the calls. [По-русски](v2.ru.md)

` + "`POST /v2.0`" + `, JSON-RPC 2.0, one call in a request:

    curl -d '{"jsonrpc":"2.0","id":1,"method":"get.customers","params":{"access_token":"TOKEN","limit":10}}' http://127.0.0.1:8080/v2.0

- Every JSON-RPC answer is HTTP 200, errors too. 404, 405 and 413 carry a JSON-RPC error with the id null. Content-Type is not looked at; a byte order mark
  before the body is passed over. A request may be compressed with gzip; so are long answers for who accepts it.
- ` + "`id`" + ` is a string or a number and comes back as it was sent; ` + "`params`" + ` is an object, ` + "`[]`" + ` is taken for ` + "`{}`" + `. Names are case-sensitive, none may
  stand twice.
- A success is ` + "`{\"result\":{\"data\":…,\"metadata\":{…}}}`" + `; ` + "`metadata.total_items`" + ` of a get is how many rows match, and ` + "`metadata.limits`" + ` says how many
  calls are left. create.customers also answers ` + "`result.id`" + `.
- ` + "`access_token`" + ` is a token of ` + "`partnerapi token add`" + ` or what ` + "`login.user`" + ` answered. A successful call costs a point; a partner
  has 3,000 a day and 200 a minute unless the operator sets otherwise.
- Ids and counts are whole numbers below 2^53, however they are written: 100, 100.0 and 1e2. null for an optional parameter of a get or
  create is "not given", in an update it clears the value; a list of addresses is replaced whole and takes no null.
- Date-times are ` + "`YYYY-MM-DD hh:mm:ss`" + ` in the zone that get.account names. What is not set is ` + "`null`" + `; no key is left out.
- A get answers %d rows unless ` + "`limit`" + ` says otherwise, at most %d, from ` + "`offset`" + ` on, which is at most %d; by id, or as ` + "`sort`" + ` says, ties by id.
- Which PartnerAPI operation has which method: [from SOAP to v2](migration.md). Where we decided what is written nowhere: [divergences](divergences.md).`

const referenceHeadRu = `# API v2

Создается командой ` + "`make generate`" + ` из тех же таблиц, по которым проверяются вызовы. [In English](v2.md)

` + "`POST /v2.0`" + `, JSON-RPC 2.0, один вызов в запросе:

    curl -d '{"jsonrpc":"2.0","id":1,"method":"get.customers","params":{"access_token":"TOKEN","limit":10}}' http://127.0.0.1:8080/v2.0

- Ответ JSON-RPC — всегда HTTP 200, и при ошибке. Ответы 404, 405 и 413 тоже содержат ошибку JSON-RPC, с id null. Content-Type не проверяется; метка порядка
  байтов (BOM) перед телом пропускается. Запрос можно сжать gzip; длинные ответы сжимаются, если клиент это принимает.
- ` + "`id`" + ` — строка или число, возвращается таким, каким отправлен; ` + "`params`" + ` — объект, ` + "`[]`" + ` принимается за ` + "`{}`" + `. Регистр имен важен, повторять их нельзя.
- Успешный ответ — ` + "`{\"result\":{\"data\":…,\"metadata\":{…}}}`" + `; ` + "`metadata.total_items`" + ` методов get — сколько записей проходит фильтр,
  ` + "`metadata.limits`" + ` — сколько вызовов осталось. create.customers возвращает также ` + "`result.id`" + `.
- ` + "`access_token`" + ` — токен, созданный командой ` + "`partnerapi token add`" + `, или ключ сеанса, который вернул ` + "`login.user`" + `. Успешный вызов расходует один балл; у партнера
  3000 баллов в день и 200 в минуту, если оператор не задал иначе.
- Идентификаторы и количества — целые числа меньше 2^53 в любой записи: 100, 100.0, 1e2. null вместо необязательного параметра в get и create
  значит «не задано», в update очищает значение; список адресов заменяется целиком, null вместо него недопустим.
- Дата и время — ` + "`YYYY-MM-DD hh:mm:ss`" + ` в часовом поясе, который возвращает get.account. Незаданное значение — ` + "`null`" + `; ключи не пропускаются.
- get возвращает %d записей, если ` + "`limit`" + ` не задан, и не более %d; ` + "`offset`" + ` — не более %d. Порядок — по id или по ` + "`sort`" + `, при равенстве по id.
- Какой операции PartnerAPI соответствует какой метод: [от SOAP к v2](migration.ru.md). Решения там, где описания нет: [отступления](divergences.md) (по-английски).`

const filterHead = "`{\"field\":\"status\",\"operator\":\"=\",\"value\":\"active\"}`, or a group `{\"condition\":\"and\",\"filters\":[…]}` with `and` or `or`, in each other at most\n" +
	"%d deep; `{}` and `[]` match everything. A filter has at most %d conditions and groups and %d values in lists. A pattern has at most %d\n" +
	"characters; the regular expressions of a filter compile to at most %d instructions together, where a repetition `x{1,100}` counts as often as\n" +
	"it repeats. Holding rows against a filter may take %.1f s; a call that needs longer is refused and costs its point. All of these refusals are\n" +
	"`invalid_parameter_value` of `filter`, as is a status that does not exist. `!=` and the `not_` forms match exactly what the plain form does\n" +
	"not, what is not set too.\n"

const filterHeadRu = "`{\"field\":\"status\",\"operator\":\"=\",\"value\":\"active\"}` или группа `{\"condition\":\"and\",\"filters\":[…]}` с `and` или `or`, вложенность не более\n" +
	"%d; `{}` и `[]` отбирают все. В фильтре не более %d условий и групп и %d значений в списках. Образец не длиннее %d символов; регулярные\n" +
	"выражения фильтра вместе — не более %d инструкций, причем повторение `x{1,100}` считается столько раз, сколько повторяется. Проверка записей\n" +
	"по фильтру занимает не более %.1f с; вызов, которому этого мало, получает отказ и расходует балл. Все эти отказы — `invalid_parameter_value`\n" +
	"с полем `filter`; так же и несуществующий статус. `!=` и формы с `not_` отбирают ровно то, что не отбирает простая форма, в том числе\n" +
	"незаданное.\n"

const errorsHead = "`{\"error\":{\"code\":…,\"message\":…,\"data\":{\"mnemonic\":…,\"field\":…,\"value\":…,\"params\":{},\"extended_helper\":null,\"metadata\":{…}}}}`: `field` is the wrong\n" +
	"parameter, `value` what was sent for it, cut to 200 characters, and null where it may be a password or a token. Tell errors by their mnemonic.\n"

const errorsHeadRu = "`{\"error\":{\"code\":…,\"message\":…,\"data\":{\"mnemonic\":…,\"field\":…,\"value\":…,\"params\":{},\"extended_helper\":null,\"metadata\":{…}}}}`: `field` — неверный\n" +
	"параметр, `value` — его значение, не более 200 символов, или null, если это может быть пароль или токен. Различайте ошибки по мнемонике.\n"

const operationsHead = `Each operation of PartnerAPI is a method too, ` + "`partnerapi.NAME`" + `: the same operands, rules, limits, rows and refusals, over the same store. Operands go by their
names in ` + "`params`" + `; the aliases that SOAP takes are taken.

- An operand that is left out and null are PartnerAPI's void; "" is the empty string. A string is read as the text of the element would be. A number or a
  boolean in the place of a text is its literal; a whole number may be written 100, 100.0 or 1e2.
- Dates are ` + "`YYYY-MM-DD`" + `, moments ` + "`YYYY-MM-DD hh:mm:ss`" + ` in Moscow time; the forms with a T that SOAP takes are taken. 0001-01-01 is the empty date where an operand has one.
- ` + "`data`" + ` is the list of all rows, of a single row too, with every column: an unset reference, number or date is null, an unset text "". There is no ` + "`total_items`" + `. A flag is
  ` + "`{\"value\":true}`" + `, a chat's history ` + "`{\"zip\":\"…\"}`" + `, base64.
- A refusal has the fault's code for its mnemonic, its Russian sentence for its message and the operand for its ` + "`field`" + `; the value of a password is never shown. ` + "`server_busy`" + `,
  ` + "`unavailable`" + ` and ` + "`internal_error`" + ` are v2's own, and so is what is wrong with ` + "`access_token`" + `.
- A read-only token may call what reads; account_access_email_notify, which sends a letter, counts as a write.`

const operationsHeadRu = `Каждая операция PartnerAPI — это и метод ` + "`partnerapi.ИМЯ`" + `: те же операнды, правила, ограничения, строки и отказы над теми же данными. Операнды называются
в ` + "`params`" + ` по именам; псевдонимы, которые принимает SOAP, принимаются.

- Пропущенный операнд и null — это void PartnerAPI; "" — пустая строка. Строка читается как текст элемента. Число или логическое значение вместо текста — это
  его запись; целое число можно записать как 100, 100.0 или 1e2.
- Даты — ` + "`YYYY-MM-DD`" + `, моменты — ` + "`YYYY-MM-DD hh:mm:ss`" + ` по московскому времени; принимаются и формы с T, которые принимает SOAP. 0001-01-01 — пустая дата, где она есть у операнда.
- ` + "`data`" + ` — список всех строк, и единственной тоже, со всеми колонками: незаданная ссылка, число или дата — null, незаданный текст — "". ` + "`total_items`" + ` нет. Флаг — это
  ` + "`{\"value\":true}`" + `, история чата — ` + "`{\"zip\":\"…\"}`" + `, base64.
- Мнемоника отказа — код ошибки PartnerAPI, сообщение — его русская фраза, ` + "`field`" + ` — операнд; значение пароля не показывается никогда. ` + "`server_busy`" + `,
  ` + "`unavailable`" + ` и ` + "`internal_error`" + ` — ошибки самого v2, как и все, что не так с ` + "`access_token`" + `.
- Токену только для чтения доступно то, что читает; account_access_email_notify отправляет письмо и считается записью.`
