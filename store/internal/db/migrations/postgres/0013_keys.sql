-- Keys carry the partner, so that tables can be distributed by it (docs/scaling.md):
-- primary keys, unique indexes and references hold within one partner. What is unique
-- in the whole store is kept in the directory. Rows of other partners are referred to
-- without a foreign key: whoever writes the reference has found the row, and none of
-- those rows is ever deleted. Registers that all partners read (regions, roles, types of
-- contacts, partners, logins, lines) keep keys of their own.

DO $$
DECLARE
  k record;
  tenants CONSTANT regclass[] := ARRAY['contract', 'contract_service', 'client', 'client_contact', 'employee', 'employee_contact', 'agent', 'service',
    'competence', 'api_token', 'api_key', 'customer_message', 'ledger'];
BEGIN
  FOR k IN SELECT conrelid::regclass AS name, conname FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 AND confrelid = ANY(tenants) LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', k.name, k.conname);
  END LOOP;
  FOR k IN SELECT c.conrelid::regclass AS name, c.conname FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attname = 'partner'
      WHERE c.contype = 'u' AND c.conrelid = ANY(tenants) AND NOT a.attnum = ANY(c.conkey) LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', k.name, k.conname);
  END LOOP;
END $$;

ALTER TABLE contract ADD UNIQUE (partner, contract_id);
ALTER TABLE client ADD UNIQUE (partner, client_id), ADD UNIQUE (partner, number);
ALTER TABLE employee ADD UNIQUE (partner, employee_id), ADD UNIQUE (partner, type, number);
ALTER TABLE agent ADD UNIQUE (partner, agent_id), ADD UNIQUE (partner, type, number);
ALTER TABLE service ADD UNIQUE (partner, service_id);
ALTER TABLE competence ADD UNIQUE (partner, competence_id);
ALTER TABLE client_contact ADD UNIQUE (partner, client, contact_type);
ALTER TABLE employee_contact ADD UNIQUE (partner, employee, contact_type);
ALTER TABLE customer_message ADD UNIQUE (partner, id);
ALTER TABLE ledger ADD UNIQUE (partner, id);

DROP INDEX contract_service_once, competence_once;
CREATE UNIQUE INDEX contract_service_once ON contract_service (partner, contract, service_type) WHERE removed = 0;
CREATE UNIQUE INDEX competence_once ON competence (partner, agent, service_type) WHERE stopped = 0;

-- By which rows of other partners are found that statistics and chats name.
CREATE INDEX client_key ON client (id);
CREATE INDEX employee_key ON employee (id);
CREATE INDEX agent_key ON agent (id);

ALTER TABLE contract_service ADD FOREIGN KEY (partner, contract) REFERENCES contract (partner, id);
ALTER TABLE client_site ADD FOREIGN KEY (partner, client) REFERENCES client (partner, id);
ALTER TABLE client_contact ADD FOREIGN KEY (partner, client) REFERENCES client (partner, id);
ALTER TABLE employee ADD FOREIGN KEY (partner, client) REFERENCES client (partner, id);
ALTER TABLE employee_contact ADD FOREIGN KEY (partner, employee) REFERENCES employee (partner, id);
ALTER TABLE agent ADD FOREIGN KEY (partner, client) REFERENCES client (partner, id), ADD FOREIGN KEY (partner, employee) REFERENCES employee (partner, id);
ALTER TABLE service ADD FOREIGN KEY (partner, client) REFERENCES client (partner, id), ADD FOREIGN KEY (partner, agent) REFERENCES agent (partner, id);
ALTER TABLE competence ADD FOREIGN KEY (partner, agent) REFERENCES agent (partner, id);
ALTER TABLE client_notify_email ADD FOREIGN KEY (partner, client) REFERENCES client (partner, id);
ALTER TABLE customer_data ADD FOREIGN KEY (partner, client) REFERENCES client (partner, id), ADD FOREIGN KEY (partner, manager) REFERENCES employee (partner, id),
  ADD FOREIGN KEY (partner, parent) REFERENCES client (partner, id), ADD FOREIGN KEY (partner, merged_into) REFERENCES client (partner, id);
ALTER TABLE customer_phone ADD FOREIGN KEY (partner, client) REFERENCES client (partner, id);
ALTER TABLE customer_mark ADD FOREIGN KEY (partner, client) REFERENCES client (partner, id);
ALTER TABLE customer_service ADD FOREIGN KEY (partner, client) REFERENCES client (partner, id);
ALTER TABLE customer_ip ADD FOREIGN KEY (partner, client) REFERENCES client (partner, id);
ALTER TABLE customer_subnet ADD FOREIGN KEY (partner, client) REFERENCES client (partner, id);
ALTER TABLE mac_history ADD FOREIGN KEY (partner, client) REFERENCES client (partner, id);
ALTER TABLE commutation ADD FOREIGN KEY (partner, client) REFERENCES client (partner, id);
ALTER TABLE customer_message ADD FOREIGN KEY (partner, client) REFERENCES client (partner, id), ADD FOREIGN KEY (partner, employee) REFERENCES employee (partner, id);
ALTER TABLE customer_history ADD FOREIGN KEY (partner, client) REFERENCES client (partner, id);
ALTER TABLE customer_alias ADD FOREIGN KEY (partner, client) REFERENCES client (partner, id);
ALTER TABLE customer_request ADD FOREIGN KEY (partner, client) REFERENCES client (partner, id);
ALTER TABLE ledger ADD FOREIGN KEY (partner, client) REFERENCES client (partner, id), ADD FOREIGN KEY (partner, first_client) REFERENCES client (partner, id),
  ADD FOREIGN KEY (partner, employee) REFERENCES employee (partner, id), ADD FOREIGN KEY (partner, api_key) REFERENCES api_key (partner, id);
ALTER TABLE userside_customer ADD FOREIGN KEY (partner, client) REFERENCES client (partner, id);

-- Whose a value is that names one row in the whole store: a UUID, a number, a hash in
-- hexadecimal. It is written in the transaction that writes the row: 0014 fills it and
-- sees to that.
CREATE TABLE directory (
  kind TEXT COLLATE "C" NOT NULL,
  value TEXT COLLATE "C" NOT NULL,
  partner BIGINT NOT NULL,
  id BIGINT NOT NULL,
  PRIMARY KEY (kind, value)
);

-- What the directory has to hold.
CREATE VIEW directory_rows AS
  SELECT 'contract_id' COLLATE "C" AS kind, contract_id AS value, partner, id FROM contract
  UNION ALL SELECT 'client_id', client_id, partner, id FROM client
  UNION ALL SELECT 'client_number', CAST(number AS text), partner, id FROM client
  UNION ALL SELECT 'employee_id', employee_id, partner, id FROM employee
  UNION ALL SELECT CASE type WHEN 1 THEN 'partner_user_number' ELSE 'client_user_number' END, CAST(number AS text), partner, id FROM employee
  UNION ALL SELECT 'agent_id', agent_id, partner, id FROM agent
  UNION ALL SELECT CASE type WHEN 1 THEN 'agent_partner_number' ELSE 'agent_user_number' END, number, partner, id FROM agent
  UNION ALL SELECT 'service_id', service_id, partner, id FROM service
  UNION ALL SELECT 'competence_id', competence_id, partner, id FROM competence
  UNION ALL SELECT 'token_hash', encode(hash, 'hex'), partner, id FROM api_token
  UNION ALL SELECT 'key_hash', encode(hash, 'hex'), partner, id FROM api_key
  -- An id that is no UUID is the partner's own: others may have the same.
  UNION ALL SELECT 'booking_id', booking_id, partner, id FROM ledger WHERE booking_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
  UNION ALL SELECT 'message_id', message_id, partner, id FROM customer_message WHERE message_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';

-- Numbers of which none may be left out: who takes the next one holds the row, and with
-- it all others who want one, until its transaction ends.
CREATE TABLE counter (
  name TEXT COLLATE "C" PRIMARY KEY,
  next BIGINT NOT NULL
);

DO $$
BEGIN
  INSERT INTO counter (name, next) VALUES ('agent_user.number', 1);
  IF to_regclass('seq_agent_user_number') IS NOT NULL THEN
    UPDATE counter SET next = (SELECT CASE WHEN is_called THEN last_value + 1 ELSE last_value END FROM seq_agent_user_number);
    DROP SEQUENCE seq_agent_user_number;
  END IF;
END $$;
