-- The database itself writes the directory: whichever program writes a row, what the row
-- has is claimed in the same transaction. A server of schema 12, which knows no
-- directory, and one of 13, which claims values itself, may so run beside newer ones.

DO $$
DECLARE
  kind text;
  register text;
  col text;
  form text; -- how the directory has the column's value
  applies text;
BEGIN
  FOR kind, register, col, form, applies IN VALUES
    ('contract_id', 'contract', 'contract_id', '%s', 'true'),
    ('client_id', 'client', 'client_id', '%s', 'true'),
    ('client_number', 'client', 'number', 'CAST(%s AS text)', 'true'),
    ('employee_id', 'employee', 'employee_id', '%s', 'true'),
    ('partner_user_number', 'employee', 'number', 'CAST(%s AS text)', 'NEW.type = 1'),
    ('client_user_number', 'employee', 'number', 'CAST(%s AS text)', 'NEW.type = 2'),
    ('agent_id', 'agent', 'agent_id', '%s', 'true'),
    ('agent_partner_number', 'agent', 'number', '%s', 'NEW.type = 1'),
    ('agent_user_number', 'agent', 'number', '%s', 'NEW.type = 2'),
    ('service_id', 'service', 'service_id', '%s', 'true'),
    ('competence_id', 'competence', 'competence_id', '%s', 'true'),
    ('token_hash', 'api_token', 'hash', 'encode(%s, ''hex'')', 'true'),
    ('key_hash', 'api_key', 'hash', 'encode(%s, ''hex'')', 'true'),
    ('booking_id', 'ledger', 'booking_id', '%s', 'NEW.booking_id ~ ''^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'''),
    ('message_id', 'customer_message', 'message_id', '%s', 'NEW.message_id ~ ''^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$''')
  LOOP
    -- That a value got another row since the writing transaction has looked for it is a
    -- conflict of the two: it has to look again.
    EXECUTE format($function$CREATE FUNCTION %1$I() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM directory WHERE kind = %2$L AND value = %4$s AND partner = OLD.partner AND id = OLD.id;
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN NULL;
  END IF;
  INSERT INTO directory AS d (kind, value, partner, id) VALUES (%2$L, %3$s, NEW.partner, NEW.id)
    ON CONFLICT (kind, value) DO UPDATE SET id = excluded.id WHERE d.partner = excluded.partner AND d.id = excluded.id;
  IF NOT FOUND THEN
    RAISE EXCEPTION '%2$s: the value has another row since' USING ERRCODE = 'serialization_failure';
  END IF;
  RETURN NULL;
END $body$ $function$, 'claim_' || kind, kind, format(form, 'NEW.' || col), format(form, 'OLD.' || col));
    EXECUTE format('CREATE TRIGGER %I AFTER INSERT ON %I FOR EACH ROW WHEN (%s) EXECUTE FUNCTION %I()',
      'claim_' || kind, register, applies, 'claim_' || kind);
    EXECUTE format('CREATE TRIGGER %I AFTER UPDATE OF %I ON %I FOR EACH ROW WHEN (%s AND OLD.%I IS DISTINCT FROM NEW.%I) EXECUTE FUNCTION %I()',
      'change_' || kind, col, register, applies, col, col, 'claim_' || kind);
    EXECUTE format('CREATE TRIGGER %I AFTER DELETE ON %I FOR EACH ROW EXECUTE FUNCTION %I()', 'release_' || kind, register, 'claim_' || kind);
  END LOOP;
END $$;

-- Servers of schema 12 that ran on beside 13 claimed nothing.
TRUNCATE directory;
INSERT INTO directory (kind, value, partner, id) SELECT kind, value, partner, id FROM directory_rows;
