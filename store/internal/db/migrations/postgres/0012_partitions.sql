-- Registers of what happened grow by millions of rows a month, are read by time and
-- are given up by age: each has a partition for every month (UTC) that it has rows of.
--
-- A unique index of such a table must contain the time. That an id from outside names
-- one row is kept by a directory beside the table, which says where that row is. It
-- is written in the transaction that writes the row. What it says of rows that are
-- archived is not true any more and does no harm.
--
-- The rows refer to others without foreign keys: a new partition would lock the tables
-- referred to against all writers until its transaction ends, and an import makes
-- partitions. Only imports write these rows, find what they refer to in the same
-- transaction, and nothing that they refer to is ever deleted.

-- Makes the partition of a register for the month of a moment, unless it is there.
-- What is older than 2000 or later than 2099 has one partition: dates that are wrong by
-- centuries must not make thousands.
CREATE FUNCTION make_partition(register text, moment bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  month timestamp;
  name text := register || '_before_2000';
  first text := 'MINVALUE';
  until text := '946684800';
BEGIN
  IF moment >= 4102444800 THEN
    name := register || '_from_2100';
    first := '4102444800';
    until := 'MAXVALUE';
  ELSIF moment >= 946684800 THEN
    month := date_trunc('month', to_timestamp(moment) AT TIME ZONE 'UTC');
    name := register || to_char(month, '_YYYY_MM');
    first := extract(epoch FROM month)::bigint;
    until := extract(epoch FROM month + interval '1 month')::bigint;
  END IF;
  IF EXISTS (SELECT FROM pg_class WHERE relname = name AND relnamespace = current_schema()::regnamespace) THEN
    RETURN;
  END IF;
  PERFORM pg_advisory_xact_lock(7061973); -- of several that make partitions one goes first
  -- Not by to_regclass, which may remember that there was none.
  IF EXISTS (SELECT FROM pg_class WHERE relname = name AND relnamespace = current_schema()::regnamespace) THEN
    RETURN;
  END IF;
  -- Attached, not made as a partition: that would keep others from reading the register.
  EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS)', name, register);
  EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)', register, name, first, until);
END $$;

-- Notes in the directory where rows are. That an id got another row since the writing
-- transaction has looked for it is a conflict of the two: it has to look again.
CREATE FUNCTION note_in_directory() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  noted bigint;
BEGIN
  EXECUTE format('INSERT INTO %1$I AS d (%2$I, partner, time, id) SELECT %2$I, partner, time, id FROM written
    ON CONFLICT (%2$I) DO UPDATE SET time = excluded.time WHERE d.id = excluded.id', TG_TABLE_NAME || '_directory', TG_ARGV[0]);
  GET DIAGNOSTICS noted = ROW_COUNT;
  IF noted <> (SELECT count(*) FROM written) THEN
    RAISE EXCEPTION 'an id of % has another row since', TG_TABLE_NAME USING ERRCODE = 'serialization_failure';
  END IF;
  RETURN NULL;
END $$;

DO $$
DECLARE
  register text;
  id text;
BEGIN
  FOR register, id IN VALUES ('call', 'call_id'), ('remote_session', 'session_id'), ('sip_call', 'call_id'), ('chat_message', 'message_id') LOOP
    EXECUTE format('ALTER TABLE %I RENAME TO unpartitioned', register);
    EXECUTE format('CREATE TABLE %I (LIKE unpartitioned INCLUDING DEFAULTS) PARTITION BY RANGE (time)', register);
    EXECUTE format('CREATE TABLE %I (%I BYTEA NOT NULL, partner BIGINT NOT NULL, time BIGINT NOT NULL, id BIGINT NOT NULL)', register || '_directory', id);
    PERFORM make_partition(register, moment) FROM
      (SELECT min(time) AS moment FROM unpartitioned GROUP BY date_trunc('month', to_timestamp(time) AT TIME ZONE 'UTC')) AS months;
    EXECUTE format('INSERT INTO %I SELECT * FROM unpartitioned', register);
    EXECUTE format('INSERT INTO %I SELECT %I, partner, time, id FROM unpartitioned', register || '_directory', id);
    DROP TABLE unpartitioned;
    EXECUTE format('ALTER TABLE %I ADD PRIMARY KEY (partner, time, id)', register);
    EXECUTE format('ALTER TABLE %I ADD PRIMARY KEY (%I)', register || '_directory', id);
    EXECUTE format('CREATE TRIGGER new_rows AFTER INSERT ON %I REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION note_in_directory(%L)', register, id);
    EXECUTE format('CREATE TRIGGER moved_rows AFTER UPDATE ON %I REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION note_in_directory(%L)', register, id);
  END LOOP;
END $$;

CREATE INDEX chat_message_employee ON chat_message (employee1, time);
CREATE INDEX chat_message_colleague ON chat_message (employee2, time) WHERE employee2 IS NOT NULL;
