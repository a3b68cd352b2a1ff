package config

import "math"

// Settings are all there are, in the order of the sample file.
var Settings = []Setting{
	{
		Key: "data", Scope: Store, Default: "data", kind: required(func(c *Config) *string { return &c.Data }),
		En: "directory of the database and the key file; serve and import create it",
		Ru: "каталог базы и файла ключа; serve и import создают его",
	},
	{
		Key: "store", Scope: Store, kind: text(func(c *Config) *string { return &c.Store }),
		En: "PostgreSQL database in the place of data, as postgres://user:password@host/database; every user of the machine may see it among the processes, which store-file avoids",
		Ru: "база PostgreSQL вместо каталога data, например postgres://user:password@host/database; адрес виден всем пользователям машины в списке процессов, store-file этого избегает",
	},
	{
		Key: "store-file", Scope: Store, kind: text(func(c *Config) *string { return &c.StoreFile }),
		En: "file with the address of the PostgreSQL database, that only its owner may read",
		Ru: "файл с адресом базы PostgreSQL, доступный только владельцу",
	},
	{
		Key: "key-file", Scope: Store, kind: text(func(c *Config) *string { return &c.KeyFile }),
		En: "sealing key of the PostgreSQL database; serve and import create it beside an empty one. A data directory holds its own",
		Ru: "ключ шифрования базы PostgreSQL; serve и import создают его для пустой базы. У каталога data ключ свой",
	},
	{
		Key: "store-replica", Scope: Serve, kind: text(func(c *Config) *string { return &c.StoreReplica }),
		En: "hot standby of the PostgreSQL database, with its address as store has it, for reads of partners; they see all that was answered before, and are made in store where the standby does not have it yet. store-replica-file hides a password",
		Ru: "резервный сервер PostgreSQL (hot standby), адрес в том же виде, что и store, — для чтений партнеров: в них есть все, о чем уже получен ответ; чего там еще нет, читается из store. Пароль скрывает store-replica-file",
	},
	{
		Key: "store-replica-file", Scope: Serve, kind: text(func(c *Config) *string { return &c.StoreReplicaFile }),
		En: "file with the address of the standby, that only its owner may read",
		Ru: "файл с адресом резервного сервера, доступный только владельцу",
	},
	{
		Key: "listen", Scope: Serve, Default: "127.0.0.1:8080", kind: address(func(c *Config) *string { return &c.Listen }),
		En: "address to serve on; an empty host means every network interface",
		Ru: "адрес, на котором принимаются вызовы; пустой хост — все сетевые интерфейсы",
	},
	{
		Key: "public-url", Scope: Serve, kind: origin(func(c *Config) *string { return &c.PublicURL }),
		En: "address that clients use, as https://api.example.com; stands in the WSDL and in v2's OpenRPC document. Empty: the WSDL has the one that each request used, the document the one that is listened on",
		Ru: "адрес, по которому обращаются клиенты, например https://api.example.com; попадает в WSDL и в документ OpenRPC интерфейса v2. Если не задан, в WSDL — адрес из запроса, в документе — адрес, на котором принимаются запросы",
	},
	{
		Key: "tls-cert", Scope: Serve, kind: text(func(c *Config) *string { return &c.TLSCert }),
		En: "PEM file with the certificate chain; with tls-key it turns on HTTPS",
		Ru: "файл PEM с цепочкой сертификатов; вместе с tls-key включает HTTPS",
	},
	{
		Key: "tls-key", Scope: Serve, kind: text(func(c *Config) *string { return &c.TLSKey }),
		En: "PEM file with the certificate's key",
		Ru: "файл PEM с ключом сертификата",
	},
	{
		Key: "trusted-proxies", Scope: Serve, kind: networks(func(c *Config) *netPrefixes { return &c.TrustedProxies }),
		En: "networks whose X-Forwarded-Proto, -Host and -For are believed, as 10.0.0.0/8",
		Ru: "сети доверенных прокси, например 10.0.0.0/8: от них принимаются X-Forwarded-Proto, -Host и -For",
	},
	{
		Key: "doors", Scope: Serve, Default: "soap,v2,userside", kind: choices([]string{"soap", "v2", "userside"}, func(c *Config) *[]string { return &c.Doors }),
		En: "interfaces to serve: soap (PartnerAPI), v2 (JSON-RPC), userside (api.php)",
		Ru: "обслуживаемые интерфейсы: soap (PartnerAPI), v2 (JSON-RPC), userside (api.php)",
	},
	{
		Key: "namespace", Scope: Serve, Default: "http://buhphone.com/PartnerAPI", kind: required(func(c *Config) *string { return &c.Namespace }),
		En: "target namespace of the WSDL",
		Ru: "целевое пространство имен WSDL",
	},
	{
		Key: "wsdl-login", Scope: Serve, Default: "false", kind: boolean(func(c *Config) *bool { return &c.WSDLLogin }),
		En: "ask for a login before showing the WSDL",
		Ru: "требовать логин и для получения WSDL",
	},
	{
		Key: "fault-detail", Scope: Serve, Default: "true", kind: boolean(func(c *Config) *bool { return &c.FaultDetail }),
		En: "give SOAP faults a detail with code, operand and request id; false for clients that read no fault with a detail, as SOAP::WSDL",
		Ru: "добавлять к ошибкам SOAP элемент detail с кодом, операндом и номером запроса; false — для клиентов, которые таких ошибок не разбирают, например SOAP::WSDL",
	},
	{
		Key: "limit-body", Scope: Serve, Default: "1MiB", kind: size(1<<10, 1<<30, func(c *Config) *int64 { return &c.Limits.Body }),
		En: "largest request body, also after gunzip",
		Ru: "наибольшее тело запроса, в том числе после распаковки gzip",
	},
	{
		Key: "limit-depth", Scope: Serve, Default: "32", kind: count(4, 1000, func(c *Config) *int { return &c.Limits.Depth }),
		En: "most elements of a request inside each other",
		Ru: "наибольшая вложенность элементов запроса",
	},
	{
		Key: "limit-elements", Scope: Serve, Default: "2000", kind: count(10, 1_000_000, func(c *Config) *int { return &c.Limits.Elements }),
		En: "most elements of a request",
		Ru: "наибольшее число элементов запроса",
	},
	{
		Key: "limit-attributes", Scope: Serve, Default: "32", kind: count(4, 10_000, func(c *Config) *int { return &c.Limits.Attributes }),
		En: "most attributes of one element",
		Ru: "наибольшее число атрибутов одного элемента",
	},
	{
		Key: "limit-name", Scope: Serve, Default: "128", kind: count(64, 10_000, func(c *Config) *int { return &c.Limits.Name }),
		En: "longest name of an element or attribute, in bytes",
		Ru: "наибольшая длина имени элемента или атрибута, в байтах",
	},
	{
		Key: "limit-value", Scope: Serve, Default: "4096", kind: count(64, 1<<20, func(c *Config) *int { return &c.Limits.Value }),
		En: "longest value of an attribute, in bytes",
		Ru: "наибольшая длина значения атрибута, в байтах",
	},
	{
		Key: "requests-memory", Scope: Serve, Default: "0", kind: size(0, 1<<40, func(c *Config) *int64 { return &c.Budgets.Requests }),
		En: "memory that requests may hold together, a quarter of it those of unknown callers; 0: a sixteenth of the memory limit, 64MiB to 128MiB; at least 64 times limit-body",
		Ru: "память, которую могут занимать все запросы вместе, в том числе запросы неизвестных клиентов — четверть; 0: шестнадцатая часть предела памяти, от 64MiB до 128MiB; не меньше 64 limit-body",
	},
	{
		Key: "answers-memory", Scope: Serve, Default: "0", kind: size(0, 1<<40, func(c *Config) *int64 { return &c.Budgets.Answers }),
		En: "memory that large answers may hold together until they are sent, half of it those of one partner; 0: a sixteenth of the memory limit, 64MiB to 128MiB",
		Ru: "память, которую могут занимать до отправки все большие ответы вместе, в том числе ответы одного партнера — половину; 0: шестнадцатая часть предела памяти, от 64MiB до 128MiB",
	},
	{
		Key: "requests-per-address", Scope: Serve, Default: "512", kind: count(1, 1_000_000, func(c *Config) *int { return &c.Budgets.InFlight }),
		En: "requests that one address may have under way at once; trusted proxies are not counted, those they ask for are",
		Ru: "сколько запросов одного адреса могут выполняться одновременно; за доверенным прокси считаются адреса, которые он передает",
	},
	{
		Key: "connections", Scope: Serve, Default: "16384", kind: count(1, 1_000_000, func(c *Config) *int { return &c.Budgets.Connections }),
		En: "connections that may be open at once; those of trusted proxies are not counted",
		Ru: "сколько соединений может быть открыто одновременно; соединения доверенных прокси не считаются",
	},
	{
		Key: "connections-per-address", Scope: Serve, Default: "1024", kind: count(1, 1_000_000, func(c *Config) *int { return &c.Budgets.ConnectionsPerAddress }),
		En: "connections that one address may have open at once; those of trusted proxies are not counted",
		Ru: "сколько соединений одного адреса может быть открыто одновременно; соединения доверенных прокси не считаются",
	},
	{
		Key: "strict-spec", Scope: Serve, Default: "false", kind: boolean(func(c *Config) *bool { return &c.StrictSpec }),
		En: "let v2 take batches and notifications, as JSON-RPC 2.0 does and the legacy service did not",
		Ru: "принимать в v2 пакеты и уведомления, как в JSON-RPC 2.0; прежний сервис их не принимал",
	},
	{
		Key: "v2-origins", Scope: Serve, kind: origins(func(c *Config) *[]string { return &c.V2Origins }),
		En: "origins of web pages whose scripts may call v2 (CORS), as https://app.example.com; empty: none",
		Ru: "источники (origin) веб-страниц, скриптам которых разрешено вызывать v2 (CORS), например https://app.example.com; пусто: никаких",
	},
	{
		Key: "points-day", Scope: Serve, Default: "3000", kind: number(0, 1_000_000_000, func(c *Config) *int64 { return &c.Points.Day }),
		En: "calls of v2 that a partner may make in a day; 0: without limit",
		Ru: "сколько вызовов v2 партнер может сделать за день; 0: без ограничения",
	},
	{
		Key: "points-minute", Scope: Serve, Default: "200", kind: number(0, 1_000_000_000, func(c *Config) *int64 { return &c.Points.Minute }),
		En: "calls of v2 that a partner may make in a minute; 0: without limit",
		Ru: "сколько вызовов v2 партнер может сделать за минуту; 0: без ограничения",
	},
	{
		Key: "userside-get-writes", Scope: Serve, Default: "true", kind: boolean(func(c *Config) *bool { return &c.UsersideGetWrites }),
		En: "let GET requests of USERSIDE write; false: POST only",
		Ru: "разрешить запись в USERSIDE запросами GET; false: только POST",
	},
	{
		Key: "legacy-http-200", Scope: Serve, Default: "true", kind: boolean(func(c *Config) *bool { return &c.LegacyHTTP200 }),
		En: "answer refusals to USERSIDE's legacy keys with HTTP 200, but for 405 and 503: their clients look at Result alone",
		Ru: "отвечать на отказы ключам USERSIDE с диалектом legacy кодом HTTP 200, кроме 405 и 503: их клиенты смотрят только на Result",
	},
	{
		Key: "zone", Scope: Store, Default: "Europe/Moscow", kind: zone(func(c *Config) *location { return &c.Zone }),
		En: "time zone of v2's and USERSIDE's dates and of the days in which calls are counted; PartnerAPI always speaks Moscow time",
		Ru: "часовой пояс дат v2 и USERSIDE и дней, за которые считаются вызовы; PartnerAPI всегда использует московское время",
	},
	{
		Key: "readers", Scope: Serve, Default: "4", kind: count(1, 256, func(c *Config) *int { return &c.Readers }),
		En: "connections that read the database at once",
		Ru: "число соединений, одновременно читающих базу",
	},
	{
		Key: "number-base", Scope: Store, Default: "100000", kind: number(1, 1<<52, func(c *Config) *int64 { return &c.NumberBase }),
		En: "where the numbers of rows start; give each deployment its own",
		Ru: "с чего начинаются номера записей; задайте каждой установке свое значение",
	},
	{
		Key: "auth-cache", Scope: Serve, Default: "24h", kind: duration(func(*Config) *dur { return new(dur) }),
		En: "no longer used: a verified password is remembered until it is changed; kept for configuration files that have it",
		Ru: "больше не используется: проверенный пароль помнится, пока его не сменят; оставлено для файлов настроек, где оно есть",
	},
	{
		Key: "argon2-time", Scope: Store, Default: "2", kind: number(1, 100, func(c *Config) *uint32 { return &c.Argon2.Time }),
		En: "passes of argon2id over new login passwords",
		Ru: "число проходов argon2id по новым паролям логинов",
	},
	{
		Key: "argon2-memory", Scope: Store, Default: "19456", kind: number(8, 1<<22, func(c *Config) *uint32 { return &c.Argon2.Memory }),
		En: "memory of argon2id, in KiB; serve warns when memory and passes protect too little",
		Ru: "память argon2id, в КиБ; serve предупредит, если памяти и проходов слишком мало для защиты",
	},
	{
		Key: "argon2-threads", Scope: Store, Default: "1", kind: number(1, math.MaxUint8, func(c *Config) *uint8 { return &c.Argon2.Threads }),
		En: "threads of argon2id",
		Ru: "число потоков argon2id",
	},
	{
		Key: "mail-allow-networks", Scope: Serve, kind: networks(func(c *Config) *netPrefixes { return &c.Mail.AllowNetworks }),
		En: "networks of mail servers that are allowed although private, as 192.168.1.10/32",
		Ru: "внутренние сети, в которых разрешены почтовые серверы, например 192.168.1.10/32",
	},
	{
		Key: "mail-allow-ports", Scope: Serve, kind: ports(func(c *Config) *[]uint16 { return &c.Mail.AllowPorts }),
		En: "ports of mail servers that are allowed besides 25, 465, 587 and 2525",
		Ru: "порты почтовых серверов, разрешенные дополнительно к 25, 465, 587 и 2525",
	},
	{
		Key: "mail-contact-types", Scope: Serve, Default: "e-mail,email,е-майл,e-майл", kind: list(func(c *Config) *[]string { return &c.Mail.ContactTypes }),
		En: "names of the contact type that holds an employee's e-mail address; case does not matter",
		Ru: "наименования вида контактной информации с адресом электронной почты сотрудника; регистр не важен",
	},
	{
		Key: "mail-timeout", Scope: Serve, Default: "30s", kind: duration(func(c *Config) *dur { return &c.Mail.Timeout }),
		En: "longest conversation with a mail server",
		Ru: "предельная длительность сеанса с почтовым сервером",
	},
	{
		Key: "mail-template", Scope: Serve, kind: text(func(c *Config) *string { return &c.Mail.Template }),
		En: "file with the letter: the subject in the first line, an empty line, the text, with {{.Name}}, {{.Number}}, {{.Password}}; empty: the built-in letter",
		Ru: "файл с письмом: тема в первой строке, пустая строка, текст, с подстановками {{.Name}}, {{.Number}}, {{.Password}}; если не задан — встроенное письмо",
	},
	{
		Key: "mail-ca", Scope: Serve, kind: text(func(c *Config) *string { return &c.Mail.CA }),
		En: "PEM file with certificates of authorities that mail servers are trusted by besides the system's; empty: the system's alone",
		Ru: "файл PEM с сертификатами удостоверяющих центров почтовых серверов, которым доверять кроме системных; если не задан — только системным",
	},
	{
		Key: "metrics-listen", Scope: Serve, kind: optionalAddress(func(c *Config) *string { return &c.MetricsListen }),
		En: "address to serve Prometheus metrics on, without a login; empty: none",
		Ru: "адрес, на котором без логина доступны метрики Prometheus; пусто: метрики отключены",
	},
	{
		Key: "log-level", Scope: Serve, Default: "info", kind: level(func(c *Config) *logLevel { return &c.LogLevel }),
		En: "least level that is logged: debug, info, warn, error",
		Ru: "минимальный уровень записей журнала: debug, info, warn, error",
	},
	{
		Key: "log-format", Scope: Serve, Default: "auto", kind: choice([]string{"auto", "text", "json"}, func(c *Config) *string { return &c.LogFormat }),
		En: "form of the log on standard error: text, json, or auto (text on a terminal)",
		Ru: "формат журнала в стандартном потоке ошибок: text, json или auto (на терминале — text)",
	},
	{
		Key: "header-timeout", Scope: Serve, Default: "10s", kind: duration(func(c *Config) *dur { return &c.Timeouts.Header }),
		En: "longest wait for a request's header",
		Ru: "сколько ждать заголовок запроса",
	},
	{
		Key: "read-timeout", Scope: Serve, Default: "30s", kind: duration(func(c *Config) *dur { return &c.Timeouts.Read }),
		En: "longest wait for a request's body",
		Ru: "сколько ждать тело запроса",
	},
	{
		Key: "write-timeout", Scope: Serve, Default: "30s", kind: duration(func(c *Config) *dur { return &c.Timeouts.Write }),
		En: "longest wait for a client to take a piece of its answer",
		Ru: "сколько ждать, пока клиент примет очередную часть ответа",
	},
	{
		Key: "idle-timeout", Scope: Serve, Default: "2m", kind: duration(func(c *Config) *dur { return &c.Timeouts.Idle }),
		En: "longest pause between two requests of one connection",
		Ru: "наибольшая пауза между запросами одного соединения",
	},
	{
		Key: "shutdown-grace", Scope: Serve, Default: "30s", kind: duration(func(c *Config) *dur { return &c.Timeouts.Grace }),
		En: "longest wait for calls in flight once the program is told to stop",
		Ru: "сколько ждать завершения начатых вызовов при остановке",
	},
}
