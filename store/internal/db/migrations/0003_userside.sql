-- What USERSIDE needs beside the registers of PartnerAPI. A customer is a client;
-- the conventions are those of 0001. Money is in minor units, an IPv4 address is
-- its 32 bits as a number. Billings, marks, groups, houses and devices belong to a
-- partner, who numbers them as it likes (O8).

CREATE TABLE billing (
  partner INTEGER NOT NULL REFERENCES partner(id),
  billing_id INTEGER NOT NULL,
  billing_name TEXT NOT NULL,
  PRIMARY KEY (partner, billing_id)
) WITHOUT ROWID;

CREATE TABLE mark (
  partner INTEGER NOT NULL REFERENCES partner(id),
  mark_id INTEGER NOT NULL,
  mark_name TEXT NOT NULL,
  PRIMARY KEY (partner, mark_id)
) WITHOUT ROWID;

CREATE TABLE customer_group (
  partner INTEGER NOT NULL REFERENCES partner(id),
  customer_group_id INTEGER NOT NULL,
  customer_group_name TEXT NOT NULL,
  PRIMARY KEY (partner, customer_group_id)
) WITHOUT ROWID;

CREATE TABLE device (
  partner INTEGER NOT NULL REFERENCES partner(id),
  device_id INTEGER NOT NULL,
  device_name TEXT NOT NULL,
  device_ip INTEGER,
  PRIMARY KEY (partner, device_id)
) WITHOUT ROWID;

CREATE TABLE house (
  partner INTEGER NOT NULL REFERENCES partner(id),
  house_id INTEGER NOT NULL,
  house_name TEXT NOT NULL,
  address_unit_id INTEGER,
  PRIMARY KEY (partner, house_id)
) WITHOUT ROWID;

CREATE INDEX house_address_unit ON house (partner, address_unit_id) WHERE address_unit_id IS NOT NULL;

-- A table of its own, so that a client of PartnerAPI pays for none of these
-- indexes (O13). A client without a row has nothing set and a balance of 0.
-- Unset is NULL, and out of the index.
CREATE TABLE customer_data (
  partner INTEGER NOT NULL REFERENCES partner(id),
  client INTEGER NOT NULL REFERENCES client(id),
  balance INTEGER NOT NULL DEFAULT 0,   -- the sum of the customer's rows of the ledger
  billing INTEGER,
  billing_customer_id TEXT,             -- the customer's id inside the billing
  account_number TEXT,
  agreement_number TEXT,
  agreement_value INTEGER,              -- of a number that is all digits
  agreement_date TEXT,
  flag_corporate INTEGER NOT NULL DEFAULT 0,
  login TEXT,
  email TEXT,
  house INTEGER,
  apartment_number TEXT,
  entrance TEXT,
  floor TEXT,
  coordinates TEXT,
  customer_group INTEGER,
  manager INTEGER REFERENCES employee(id),
  parent INTEGER REFERENCES client(id),
  date_connect TEXT,
  date_activity INTEGER,
  date_activity_inet INTEGER,
  date_positive_balance INTEGER,
  merged_into INTEGER REFERENCES client(id),  -- who has taken this customer's rows; it is deleted then
  PRIMARY KEY (partner, client),
  FOREIGN KEY (partner, billing) REFERENCES billing(partner, billing_id),
  FOREIGN KEY (partner, house) REFERENCES house(partner, house_id),
  FOREIGN KEY (partner, customer_group) REFERENCES customer_group(partner, customer_group_id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX customer_data_account ON customer_data (partner, account_number, coalesce(billing, 0)) WHERE account_number IS NOT NULL;
CREATE UNIQUE INDEX customer_data_billing_customer ON customer_data (partner, billing_customer_id, coalesce(billing, 0)) WHERE billing_customer_id IS NOT NULL;
CREATE INDEX customer_data_billing ON customer_data (partner, billing) WHERE billing IS NOT NULL;
CREATE INDEX customer_data_balance ON customer_data (partner, balance);
CREATE INDEX customer_data_agreement ON customer_data (partner, agreement_number) WHERE agreement_number IS NOT NULL;
CREATE INDEX customer_data_agreement_value ON customer_data (partner, agreement_value) WHERE agreement_value IS NOT NULL;
CREATE INDEX customer_data_login ON customer_data (partner, login) WHERE login IS NOT NULL;
CREATE INDEX customer_data_email ON customer_data (partner, lower(email), email) WHERE email IS NOT NULL;
CREATE INDEX customer_data_house ON customer_data (partner, house) WHERE house IS NOT NULL;
CREATE INDEX customer_data_apartment ON customer_data (partner, apartment_number) WHERE apartment_number IS NOT NULL;
CREATE INDEX customer_data_manager ON customer_data (partner, manager) WHERE manager IS NOT NULL;
CREATE INDEX customer_data_parent ON customer_data (partner, parent) WHERE parent IS NOT NULL;
CREATE INDEX customer_data_date_connect ON customer_data (partner, date_connect) WHERE date_connect IS NOT NULL;
CREATE INDEX customer_data_date_activity ON customer_data (partner, date_activity) WHERE date_activity IS NOT NULL;
CREATE INDEX customer_data_date_activity_inet ON customer_data (partner, date_activity_inet) WHERE date_activity_inet IS NOT NULL;

-- What get_customers_id asks of the client itself. The tariff's index costs
-- PartnerAPI nothing: it sets none.
CREATE INDEX client_name ON client (partner, client_name);
CREATE INDEX client_tariff_plan ON client (partner, tariff_plan) WHERE tariff_plan IS NOT NULL;

CREATE TABLE customer_phone (
  partner INTEGER NOT NULL REFERENCES partner(id),
  client INTEGER NOT NULL REFERENCES client(id),
  position INTEGER NOT NULL,            -- phone0 … phone4; above that what a merge brought
  number TEXT NOT NULL,
  digits TEXT NOT NULL,                 -- of the number, by which it is searched
  PRIMARY KEY (partner, client, position)
) WITHOUT ROWID;

CREATE INDEX customer_phone_digits ON customer_phone (partner, digits);

CREATE TABLE customer_mark (
  partner INTEGER NOT NULL REFERENCES partner(id),
  client INTEGER NOT NULL REFERENCES client(id),
  mark INTEGER NOT NULL,
  PRIMARY KEY (partner, client, mark),
  FOREIGN KEY (partner, mark) REFERENCES mark(partner, mark_id)
) WITHOUT ROWID;

CREATE INDEX customer_mark_mark ON customer_mark (partner, mark, client);

CREATE TABLE customer_service (         -- service_add; PartnerAPI's services are another register (O5)
  partner INTEGER NOT NULL REFERENCES partner(id),
  client INTEGER NOT NULL REFERENCES client(id),
  service_type INTEGER NOT NULL REFERENCES service_type(id),
  id INTEGER NOT NULL,
  price INTEGER NOT NULL DEFAULT 0,
  comment TEXT NOT NULL DEFAULT '',
  added INTEGER NOT NULL,
  PRIMARY KEY (partner, client, service_type)
) WITHOUT ROWID;

CREATE TABLE customer_ip (
  partner INTEGER NOT NULL REFERENCES partner(id),
  client INTEGER NOT NULL REFERENCES client(id),
  id INTEGER NOT NULL,
  ip INTEGER,                           -- NULL of a row that has a MAC address alone
  mac TEXT,                             -- 12 hexadecimal digits in lower case
  added INTEGER NOT NULL,
  PRIMARY KEY (partner, client, id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX customer_ip_ip ON customer_ip (partner, ip) WHERE ip IS NOT NULL;
CREATE INDEX customer_ip_mac ON customer_ip (partner, mac) WHERE mac IS NOT NULL;
CREATE INDEX customer_ip_newest ON customer_ip (partner, id) WHERE ip IS NOT NULL;

CREATE TABLE customer_subnet (          -- of a partner none overlaps another
  partner INTEGER NOT NULL REFERENCES partner(id),
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  client INTEGER NOT NULL REFERENCES client(id),
  PRIMARY KEY (partner, first)
) WITHOUT ROWID;

CREATE INDEX customer_subnet_client ON customer_subnet (partner, client, first, last);

CREATE TABLE mac_history (              -- which MAC address stood at an address until when
  partner INTEGER NOT NULL REFERENCES partner(id),
  client INTEGER NOT NULL REFERENCES client(id),
  id INTEGER NOT NULL,
  date_stop INTEGER NOT NULL,
  ip INTEGER,
  mac TEXT NOT NULL,
  PRIMARY KEY (partner, client, id)
) WITHOUT ROWID;

CREATE TABLE commutation (              -- the port of a device that a customer hangs on
  partner INTEGER NOT NULL REFERENCES partner(id),
  client INTEGER NOT NULL REFERENCES client(id),
  device INTEGER NOT NULL,
  port INTEGER NOT NULL,
  PRIMARY KEY (partner, client, device, port),
  FOREIGN KEY (partner, device) REFERENCES device(partner, device_id)
) WITHOUT ROWID;

CREATE INDEX commutation_device ON commutation (partner, device, client);

CREATE TABLE customer_message (
  partner INTEGER NOT NULL REFERENCES partner(id),
  id INTEGER NOT NULL UNIQUE,
  client INTEGER NOT NULL REFERENCES client(id),
  time INTEGER NOT NULL,
  employee INTEGER REFERENCES employee(id),  -- who wrote to the customer; NULL: the customer wrote
  text TEXT NOT NULL,
  archived INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (partner, time, id)
) WITHOUT ROWID;

CREATE INDEX customer_message_client ON customer_message (partner, client, time, id);
CREATE INDEX customer_message_employee ON customer_message (partner, employee, time, id) WHERE employee IS NOT NULL;

CREATE TABLE api_key (                  -- of USERSIDE
  partner INTEGER NOT NULL REFERENCES partner(id),
  id INTEGER NOT NULL UNIQUE,
  hash BLOB NOT NULL UNIQUE,            -- SHA-256: the key is 260 random bits
  beginning TEXT NOT NULL,              -- its first characters, by which the operator knows it
  created INTEGER NOT NULL,
  scopes TEXT NOT NULL,                 -- of read, write and finance, with commas between them
  dialect TEXT NOT NULL,                -- both, modern or legacy
  duplicate_window INTEGER NOT NULL DEFAULT 0,  -- seconds; 0 is none
  revoked INTEGER,                      -- when
  PRIMARY KEY (partner, id)
) WITHOUT ROWID;

-- The ledger only grows. What was booked stays as it was booked; a merge alone
-- gives a row another customer, the one that the old one was merged into.
CREATE TABLE ledger (
  partner INTEGER NOT NULL REFERENCES partner(id),
  id INTEGER NOT NULL UNIQUE,
  client INTEGER NOT NULL REFERENCES client(id),
  first_client INTEGER NOT NULL REFERENCES client(id),  -- to whom it was booked
  time INTEGER NOT NULL,
  amount INTEGER NOT NULL CHECK (amount <> 0),
  comment TEXT NOT NULL,
  employee INTEGER REFERENCES employee(id),
  api_key INTEGER REFERENCES api_key(id),  -- by which it was booked; NULL: imported as opening_balance
  request_id TEXT,                      -- books once (docs/userside.md, What is done once)
  PRIMARY KEY (partner, client, id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX ledger_request ON ledger (partner, request_id) WHERE request_id IS NOT NULL;
-- It holds all that the sum asks for: SQLite would rather walk the partner's rows else.
CREATE INDEX ledger_opening ON ledger (partner, first_client, api_key, amount) WHERE api_key IS NULL;

CREATE TRIGGER ledger_keeps_rows BEFORE DELETE ON ledger BEGIN
  SELECT RAISE(ABORT, 'the ledger keeps its rows');
END;

CREATE TRIGGER ledger_replaces_nothing BEFORE INSERT ON ledger
  WHEN EXISTS (SELECT 1 FROM ledger WHERE id = NEW.id OR partner = NEW.partner AND request_id = NEW.request_id) BEGIN
  SELECT RAISE(ABORT, 'the ledger replaces no row');
END;

CREATE TRIGGER ledger_changes_nothing BEFORE UPDATE OF partner, id, first_client, time, amount, comment, employee, api_key, request_id ON ledger BEGIN
  SELECT RAISE(ABORT, 'the ledger changes no row');
END;

CREATE TRIGGER ledger_moves_by_merge BEFORE UPDATE OF client ON ledger
  WHEN NOT EXISTS (SELECT 1 FROM customer_data WHERE partner = OLD.partner AND client = OLD.client AND merged_into = NEW.client) BEGIN
  SELECT RAISE(ABORT, 'a merge alone moves rows of the ledger');
END;
