-- When the session of a chat began; NULL where the register does not know (S20).
ALTER TABLE chat_message ADD COLUMN session_start INTEGER;

-- Which lines a partner's own rows name (S14, S26).
CREATE INDEX service_line_sold ON service (service_type, partner);
CREATE INDEX service_line_served ON service (service_type, service_partner);
CREATE INDEX competence_line ON competence (service_type, partner);

-- Chats of who stands second in them.
CREATE INDEX chat_message_colleague ON chat_message (employee2, time) WHERE employee2 IS NOT NULL;

-- Clients, agents and lines of other partners that a partner's statistics and chats
-- name: their filters take these ids too (T3). The registers themselves hold millions
-- of rows and have no index by what they name. What was named once stays known (S26).
CREATE TABLE named_client (
  partner INTEGER NOT NULL REFERENCES partner(id),
  client INTEGER NOT NULL REFERENCES client(id),
  PRIMARY KEY (partner, client)
) WITHOUT ROWID;

CREATE TABLE named_agent (
  partner INTEGER NOT NULL REFERENCES partner(id),
  agent INTEGER NOT NULL REFERENCES agent(id),
  PRIMARY KEY (partner, agent)
) WITHOUT ROWID;

CREATE TABLE named_service_type (
  partner INTEGER NOT NULL REFERENCES partner(id),
  service_type INTEGER NOT NULL REFERENCES service_type(id),
  PRIMARY KEY (partner, service_type)
) WITHOUT ROWID;

INSERT INTO named_client
SELECT c.partner, s.id FROM call c JOIN client s ON s.id = c.client WHERE s.partner <> c.partner
UNION SELECT c.partner, s.id FROM remote_session c JOIN client s ON s.id = c.client WHERE s.partner <> c.partner;

INSERT INTO named_agent
SELECT c.partner, s.id FROM call c JOIN agent s ON s.id IN (c.src_agent, c.dst_agent) WHERE s.partner <> c.partner
UNION SELECT c.partner, s.id FROM remote_session c JOIN agent s ON s.id IN (c.server_agent, c.dst_agent) WHERE s.partner <> c.partner
UNION SELECT c.partner, s.id FROM sip_call c JOIN agent s ON s.id = c.agent WHERE s.partner <> c.partner;

INSERT INTO named_service_type
SELECT c.partner, s.id FROM call c JOIN service_type s ON s.id = c.service_type WHERE s.partner <> c.partner
UNION SELECT c.partner, s.id FROM remote_session c JOIN service_type s ON s.id = c.service_type WHERE s.partner <> c.partner
UNION SELECT c.partner, s.id FROM chat_message c JOIN service_type s ON s.id = c.service_type WHERE s.partner <> c.partner;
