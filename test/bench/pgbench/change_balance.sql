BEGIN;
SELECT pg_current_xact_id() FROM partner WHERE id = :partner FOR NO KEY UPDATE;
SELECT id FROM client WHERE partner = :partner AND number = :number AND status <> 7;
SELECT coalesce(sum(balance), 0) AS balance FROM customer_data WHERE partner = :partner AND client = :client \gset
INSERT INTO customer_data (partner, client, balance, date_positive_balance) VALUES (:partner, :client, :balance - 1, 1795766452)
  ON CONFLICT (partner, client) DO UPDATE SET balance = excluded.balance, date_positive_balance = coalesce(greatest(excluded.date_positive_balance, customer_data.date_positive_balance), excluded.date_positive_balance, customer_data.date_positive_balance);
SELECT nextval('seq_ledger') AS id \gset
INSERT INTO ledger (partner, id, client, first_client, time, amount, balance, comment, api_key)
  VALUES (:partner, :id, :client, :client, 1795766452, -1, :balance, 'Абонентская плата за услуги связи', 1);
COMMIT;
