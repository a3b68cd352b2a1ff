-- The e-mail, in lower case, with which create.customers made a customer: a retried
-- call must not make a second one. Only v2 writes it, so PartnerAPI's clients stand
-- in no index.
ALTER TABLE client ADD COLUMN created_email TEXT;

CREATE INDEX client_created_email ON client (partner, created_email, status) WHERE created_email IS NOT NULL;
