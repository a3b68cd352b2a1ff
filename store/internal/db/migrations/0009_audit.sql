-- What operators' commands have changed, and who ran them. It only grows.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  system_user TEXT NOT NULL,
  sudo_user TEXT NOT NULL,          -- who became the system user by sudo; '' is nobody
  command TEXT NOT NULL,            -- the command line without its secrets
  outcome TEXT NOT NULL             -- of a command that changes in several transactions, when it ended; '' of others
);

CREATE TRIGGER audit_keeps_rows BEFORE DELETE ON audit BEGIN
  SELECT RAISE(ABORT, 'the audit keeps its rows');
END;

CREATE TRIGGER audit_changes_nothing BEFORE UPDATE ON audit BEGIN
  SELECT RAISE(ABORT, 'the audit changes no row');
END;

CREATE TRIGGER audit_replaces_nothing BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id) BEGIN
  SELECT RAISE(ABORT, 'the audit replaces no row');
END;
