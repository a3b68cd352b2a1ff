SELECT r.id FROM region r JOIN partner_region p ON p.region = r.id WHERE p.partner = :big AND r.region_id = :region_id;
SELECT string_agg(x, chr(30)) FROM (SELECT concat_ws(chr(31), id, coalesce(region, -1), coalesce(pay_method_id, -1), status, client_id, client_new_id, client_name,
  client_full_name, client_inn, client_kpp, client_reg_num, addit_attribute) AS x FROM client WHERE partner = :big AND status <= 5 AND region = :second ORDER BY id LIMIT 500) AS page;
