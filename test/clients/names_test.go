package clients

// Who is who in the sample registers.
const (
	demo = "9778fdfe-441d-4d2e-8a0b-4efc485a3f25" // «Учёт & Порядок», the partner whose login the clients use
	sova = "314e3229-f30d-4fc2-a65b-251044d3913e" // «Полярная сова», a vendor
	riga = "04baa899-a795-4766-8bdb-de9214149e57" // SIA "Uzskaites Nams", abroad

	moscowRegion = "a6838df2-5251-44af-88aa-57cf8b7840fc"
	urals        = "787050e2-2ce2-4b78-b350-e8bda49dc4d1"
	siberia      = "57e5ae79-39f2-49b6-91d0-1ffba4f57b0b"
	rigaRegion   = "3a49a96f-5f60-40fc-a404-1cbecae60073"

	site        = "567eb17b-2ace-4f02-b9c2-9f759c28769d" // contact types: of partners,
	realAddress = "75a9d648-85a1-4706-acb4-ca3ab1eae4b0" // of clients,
	email       = "2dfc0663-7da5-4c55-ab8e-f12b5b00a33c" // of employees
	phone       = "e2aaffc5-470d-4b8b-bffb-0bb841ca23a0"

	accounting = "a03d28b9-0afe-4919-9b50-e0b438623b26" // lines: «Бухгалтерия» of demo,
	retail     = "34a58217-d130-4747-b6d7-5949ca1d35b7" // «Сова: Розница» that sova exports

	romashka        = "55188273-c1ad-4032-bc13-2821c556ccf3" // a client of demo,
	pugovkin        = "5c19cb5d-7899-4926-bc04-ddac73d1b0a3" // its employee
	pugovkinAgent   = "b08dba2a-815c-4e82-9eb7-24a96238b84b" // and his agent
	stoletov        = "f99e255c-f2a8-4853-a19c-dda84a973d88" // another employee of it
	kolchugina      = "401f65d9-1569-4995-a202-e6eb26ba180e" // an employee of demo
	kolchuginaAgent = "b49749f8-4e8f-405b-8f7a-99090864506b"
	zhernakov       = "31b08f23-6125-4050-9621-8609b2373e4a" // another one
)
