SELECT concat_ws(chr(31), id, number, status, status_time, created, coalesce(tariff_plan::text, ''),
    CASE WHEN coalesce(monthly_base_limit, monthly_base_notify_limit, monthly_calls_limit, monthly_calls_notify_limit, daily_calls_limit, daily_calls_notify_limit) IS NULL THEN ''
      ELSE coalesce(monthly_base_limit::text, '') || ' ' || coalesce(monthly_base_notify_limit::text, '') || ' ' || coalesce(monthly_calls_limit::text, '') || ' ' ||
        coalesce(monthly_calls_notify_limit::text, '') || ' ' || coalesce(daily_calls_limit::text, '') || ' ' || coalesce(daily_calls_notify_limit::text, '') END,
    client_id, client_name, description) AS x FROM client WHERE partner = :partner AND status < 6 AND number = :number;
SELECT client, notifies, position, email, 0 FROM client_notify_email WHERE partner = :partner AND client BETWEEN :client AND :client
  UNION ALL SELECT client, site_id, 0, site_domain_name, 1 FROM client_site WHERE partner = :partner AND client BETWEEN :client AND :client
  ORDER BY 1, 2, 3;
