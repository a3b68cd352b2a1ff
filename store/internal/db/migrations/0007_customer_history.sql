-- What becomes of customers: the history that abon_hist shows beside the ledger,
-- the statuses that they come back to (O1), what a merge leaves behind (O12), and
-- requests that are done once.

ALTER TABLE client ADD COLUMN archived_from INTEGER;  -- the status before the archive; NULL: not archived, or archived before this was kept
ALTER TABLE client ADD COLUMN waiting_lock INTEGER;   -- the lock that a waiting client has again when it leaves that status

-- Who wrote a message is known by its direction: a message to a customer need not
-- have an employee.
ALTER TABLE customer_message ADD COLUMN outgoing INTEGER NOT NULL DEFAULT 0;
UPDATE customer_message SET outgoing = 1 WHERE employee IS NOT NULL;

-- Every change of a customer but bookings, which are in the ledger. Ids are of the
-- ledger's sequence, so that both lists together are ordered by time and id.
CREATE TABLE customer_history (
  partner INTEGER NOT NULL REFERENCES partner(id),
  id INTEGER NOT NULL,
  client INTEGER NOT NULL REFERENCES client(id),
  time INTEGER NOT NULL,
  typer TEXT NOT NULL,                  -- state, tariff, service, billing, archive, restore, edit or merge
  was TEXT NOT NULL,                    -- what stood before and after; what these are depends on the typer
  became TEXT NOT NULL,
  balance INTEGER NOT NULL,             -- of that moment
  PRIMARY KEY (partner, client, time, id)
) WITHOUT ROWID;

-- The accounts and ids inside billings of customers that were merged into others.
-- They find the customer that took their place, and nobody else may have them.
CREATE TABLE customer_alias (
  partner INTEGER NOT NULL REFERENCES partner(id),
  kind TEXT NOT NULL,                   -- account_number or billing_customer_id
  value TEXT NOT NULL,
  billing INTEGER NOT NULL,             -- 0 is none
  client INTEGER NOT NULL REFERENCES client(id),
  PRIMARY KEY (partner, kind, value, billing)
) WITHOUT ROWID;

CREATE INDEX customer_alias_client ON customer_alias (partner, client);

-- What add and msg_add did under a request_id; change_balance's stands in the ledger.
CREATE TABLE customer_request (
  partner INTEGER NOT NULL REFERENCES partner(id),
  action TEXT NOT NULL,
  request_id TEXT NOT NULL,
  client INTEGER REFERENCES client(id), -- whom the request named; NULL: nobody
  digest BLOB NOT NULL,                 -- SHA-256 of its other values
  answer INTEGER NOT NULL,              -- the Id
  PRIMARY KEY (partner, action, request_id)
) WITHOUT ROWID;

-- get_abon_id finds a number by its last nine digits or more.
CREATE INDEX customer_phone_tail ON customer_phone (partner, substr(digits, -9), digits) WHERE length(digits) > 9;

-- The ledger's key begins with the time: a booking may be imported later than those
-- that came after it. What the balance was before is kept with each row.
CREATE TABLE ledger_by_time (
  partner INTEGER NOT NULL REFERENCES partner(id),
  id INTEGER NOT NULL UNIQUE,
  client INTEGER NOT NULL REFERENCES client(id),
  first_client INTEGER NOT NULL REFERENCES client(id),  -- to whom it was booked
  time INTEGER NOT NULL,
  amount INTEGER NOT NULL CHECK (amount <> 0),
  balance INTEGER NOT NULL,             -- the customer's balance before
  comment TEXT NOT NULL,
  employee INTEGER REFERENCES employee(id),
  api_key INTEGER REFERENCES api_key(id),  -- by which it was booked; NULL: imported as opening_balance
  request_id TEXT,                      -- books once (docs/userside.md, What is done once)
  PRIMARY KEY (partner, client, time, id)
) WITHOUT ROWID;

INSERT INTO ledger_by_time (partner, id, client, first_client, time, amount, balance, comment, employee, api_key, request_id)
  SELECT partner, id, client, first_client, time, amount,
    coalesce(sum(amount) OVER (PARTITION BY client ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0),
    comment, employee, api_key, request_id
  FROM ledger;

DROP TABLE ledger;
ALTER TABLE ledger_by_time RENAME TO ledger;

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

CREATE TRIGGER ledger_changes_nothing BEFORE UPDATE OF partner, id, first_client, time, amount, balance, comment, employee, api_key, request_id ON ledger BEGIN
  SELECT RAISE(ABORT, 'the ledger changes no row');
END;

CREATE TRIGGER ledger_moves_by_merge BEFORE UPDATE OF client ON ledger
  WHEN NOT EXISTS (SELECT 1 FROM customer_data WHERE partner = OLD.partner AND client = OLD.client AND merged_into = NEW.client) BEGIN
  SELECT RAISE(ABORT, 'a merge alone moves rows of the ledger');
END;
