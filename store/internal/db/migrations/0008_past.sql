-- What an import brings of the past: bookings and messages, each known by an id
-- from outside: a UUID, or what its partner calls it in its own system.

ALTER TABLE ledger ADD COLUMN booking_id TEXT;  -- of an imported booking; NULL of others
ALTER TABLE ledger ADD COLUMN typer TEXT;       -- what abon_hist calls an imported booking; NULL: as it calls any booking

CREATE UNIQUE INDEX ledger_booking ON ledger (booking_id, partner) WHERE booking_id IS NOT NULL;

-- It holds all that the sum asks for: SQLite would rather walk the partner's rows else.
DROP INDEX ledger_opening;
CREATE INDEX ledger_opening ON ledger (partner, first_client, api_key, booking_id, amount) WHERE api_key IS NULL AND booking_id IS NULL;

CREATE TRIGGER ledger_books_once BEFORE INSERT ON ledger
  WHEN NEW.booking_id IS NOT NULL AND EXISTS (SELECT 1 FROM ledger WHERE booking_id = NEW.booking_id AND partner = NEW.partner) BEGIN
  SELECT RAISE(ABORT, 'the ledger replaces no row');
END;

CREATE TRIGGER ledger_keeps_bookings BEFORE UPDATE OF booking_id, typer ON ledger BEGIN
  SELECT RAISE(ABORT, 'the ledger changes no row');
END;

ALTER TABLE customer_message ADD COLUMN message_id TEXT;  -- of an imported message; NULL of others

CREATE UNIQUE INDEX customer_message_imported ON customer_message (message_id, partner) WHERE message_id IS NOT NULL;

-- The customers whom an import knows by their numbers alone: an equal number of
-- another customer is an accident.
CREATE TABLE userside_customer (
  partner INTEGER NOT NULL REFERENCES partner(id),
  client INTEGER NOT NULL REFERENCES client(id),
  PRIMARY KEY (partner, client)
) WITHOUT ROWID;
