SELECT concat_ws(chr(31), id, coalesce(region, -1), coalesce(pay_method_id, -1), status, client_id, client_new_id, client_name,
  client_full_name, client_inn, client_kpp, client_reg_num, addit_attribute) AS x FROM client WHERE client_id = :client_id AND partner = :partner AND status <> 7;
