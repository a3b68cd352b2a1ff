-- The registers of PartnerAPI, one text for SQLite and (next) PostgreSQL.
--
-- Conventions: `id` is the internal key in order of creation (W7), from
-- `counter`; `<noun>_id` is the UUID of the specification in lower case (T5);
-- `number` is what v2 and USERSIDE call id (O9). Rows of a partner lead their
-- key with it. Dates are 'YYYY-MM-DD' texts, NULL without one; instants are Unix
-- seconds; flags are 0 and 1. No operation deletes a row (T5).

CREATE TABLE counter (            -- next value of each sequence; values are never given twice
  name TEXT PRIMARY KEY,
  next INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE probe (              -- /readyz writes here
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL
);

CREATE TABLE region (
  id INTEGER PRIMARY KEY,
  region_id TEXT NOT NULL UNIQUE,
  region_name TEXT NOT NULL,
  region_time_zone INTEGER NOT NULL   -- hours east of UTC (T6)
);

CREATE TABLE role (
  id INTEGER PRIMARY KEY,
  role_id INTEGER NOT NULL UNIQUE,
  role_name TEXT NOT NULL
);

CREATE TABLE contact_type (
  id INTEGER PRIMARY KEY,
  contact_type_id TEXT NOT NULL UNIQUE,
  contact_type_name TEXT NOT NULL,
  contact_type_code INTEGER NOT NULL  -- 1 clients, 2 partners, 3 employees
);

CREATE TABLE partner (
  id INTEGER PRIMARY KEY,
  partner_id TEXT NOT NULL UNIQUE,
  number INTEGER NOT NULL UNIQUE,
  partner_name TEXT NOT NULL,
  disabled INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE partner_region (
  partner INTEGER NOT NULL REFERENCES partner(id),
  position INTEGER NOT NULL,      -- as imported: the first one is the default (O6)
  region INTEGER NOT NULL REFERENCES region(id),
  PRIMARY KEY (partner, position),
  UNIQUE (partner, region)
) WITHOUT ROWID;

CREATE TABLE partner_role (
  partner INTEGER NOT NULL REFERENCES partner(id),
  position INTEGER NOT NULL,
  role INTEGER NOT NULL REFERENCES role(id),
  PRIMARY KEY (partner, position),
  UNIQUE (partner, role)
) WITHOUT ROWID;

CREATE TABLE login (
  login TEXT PRIMARY KEY,
  partner INTEGER NOT NULL REFERENCES partner(id),
  password_hash TEXT NOT NULL,    -- argon2id
  created INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX login_partner ON login (partner, login);

CREATE TABLE partner_contact (
  partner INTEGER NOT NULL REFERENCES partner(id),
  id INTEGER NOT NULL,
  region INTEGER NOT NULL REFERENCES region(id),
  contact_type INTEGER NOT NULL REFERENCES contact_type(id),
  contact_view TEXT NOT NULL,
  PRIMARY KEY (partner, id),
  UNIQUE (partner, region, contact_type)
) WITHOUT ROWID;

CREATE TABLE contract (
  partner INTEGER NOT NULL REFERENCES partner(id),
  id INTEGER NOT NULL UNIQUE,
  contract_id TEXT NOT NULL UNIQUE,
  role INTEGER NOT NULL REFERENCES role(id),
  contract_start_date TEXT,
  contract_end_date TEXT,
  PRIMARY KEY (partner, id)
) WITHOUT ROWID;

CREATE TABLE service_type (       -- a line of support
  partner INTEGER NOT NULL REFERENCES partner(id),
  id INTEGER NOT NULL UNIQUE,
  service_type_id TEXT NOT NULL UNIQUE,
  number INTEGER NOT NULL UNIQUE,
  service_type_name TEXT NOT NULL,
  service_type_full_name TEXT NOT NULL DEFAULT '',
  exported INTEGER NOT NULL DEFAULT 0,
  service_type_del INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (partner, id)
) WITHOUT ROWID;

CREATE INDEX service_type_exported ON service_type (id) WHERE exported = 1;  -- few among private ones

CREATE TABLE contract_service (   -- a permission to support a line (S15); removed ones stay
  partner INTEGER NOT NULL REFERENCES partner(id),
  id INTEGER NOT NULL UNIQUE,
  contract INTEGER NOT NULL REFERENCES contract(id),
  service_type INTEGER NOT NULL REFERENCES service_type(id),
  contract_service_start_date TEXT,
  contract_service_end_date TEXT,
  removed INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (partner, id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX contract_service_once ON contract_service (contract, service_type) WHERE removed = 0;
CREATE INDEX contract_service_line ON contract_service (service_type, partner);

CREATE TABLE its_contract (       -- the ITS register; the key is number + date_from (S27)
  reg_number TEXT NOT NULL,
  date_from TEXT NOT NULL,
  date_to TEXT,
  inn TEXT NOT NULL,
  level INTEGER NOT NULL,
  PRIMARY KEY (reg_number, date_from)
) WITHOUT ROWID;

CREATE TABLE client (
  partner INTEGER NOT NULL REFERENCES partner(id),
  id INTEGER NOT NULL UNIQUE,
  client_id TEXT NOT NULL UNIQUE,
  number INTEGER NOT NULL UNIQUE,
  client_new_id TEXT NOT NULL,
  region INTEGER REFERENCES region(id),
  client_name TEXT NOT NULL,      -- up to 1,000 characters; PartnerAPI shows the first 50 (O4)
  client_full_name TEXT NOT NULL DEFAULT '',
  client_inn TEXT NOT NULL DEFAULT '',
  client_kpp TEXT NOT NULL DEFAULT '',
  client_reg_num TEXT NOT NULL DEFAULT '',
  pay_method_id INTEGER,
  addit_attribute TEXT NOT NULL DEFAULT '',
  status INTEGER NOT NULL,        -- 1 waiting, 2 active, 3 manual_lock, 4 limit_lock, 5 debt_lock, 6 archive, 7 deleted
  status_time INTEGER NOT NULL,
  created INTEGER NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  tariff_plan INTEGER REFERENCES service_type(id),
  PRIMARY KEY (partner, id)
) WITHOUT ROWID;

CREATE INDEX client_region ON client (partner, region);

CREATE TABLE client_site (
  partner INTEGER NOT NULL REFERENCES partner(id),
  client INTEGER NOT NULL REFERENCES client(id),
  site_id INTEGER NOT NULL,
  site_domain_name TEXT NOT NULL,
  PRIMARY KEY (partner, client, site_id)
) WITHOUT ROWID;

CREATE TABLE client_contact (
  partner INTEGER NOT NULL REFERENCES partner(id),
  id INTEGER NOT NULL,
  client INTEGER NOT NULL REFERENCES client(id),
  contact_type INTEGER NOT NULL REFERENCES contact_type(id),
  contact_view TEXT NOT NULL,
  PRIMARY KEY (partner, id),
  UNIQUE (client, contact_type)
) WITHOUT ROWID;

CREATE TABLE employee (           -- partner_user (type 1) and client_user (type 2)
  partner INTEGER NOT NULL REFERENCES partner(id),
  id INTEGER NOT NULL UNIQUE,
  type INTEGER NOT NULL,
  employee_id TEXT NOT NULL UNIQUE,   -- partner_user_id or client_user_id
  number INTEGER NOT NULL,
  client INTEGER REFERENCES client(id),
  name TEXT NOT NULL,
  family_name TEXT NOT NULL DEFAULT '',
  father_name TEXT NOT NULL DEFAULT '',
  birthday TEXT,
  del INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (partner, id),
  UNIQUE (type, number)
) WITHOUT ROWID;

CREATE INDEX employee_client ON employee (client) WHERE client IS NOT NULL;

CREATE TABLE employee_contact (
  partner INTEGER NOT NULL REFERENCES partner(id),
  id INTEGER NOT NULL,
  employee INTEGER NOT NULL REFERENCES employee(id),
  contact_type INTEGER NOT NULL REFERENCES contact_type(id),
  contact_view TEXT NOT NULL,
  PRIMARY KEY (partner, id),
  UNIQUE (employee, contact_type)
) WITHOUT ROWID;

CREATE TABLE agent (              -- agent_partner (type 1) and agent_user (type 2)
  partner INTEGER NOT NULL REFERENCES partner(id),
  id INTEGER NOT NULL UNIQUE,
  type INTEGER NOT NULL,
  agent_id TEXT NOT NULL UNIQUE,      -- agent_partner_id or agent_user_id
  number TEXT NOT NULL,               -- agent_partner_number or agent_user_number
  password BLOB NOT NULL,             -- sealed: the contract answers it in clear text (S10)
  client INTEGER REFERENCES client(id),
  employee INTEGER NOT NULL REFERENCES employee(id),
  activity INTEGER NOT NULL,          -- as stored; what is shown depends on the client's status too (O2)
  PRIMARY KEY (partner, id),
  UNIQUE (type, number)
) WITHOUT ROWID;

CREATE INDEX agent_employee ON agent (employee);
CREATE INDEX agent_client ON agent (client) WHERE client IS NOT NULL;

CREATE TABLE service (            -- a sold line; partner is the seller, who owns the client
  partner INTEGER NOT NULL REFERENCES partner(id),
  id INTEGER NOT NULL UNIQUE,
  service_id TEXT NOT NULL UNIQUE,
  client INTEGER NOT NULL REFERENCES client(id),
  service_partner INTEGER NOT NULL REFERENCES partner(id),
  agent INTEGER NOT NULL REFERENCES agent(id),
  service_type INTEGER NOT NULL REFERENCES service_type(id),
  service_start_date TEXT,
  service_end_date TEXT,
  stopped INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (partner, id)
) WITHOUT ROWID;

CREATE INDEX service_client ON service (client);
CREATE INDEX service_served ON service (service_partner, id) WHERE stopped = 0;
CREATE INDEX service_shared ON service (service_partner, partner, service_end_date) WHERE stopped = 0;  -- S13
CREATE INDEX service_line ON service (service_type, client) WHERE stopped = 0;  -- S16

CREATE TABLE competence (
  partner INTEGER NOT NULL REFERENCES partner(id),
  id INTEGER NOT NULL UNIQUE,
  competence_id TEXT NOT NULL UNIQUE,
  agent INTEGER NOT NULL REFERENCES agent(id),
  service_type INTEGER NOT NULL REFERENCES service_type(id),
  prioritet INTEGER NOT NULL,
  stopped INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (partner, id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX competence_once ON competence (agent, service_type) WHERE stopped = 0;

-- Statistics are clustered by partner and time, so that a partner's month is one
-- range; their UUIDs are 16 bytes, for there are millions.

CREATE TABLE call (
  partner INTEGER NOT NULL REFERENCES partner(id),
  time INTEGER NOT NULL,
  id INTEGER NOT NULL,
  call_id BLOB NOT NULL UNIQUE,
  duration INTEGER,
  client INTEGER REFERENCES client(id),
  src_agent INTEGER REFERENCES agent(id),
  dst_agent INTEGER REFERENCES agent(id),
  service_type INTEGER REFERENCES service_type(id),
  call_status_id INTEGER,
  remote_status_id INTEGER,
  url_call_record TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (partner, time, id)
) WITHOUT ROWID;

CREATE TABLE remote_session (
  partner INTEGER NOT NULL REFERENCES partner(id),
  time INTEGER NOT NULL,
  id INTEGER NOT NULL,
  session_id BLOB NOT NULL UNIQUE,
  duration INTEGER,
  client INTEGER REFERENCES client(id),
  server_agent INTEGER REFERENCES agent(id),
  dst_agent INTEGER REFERENCES agent(id),
  service_type INTEGER REFERENCES service_type(id),
  remote_access_result_id INTEGER,
  remote_access_type_id INTEGER,
  PRIMARY KEY (partner, time, id)
) WITHOUT ROWID;

CREATE TABLE sip_call (
  partner INTEGER NOT NULL REFERENCES partner(id),
  time INTEGER NOT NULL,
  id INTEGER NOT NULL,
  call_id BLOB NOT NULL UNIQUE,
  duration INTEGER,
  duration_after_answer INTEGER,
  agent INTEGER REFERENCES agent(id),
  abonent TEXT NOT NULL DEFAULT '',
  incoming INTEGER NOT NULL DEFAULT 0,
  sip_call_status_id INTEGER,
  PRIMARY KEY (partner, time, id)
) WITHOUT ROWID;

CREATE TABLE chat_message (       -- of a line (service_type, employee1) or between colleagues (employee1, employee2)
  partner INTEGER NOT NULL REFERENCES partner(id),
  time INTEGER NOT NULL,
  id INTEGER NOT NULL,
  message_id BLOB NOT NULL UNIQUE,
  service_type INTEGER REFERENCES service_type(id),
  employee1 INTEGER NOT NULL REFERENCES employee(id),
  employee2 INTEGER REFERENCES employee(id),
  author_name TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (partner, time, id)
) WITHOUT ROWID;

CREATE INDEX chat_message_employee ON chat_message (employee1, time);
