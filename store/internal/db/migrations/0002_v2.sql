-- What v2 needs beside the registers of PartnerAPI. A customer is a client; the
-- conventions are those of 0001.

ALTER TABLE client ADD COLUMN monthly_base_limit INTEGER;         -- money in minor units
ALTER TABLE client ADD COLUMN monthly_base_notify_limit INTEGER;  -- the same
ALTER TABLE client ADD COLUMN monthly_calls_limit INTEGER;        -- calls
ALTER TABLE client ADD COLUMN monthly_calls_notify_limit INTEGER;
ALTER TABLE client ADD COLUMN daily_calls_limit INTEGER;
ALTER TABLE client ADD COLUMN daily_calls_notify_limit INTEGER;
ALTER TABLE client ADD COLUMN cabinet_password TEXT;              -- argon2id; no agent's password (O7)

CREATE TABLE client_notify_email (  -- who is told that a limit is near
  partner INTEGER NOT NULL REFERENCES partner(id),
  client INTEGER NOT NULL REFERENCES client(id),
  notifies INTEGER NOT NULL,        -- 1 monthly base, 2 monthly calls, 3 daily calls
  position INTEGER NOT NULL,
  email TEXT NOT NULL,
  PRIMARY KEY (partner, client, notifies, position)
) WITHOUT ROWID;

-- The partners whose clients' numbers do not ascend with their keys, as numbers
-- do that come from an import. For all others the order of keys is the order of
-- numbers, and client_add pays for no index.
CREATE TABLE client_disorder (
  partner INTEGER PRIMARY KEY REFERENCES partner(id)
);

INSERT INTO client_disorder (partner)
  SELECT DISTINCT partner FROM (SELECT partner, number, lag(number) OVER (PARTITION BY partner ORDER BY id) AS before FROM client) AS c
  WHERE number < before;

CREATE TABLE api_token (            -- a permanent token of v2
  partner INTEGER NOT NULL REFERENCES partner(id),
  id INTEGER NOT NULL UNIQUE,
  hash BLOB NOT NULL UNIQUE,        -- SHA-256: the token is 256 random bits and needs no slower one
  beginning TEXT NOT NULL,          -- its first characters, by which the operator knows it
  created INTEGER NOT NULL,
  until INTEGER,                    -- NULL is without end
  addresses TEXT NOT NULL DEFAULT '',  -- networks with commas between them; '' is any
  read_only INTEGER NOT NULL DEFAULT 0,
  revoked INTEGER,                  -- when
  PRIMARY KEY (partner, id)
) WITHOUT ROWID;

CREATE TABLE api_session (          -- what login.user began
  hash BLOB PRIMARY KEY,            -- SHA-256 of its token
  login TEXT NOT NULL,
  password_hash TEXT NOT NULL,      -- the login's at that time: with another one the session has ended
  until INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX api_session_until ON api_session (until);

CREATE TABLE points (               -- what a partner has spent of its points
  partner INTEGER PRIMARY KEY REFERENCES partner(id),
  day TEXT NOT NULL,                -- of the configured zone: 'YYYY-MM-DD'
  day_spent INTEGER NOT NULL,
  minute INTEGER NOT NULL,          -- its start
  minute_spent INTEGER NOT NULL
);

CREATE TABLE usage_count (          -- who calls what
  partner INTEGER NOT NULL REFERENCES partner(id),
  day TEXT NOT NULL,                -- of the configured zone
  login TEXT NOT NULL,
  door TEXT NOT NULL,
  operation TEXT NOT NULL,
  calls INTEGER NOT NULL,
  PRIMARY KEY (partner, day, login, door, operation)
) WITHOUT ROWID;
