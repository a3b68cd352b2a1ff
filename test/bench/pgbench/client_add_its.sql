BEGIN;
SELECT pg_current_xact_id() FROM partner WHERE id = :partner FOR NO KEY UPDATE;
SELECT r.id FROM region r JOIN partner_region p ON p.region = r.id WHERE p.partner = :partner AND r.region_id = :region_id;
SELECT nextval('seq_client') AS id \gset
SELECT nextval('seq_client_number') AS client_number \gset
INSERT INTO client (partner, id, client_id, number, client_new_id, region, client_name, client_full_name,
    client_inn, client_kpp, client_reg_num, addit_attribute, description, pay_method_id, status, status_time, created)
  VALUES (:partner, :id, gen_random_uuid(), :client_number, gen_random_uuid(), :region, 'Новый клиент ООО', 'Общество с ограниченной ответственностью «Новый клиент»',
    '7700000001', '770101001', '800001', '', '', 2, 2, 1795766446, 1795766446);
SELECT concat_ws(chr(31), id, coalesce(region, -1), coalesce(pay_method_id, -1), status, client_id, client_new_id, client_name,
  client_full_name, client_inn, client_kpp, client_reg_num, addit_attribute) AS x FROM client WHERE partner = :partner AND id = :id AND status <> 7;
COMMIT;
