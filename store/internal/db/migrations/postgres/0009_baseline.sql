-- The schema as PostgreSQL has it from its beginning: what the files before 0010 make
-- of a SQLite database. The conventions are those of 0001; texts are compared by
-- code point, ids and numbers come from sequences. What is added later is one text
-- for both engines, or has a file of the same number here.

CREATE TABLE probe (              -- /readyz writes here
  id BIGINT PRIMARY KEY,
  at BIGINT NOT NULL
);

CREATE TABLE sealing_key (         -- by which key the passwords are sealed: one row
  id BIGINT PRIMARY KEY,
  key_id TEXT COLLATE "C" NOT NULL
);

CREATE TABLE region (
  id BIGINT PRIMARY KEY,
  region_id TEXT COLLATE "C" NOT NULL UNIQUE,
  region_name TEXT COLLATE "C" NOT NULL,
  region_time_zone BIGINT NOT NULL   -- hours east of UTC (T6)
);

CREATE TABLE role (
  id BIGINT PRIMARY KEY,
  role_id BIGINT NOT NULL UNIQUE,
  role_name TEXT COLLATE "C" NOT NULL
);

CREATE TABLE contact_type (
  id BIGINT PRIMARY KEY,
  contact_type_id TEXT COLLATE "C" NOT NULL UNIQUE,
  contact_type_name TEXT COLLATE "C" NOT NULL,
  contact_type_code BIGINT NOT NULL  -- 1 clients, 2 partners, 3 employees
);

CREATE TABLE partner (
  id BIGINT PRIMARY KEY,
  partner_id TEXT COLLATE "C" NOT NULL UNIQUE,
  number BIGINT NOT NULL UNIQUE,
  partner_name TEXT COLLATE "C" NOT NULL,
  disabled BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE partner_region (
  partner BIGINT NOT NULL REFERENCES partner(id),
  position BIGINT NOT NULL,      -- as imported: the first one is the default (O6)
  region BIGINT NOT NULL REFERENCES region(id),
  PRIMARY KEY (partner, position),
  UNIQUE (partner, region)
);

CREATE TABLE partner_role (
  partner BIGINT NOT NULL REFERENCES partner(id),
  position BIGINT NOT NULL,
  role BIGINT NOT NULL REFERENCES role(id),
  PRIMARY KEY (partner, position),
  UNIQUE (partner, role)
);

CREATE TABLE login (
  login TEXT COLLATE "C" PRIMARY KEY,
  partner BIGINT NOT NULL REFERENCES partner(id),
  password_hash TEXT COLLATE "C" NOT NULL,    -- argon2id
  created BIGINT NOT NULL
);
CREATE INDEX login_partner ON login (partner, login);

CREATE TABLE partner_contact (
  partner BIGINT NOT NULL REFERENCES partner(id),
  id BIGINT NOT NULL,
  region BIGINT NOT NULL REFERENCES region(id),
  contact_type BIGINT NOT NULL REFERENCES contact_type(id),
  contact_view TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (partner, id),
  UNIQUE (partner, region, contact_type)
);

CREATE TABLE contract (
  partner BIGINT NOT NULL REFERENCES partner(id),
  id BIGINT NOT NULL UNIQUE,
  contract_id TEXT COLLATE "C" NOT NULL UNIQUE,
  role BIGINT NOT NULL REFERENCES role(id),
  contract_start_date TEXT COLLATE "C",
  contract_end_date TEXT COLLATE "C",
  PRIMARY KEY (partner, id)
);

CREATE TABLE service_type (       -- a line of support
  partner BIGINT NOT NULL REFERENCES partner(id),
  id BIGINT NOT NULL UNIQUE,
  service_type_id TEXT COLLATE "C" NOT NULL UNIQUE,
  number BIGINT NOT NULL UNIQUE,
  service_type_name TEXT COLLATE "C" NOT NULL,
  service_type_full_name TEXT COLLATE "C" NOT NULL DEFAULT '',
  exported BIGINT NOT NULL DEFAULT 0,
  service_type_del BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (partner, id)
);
CREATE INDEX service_type_exported ON service_type (id) WHERE exported = 1;

CREATE TABLE contract_service (   -- a permission to support a line (S15); removed ones stay
  partner BIGINT NOT NULL REFERENCES partner(id),
  id BIGINT NOT NULL UNIQUE,
  contract BIGINT NOT NULL REFERENCES contract(id),
  service_type BIGINT NOT NULL REFERENCES service_type(id),
  contract_service_start_date TEXT COLLATE "C",
  contract_service_end_date TEXT COLLATE "C",
  removed BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (partner, id)
);
CREATE UNIQUE INDEX contract_service_once ON contract_service (contract, service_type) WHERE removed = 0;
CREATE INDEX contract_service_line ON contract_service (service_type, partner);

CREATE TABLE its_contract (       -- the ITS register; the key is number + date_from (S27)
  reg_number TEXT COLLATE "C" NOT NULL,
  date_from TEXT COLLATE "C" NOT NULL,
  date_to TEXT COLLATE "C",
  inn TEXT COLLATE "C" NOT NULL,
  level BIGINT NOT NULL,
  PRIMARY KEY (reg_number, date_from)
);

CREATE TABLE client (
  partner BIGINT NOT NULL REFERENCES partner(id),
  id BIGINT NOT NULL UNIQUE,
  client_id TEXT COLLATE "C" NOT NULL UNIQUE,
  number BIGINT NOT NULL UNIQUE,
  client_new_id TEXT COLLATE "C" NOT NULL,
  region BIGINT REFERENCES region(id),
  client_name TEXT COLLATE "C" NOT NULL,      -- up to 1,000 characters; PartnerAPI shows the first 50 (O4)
  client_full_name TEXT COLLATE "C" NOT NULL DEFAULT '',
  client_inn TEXT COLLATE "C" NOT NULL DEFAULT '',
  client_kpp TEXT COLLATE "C" NOT NULL DEFAULT '',
  client_reg_num TEXT COLLATE "C" NOT NULL DEFAULT '',
  pay_method_id BIGINT,
  addit_attribute TEXT COLLATE "C" NOT NULL DEFAULT '',
  status BIGINT NOT NULL,        -- 1 waiting, 2 active, 3 manual_lock, 4 limit_lock, 5 debt_lock, 6 archive, 7 deleted
  status_time BIGINT NOT NULL,
  created BIGINT NOT NULL,
  description TEXT COLLATE "C" NOT NULL DEFAULT '',
  tariff_plan BIGINT REFERENCES service_type(id), monthly_base_limit BIGINT, monthly_base_notify_limit BIGINT, monthly_calls_limit BIGINT, monthly_calls_notify_limit BIGINT, daily_calls_limit BIGINT, daily_calls_notify_limit BIGINT, cabinet_password TEXT COLLATE "C", created_email TEXT COLLATE "C", archived_from BIGINT, waiting_lock BIGINT,
  PRIMARY KEY (partner, id)
);
CREATE INDEX client_region ON client (partner, region);

CREATE TABLE client_site (
  partner BIGINT NOT NULL REFERENCES partner(id),
  client BIGINT NOT NULL REFERENCES client(id),
  site_id BIGINT NOT NULL,
  site_domain_name TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (partner, client, site_id)
);

CREATE TABLE client_contact (
  partner BIGINT NOT NULL REFERENCES partner(id),
  id BIGINT NOT NULL,
  client BIGINT NOT NULL REFERENCES client(id),
  contact_type BIGINT NOT NULL REFERENCES contact_type(id),
  contact_view TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (partner, id),
  UNIQUE (client, contact_type)
);

CREATE TABLE employee (           -- partner_user (type 1) and client_user (type 2)
  partner BIGINT NOT NULL REFERENCES partner(id),
  id BIGINT NOT NULL UNIQUE,
  type BIGINT NOT NULL,
  employee_id TEXT COLLATE "C" NOT NULL UNIQUE,   -- partner_user_id or client_user_id
  number BIGINT NOT NULL,
  client BIGINT REFERENCES client(id),
  name TEXT COLLATE "C" NOT NULL,
  family_name TEXT COLLATE "C" NOT NULL DEFAULT '',
  father_name TEXT COLLATE "C" NOT NULL DEFAULT '',
  birthday TEXT COLLATE "C",
  del BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (partner, id),
  UNIQUE (type, number)
);
CREATE INDEX employee_client ON employee (client) WHERE client IS NOT NULL;

CREATE TABLE employee_contact (
  partner BIGINT NOT NULL REFERENCES partner(id),
  id BIGINT NOT NULL,
  employee BIGINT NOT NULL REFERENCES employee(id),
  contact_type BIGINT NOT NULL REFERENCES contact_type(id),
  contact_view TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (partner, id),
  UNIQUE (employee, contact_type)
);

CREATE TABLE agent (              -- agent_partner (type 1) and agent_user (type 2)
  partner BIGINT NOT NULL REFERENCES partner(id),
  id BIGINT NOT NULL UNIQUE,
  type BIGINT NOT NULL,
  agent_id TEXT COLLATE "C" NOT NULL UNIQUE,      -- agent_partner_id or agent_user_id
  number TEXT COLLATE "C" NOT NULL,               -- agent_partner_number or agent_user_number
  password BYTEA NOT NULL,             -- sealed: the contract answers it in clear text (S10)
  client BIGINT REFERENCES client(id),
  employee BIGINT NOT NULL REFERENCES employee(id),
  activity BIGINT NOT NULL,          -- as stored; what is shown depends on the client's status too (O2)
  PRIMARY KEY (partner, id),
  UNIQUE (type, number)
);
CREATE INDEX agent_employee ON agent (employee);
CREATE INDEX agent_client ON agent (client) WHERE client IS NOT NULL;

CREATE TABLE service (            -- a sold line; partner is the seller, who owns the client
  partner BIGINT NOT NULL REFERENCES partner(id),
  id BIGINT NOT NULL UNIQUE,
  service_id TEXT COLLATE "C" NOT NULL UNIQUE,
  client BIGINT NOT NULL REFERENCES client(id),
  service_partner BIGINT NOT NULL REFERENCES partner(id),
  agent BIGINT NOT NULL REFERENCES agent(id),
  service_type BIGINT NOT NULL REFERENCES service_type(id),
  service_start_date TEXT COLLATE "C",
  service_end_date TEXT COLLATE "C",
  stopped BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (partner, id)
);
CREATE INDEX service_client ON service (client);
CREATE INDEX service_served ON service (service_partner, id) WHERE stopped = 0;
CREATE INDEX service_shared ON service (service_partner, partner, service_end_date) WHERE stopped = 0;
CREATE INDEX service_line ON service (service_type, client) WHERE stopped = 0;

CREATE TABLE competence (
  partner BIGINT NOT NULL REFERENCES partner(id),
  id BIGINT NOT NULL UNIQUE,
  competence_id TEXT COLLATE "C" NOT NULL UNIQUE,
  agent BIGINT NOT NULL REFERENCES agent(id),
  service_type BIGINT NOT NULL REFERENCES service_type(id),
  prioritet BIGINT NOT NULL,
  stopped BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (partner, id)
);
CREATE UNIQUE INDEX competence_once ON competence (agent, service_type) WHERE stopped = 0;

CREATE TABLE call (
  partner BIGINT NOT NULL REFERENCES partner(id),
  time BIGINT NOT NULL,
  id BIGINT NOT NULL,
  call_id BYTEA NOT NULL UNIQUE,
  duration BIGINT,
  client BIGINT REFERENCES client(id),
  src_agent BIGINT REFERENCES agent(id),
  dst_agent BIGINT REFERENCES agent(id),
  service_type BIGINT REFERENCES service_type(id),
  call_status_id BIGINT,
  remote_status_id BIGINT,
  url_call_record TEXT COLLATE "C" NOT NULL DEFAULT '',
  PRIMARY KEY (partner, time, id)
);

CREATE TABLE remote_session (
  partner BIGINT NOT NULL REFERENCES partner(id),
  time BIGINT NOT NULL,
  id BIGINT NOT NULL,
  session_id BYTEA NOT NULL UNIQUE,
  duration BIGINT,
  client BIGINT REFERENCES client(id),
  server_agent BIGINT REFERENCES agent(id),
  dst_agent BIGINT REFERENCES agent(id),
  service_type BIGINT REFERENCES service_type(id),
  remote_access_result_id BIGINT,
  remote_access_type_id BIGINT,
  PRIMARY KEY (partner, time, id)
);

CREATE TABLE sip_call (
  partner BIGINT NOT NULL REFERENCES partner(id),
  time BIGINT NOT NULL,
  id BIGINT NOT NULL,
  call_id BYTEA NOT NULL UNIQUE,
  duration BIGINT,
  duration_after_answer BIGINT,
  agent BIGINT REFERENCES agent(id),
  abonent TEXT COLLATE "C" NOT NULL DEFAULT '',
  incoming BIGINT NOT NULL DEFAULT 0,
  sip_call_status_id BIGINT,
  PRIMARY KEY (partner, time, id)
);

CREATE TABLE chat_message (       -- of a line (service_type, employee1) or between colleagues (employee1, employee2)
  partner BIGINT NOT NULL REFERENCES partner(id),
  time BIGINT NOT NULL,
  id BIGINT NOT NULL,
  message_id BYTEA NOT NULL UNIQUE,
  service_type BIGINT REFERENCES service_type(id),
  employee1 BIGINT NOT NULL REFERENCES employee(id),
  employee2 BIGINT REFERENCES employee(id),
  author_name TEXT COLLATE "C" NOT NULL,
  text TEXT COLLATE "C" NOT NULL, session_start BIGINT,
  PRIMARY KEY (partner, time, id)
);
CREATE INDEX chat_message_employee ON chat_message (employee1, time);

CREATE TABLE client_notify_email (  -- who is told that a limit is near
  partner BIGINT NOT NULL REFERENCES partner(id),
  client BIGINT NOT NULL REFERENCES client(id),
  notifies BIGINT NOT NULL,        -- 1 monthly base, 2 monthly calls, 3 daily calls
  position BIGINT NOT NULL,
  email TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (partner, client, notifies, position)
);

CREATE TABLE client_disorder (
  partner BIGINT PRIMARY KEY REFERENCES partner(id)
);

CREATE TABLE api_token (            -- a permanent token of v2
  partner BIGINT NOT NULL REFERENCES partner(id),
  id BIGINT NOT NULL UNIQUE,
  hash BYTEA NOT NULL UNIQUE,        -- SHA-256: the token is 256 random bits and needs no slower one
  beginning TEXT COLLATE "C" NOT NULL,          -- its first characters, by which the operator knows it
  created BIGINT NOT NULL,
  until BIGINT,                    -- NULL is without end
  addresses TEXT COLLATE "C" NOT NULL DEFAULT '',  -- networks with commas between them; '' is any
  read_only BIGINT NOT NULL DEFAULT 0,
  revoked BIGINT,                  -- when
  PRIMARY KEY (partner, id)
);

CREATE TABLE api_session (          -- what login.user began
  hash BYTEA PRIMARY KEY,            -- SHA-256 of its token
  login TEXT COLLATE "C" NOT NULL,
  password_hash TEXT COLLATE "C" NOT NULL,      -- the login's at that time: with another one the session has ended
  until BIGINT NOT NULL
);
CREATE INDEX api_session_until ON api_session (until);

CREATE TABLE points (               -- what a partner has spent of its points
  partner BIGINT PRIMARY KEY REFERENCES partner(id),
  day TEXT COLLATE "C" NOT NULL,                -- of the configured zone: 'YYYY-MM-DD'
  day_spent BIGINT NOT NULL,
  minute BIGINT NOT NULL,          -- its start
  minute_spent BIGINT NOT NULL
);

CREATE TABLE usage_count (          -- who calls what
  partner BIGINT NOT NULL REFERENCES partner(id),
  day TEXT COLLATE "C" NOT NULL,                -- of the configured zone
  login TEXT COLLATE "C" NOT NULL,
  door TEXT COLLATE "C" NOT NULL,
  operation TEXT COLLATE "C" NOT NULL,
  calls BIGINT NOT NULL, refused BIGINT NOT NULL DEFAULT 0, failed BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (partner, day, login, door, operation)
);

CREATE TABLE billing (
  partner BIGINT NOT NULL REFERENCES partner(id),
  billing_id BIGINT NOT NULL,
  billing_name TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (partner, billing_id)
);

CREATE TABLE mark (
  partner BIGINT NOT NULL REFERENCES partner(id),
  mark_id BIGINT NOT NULL,
  mark_name TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (partner, mark_id)
);

CREATE TABLE customer_group (
  partner BIGINT NOT NULL REFERENCES partner(id),
  customer_group_id BIGINT NOT NULL,
  customer_group_name TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (partner, customer_group_id)
);

CREATE TABLE device (
  partner BIGINT NOT NULL REFERENCES partner(id),
  device_id BIGINT NOT NULL,
  device_name TEXT COLLATE "C" NOT NULL,
  device_ip BIGINT,
  PRIMARY KEY (partner, device_id)
);

CREATE TABLE house (
  partner BIGINT NOT NULL REFERENCES partner(id),
  house_id BIGINT NOT NULL,
  house_name TEXT COLLATE "C" NOT NULL,
  address_unit_id BIGINT,
  PRIMARY KEY (partner, house_id)
);
CREATE INDEX house_address_unit ON house (partner, address_unit_id) WHERE address_unit_id IS NOT NULL;

CREATE TABLE customer_data (
  partner BIGINT NOT NULL REFERENCES partner(id),
  client BIGINT NOT NULL REFERENCES client(id),
  balance BIGINT NOT NULL DEFAULT 0,   -- the sum of the customer's rows of the ledger
  billing BIGINT,
  billing_customer_id TEXT COLLATE "C",             -- the customer's id inside the billing
  account_number TEXT COLLATE "C",
  agreement_number TEXT COLLATE "C",
  agreement_value BIGINT,              -- of a number that is all digits
  agreement_date TEXT COLLATE "C",
  flag_corporate BIGINT NOT NULL DEFAULT 0,
  login TEXT COLLATE "C",
  email TEXT COLLATE "C",
  house BIGINT,
  apartment_number TEXT COLLATE "C",
  entrance TEXT COLLATE "C",
  floor TEXT COLLATE "C",
  coordinates TEXT COLLATE "C",
  customer_group BIGINT,
  manager BIGINT REFERENCES employee(id),
  parent BIGINT REFERENCES client(id),
  date_connect TEXT COLLATE "C",
  date_activity BIGINT,
  date_activity_inet BIGINT,
  date_positive_balance BIGINT,
  merged_into BIGINT REFERENCES client(id),  -- who has taken this customer's rows; it is deleted then
  PRIMARY KEY (partner, client),
  FOREIGN KEY (partner, billing) REFERENCES billing(partner, billing_id),
  FOREIGN KEY (partner, house) REFERENCES house(partner, house_id),
  FOREIGN KEY (partner, customer_group) REFERENCES customer_group(partner, customer_group_id)
);
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
CREATE INDEX client_name ON client (partner, client_name);
CREATE INDEX client_tariff_plan ON client (partner, tariff_plan) WHERE tariff_plan IS NOT NULL;

CREATE TABLE customer_phone (
  partner BIGINT NOT NULL REFERENCES partner(id),
  client BIGINT NOT NULL REFERENCES client(id),
  position BIGINT NOT NULL,            -- phone0 … phone4; above that what a merge brought
  number TEXT COLLATE "C" NOT NULL,
  digits TEXT COLLATE "C" NOT NULL,                 -- of the number, by which it is searched
  PRIMARY KEY (partner, client, position)
);
CREATE INDEX customer_phone_digits ON customer_phone (partner, digits);

CREATE TABLE customer_mark (
  partner BIGINT NOT NULL REFERENCES partner(id),
  client BIGINT NOT NULL REFERENCES client(id),
  mark BIGINT NOT NULL,
  PRIMARY KEY (partner, client, mark),
  FOREIGN KEY (partner, mark) REFERENCES mark(partner, mark_id)
);
CREATE INDEX customer_mark_mark ON customer_mark (partner, mark, client);

CREATE TABLE customer_service (         -- service_add; PartnerAPI's services are another register (O5)
  partner BIGINT NOT NULL REFERENCES partner(id),
  client BIGINT NOT NULL REFERENCES client(id),
  service_type BIGINT NOT NULL REFERENCES service_type(id),
  id BIGINT NOT NULL,
  price BIGINT NOT NULL DEFAULT 0,
  comment TEXT COLLATE "C" NOT NULL DEFAULT '',
  added BIGINT NOT NULL,
  PRIMARY KEY (partner, client, service_type)
);

CREATE TABLE customer_ip (
  partner BIGINT NOT NULL REFERENCES partner(id),
  client BIGINT NOT NULL REFERENCES client(id),
  id BIGINT NOT NULL,
  ip BIGINT,                           -- NULL of a row that has a MAC address alone
  mac TEXT COLLATE "C",                             -- 12 hexadecimal digits in lower case
  added BIGINT NOT NULL,
  PRIMARY KEY (partner, client, id)
);
CREATE UNIQUE INDEX customer_ip_ip ON customer_ip (partner, ip) WHERE ip IS NOT NULL;
CREATE INDEX customer_ip_mac ON customer_ip (partner, mac) WHERE mac IS NOT NULL;
CREATE INDEX customer_ip_newest ON customer_ip (partner, id) WHERE ip IS NOT NULL;

CREATE TABLE customer_subnet (          -- of a partner none overlaps another
  partner BIGINT NOT NULL REFERENCES partner(id),
  first BIGINT NOT NULL,
  last BIGINT NOT NULL,
  client BIGINT NOT NULL REFERENCES client(id),
  PRIMARY KEY (partner, first)
);
CREATE INDEX customer_subnet_client ON customer_subnet (partner, client, first, last);

CREATE TABLE mac_history (              -- which MAC address stood at an address until when
  partner BIGINT NOT NULL REFERENCES partner(id),
  client BIGINT NOT NULL REFERENCES client(id),
  id BIGINT NOT NULL,
  date_stop BIGINT NOT NULL,
  ip BIGINT,
  mac TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (partner, client, id)
);

CREATE TABLE commutation (              -- the port of a device that a customer hangs on
  partner BIGINT NOT NULL REFERENCES partner(id),
  client BIGINT NOT NULL REFERENCES client(id),
  device BIGINT NOT NULL,
  port BIGINT NOT NULL,
  PRIMARY KEY (partner, client, device, port),
  FOREIGN KEY (partner, device) REFERENCES device(partner, device_id)
);
CREATE INDEX commutation_device ON commutation (partner, device, client);

CREATE TABLE customer_message (
  partner BIGINT NOT NULL REFERENCES partner(id),
  id BIGINT NOT NULL UNIQUE,
  client BIGINT NOT NULL REFERENCES client(id),
  time BIGINT NOT NULL,
  employee BIGINT REFERENCES employee(id),  -- who wrote to the customer; NULL: the customer wrote
  text TEXT COLLATE "C" NOT NULL,
  archived BIGINT NOT NULL DEFAULT 0, outgoing BIGINT NOT NULL DEFAULT 0, message_id TEXT COLLATE "C",
  PRIMARY KEY (partner, time, id)
);
CREATE INDEX customer_message_client ON customer_message (partner, client, time, id);
CREATE INDEX customer_message_employee ON customer_message (partner, employee, time, id) WHERE employee IS NOT NULL;

CREATE TABLE api_key (                  -- of USERSIDE
  partner BIGINT NOT NULL REFERENCES partner(id),
  id BIGINT NOT NULL UNIQUE,
  hash BYTEA NOT NULL UNIQUE,            -- SHA-256: the key is 260 random bits
  beginning TEXT COLLATE "C" NOT NULL,              -- its first characters, by which the operator knows it
  created BIGINT NOT NULL,
  scopes TEXT COLLATE "C" NOT NULL,                 -- of read, write and finance, with commas between them
  dialect TEXT COLLATE "C" NOT NULL,                -- both, modern or legacy
  duplicate_window BIGINT NOT NULL DEFAULT 0,  -- seconds; 0 is none
  revoked BIGINT,                      -- when
  PRIMARY KEY (partner, id)
);
CREATE INDEX service_line_sold ON service (service_type, partner);
CREATE INDEX service_line_served ON service (service_type, service_partner);
CREATE INDEX competence_line ON competence (service_type, partner);
CREATE INDEX chat_message_colleague ON chat_message (employee2, time) WHERE employee2 IS NOT NULL;

CREATE TABLE named_client (
  partner BIGINT NOT NULL REFERENCES partner(id),
  client BIGINT NOT NULL REFERENCES client(id),
  PRIMARY KEY (partner, client)
);

CREATE TABLE named_agent (
  partner BIGINT NOT NULL REFERENCES partner(id),
  agent BIGINT NOT NULL REFERENCES agent(id),
  PRIMARY KEY (partner, agent)
);

CREATE TABLE named_service_type (
  partner BIGINT NOT NULL REFERENCES partner(id),
  service_type BIGINT NOT NULL REFERENCES service_type(id),
  PRIMARY KEY (partner, service_type)
);
CREATE INDEX client_created_email ON client (partner, created_email, status) WHERE created_email IS NOT NULL;

CREATE TABLE customer_history (
  partner BIGINT NOT NULL REFERENCES partner(id),
  id BIGINT NOT NULL,
  client BIGINT NOT NULL REFERENCES client(id),
  time BIGINT NOT NULL,
  typer TEXT COLLATE "C" NOT NULL,                  -- state, tariff, service, billing, archive, restore, edit or merge
  was TEXT COLLATE "C" NOT NULL,                    -- what stood before and after; what these are depends on the typer
  became TEXT COLLATE "C" NOT NULL,
  balance BIGINT NOT NULL,             -- of that moment
  PRIMARY KEY (partner, client, time, id)
);

CREATE TABLE customer_alias (
  partner BIGINT NOT NULL REFERENCES partner(id),
  kind TEXT COLLATE "C" NOT NULL,                   -- account_number or billing_customer_id
  value TEXT COLLATE "C" NOT NULL,
  billing BIGINT NOT NULL,             -- 0 is none
  client BIGINT NOT NULL REFERENCES client(id),
  PRIMARY KEY (partner, kind, value, billing)
);
CREATE INDEX customer_alias_client ON customer_alias (partner, client);

CREATE TABLE customer_request (
  partner BIGINT NOT NULL REFERENCES partner(id),
  action TEXT COLLATE "C" NOT NULL,
  request_id TEXT COLLATE "C" NOT NULL,
  client BIGINT REFERENCES client(id), -- whom the request named; NULL: nobody
  digest BYTEA NOT NULL,                 -- SHA-256 of its other values
  answer BIGINT NOT NULL,              -- the Id
  PRIMARY KEY (partner, action, request_id)
);
CREATE INDEX customer_phone_tail ON customer_phone (partner, right(digits, 9), digits) WHERE length(digits) > 9;

CREATE TABLE ledger (
  partner BIGINT NOT NULL REFERENCES partner(id),
  id BIGINT NOT NULL UNIQUE,
  client BIGINT NOT NULL REFERENCES client(id),
  first_client BIGINT NOT NULL REFERENCES client(id),  -- to whom it was booked
  time BIGINT NOT NULL,
  amount BIGINT NOT NULL CHECK (amount <> 0),
  balance BIGINT NOT NULL,             -- the customer's balance before
  comment TEXT COLLATE "C" NOT NULL,
  employee BIGINT REFERENCES employee(id),
  api_key BIGINT REFERENCES api_key(id),  -- by which it was booked; NULL: imported as opening_balance
  request_id TEXT COLLATE "C", booking_id TEXT COLLATE "C", typer TEXT COLLATE "C",                      -- books once (docs/userside.md, What is done once)
  PRIMARY KEY (partner, client, time, id)
);
CREATE UNIQUE INDEX ledger_request ON ledger (partner, request_id) WHERE request_id IS NOT NULL;
CREATE UNIQUE INDEX ledger_booking ON ledger (booking_id, partner) WHERE booking_id IS NOT NULL;
CREATE INDEX ledger_opening ON ledger (partner, first_client, api_key, booking_id, amount) WHERE api_key IS NULL AND booking_id IS NULL;
CREATE UNIQUE INDEX customer_message_imported ON customer_message (message_id, partner) WHERE message_id IS NOT NULL;

CREATE TABLE userside_customer (
  partner BIGINT NOT NULL REFERENCES partner(id),
  client BIGINT NOT NULL REFERENCES client(id),
  PRIMARY KEY (partner, client)
);

CREATE TABLE audit (
  id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
  time BIGINT NOT NULL,
  system_user TEXT COLLATE "C" NOT NULL,
  sudo_user TEXT COLLATE "C" NOT NULL,          -- who became the system user by sudo; '' is nobody
  command TEXT COLLATE "C" NOT NULL,            -- the command line without its secrets
  outcome TEXT COLLATE "C" NOT NULL             -- of a command that changes in several transactions, when it ended; '' of others
);

-- What the database itself refuses, whoever asks.
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', TG_ARGV[0];
END $$;

CREATE TRIGGER ledger_keeps_rows BEFORE DELETE ON ledger FOR EACH ROW EXECUTE FUNCTION refuse('the ledger keeps its rows');
CREATE TRIGGER ledger_changes_nothing BEFORE UPDATE OF partner, id, first_client, time, amount, balance, comment, employee, api_key, request_id, booking_id, typer ON ledger
  FOR EACH ROW EXECUTE FUNCTION refuse('the ledger changes no row');

CREATE FUNCTION ledger_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM customer_data WHERE partner = OLD.partner AND client = OLD.client AND merged_into = NEW.client) THEN
    RAISE EXCEPTION 'a merge alone moves rows of the ledger';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER ledger_moves_by_merge BEFORE UPDATE OF client ON ledger FOR EACH ROW EXECUTE FUNCTION ledger_move();

CREATE TRIGGER audit_keeps_rows BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION refuse('the audit keeps its rows');
CREATE TRIGGER audit_changes_nothing BEFORE UPDATE ON audit FOR EACH ROW EXECUTE FUNCTION refuse('the audit changes no row');
CREATE TRIGGER ledger_is_not_emptied BEFORE TRUNCATE ON ledger FOR EACH STATEMENT EXECUTE FUNCTION refuse('the ledger keeps its rows');
CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse('the audit keeps its rows');
