-- Three partners for tests of employees, agents and contacts. p1 imports a line
-- that p2 exports, so the two share; p3 shares with nobody. Ids are
-- 00000000-0000-4000-8000-… and end in: a region, b kind of contact, c client,
-- 10 employee of a partner, c11 and alike employee of the client c1, f partner.
-- Agents are added by operations: their passwords are sealed.

INSERT INTO region (id, region_id, region_name, region_time_zone) VALUES
  (1, '00000000-0000-4000-8000-0000000000a1', 'Москва', 3),
  (2, '00000000-0000-4000-8000-0000000000a3', 'Рига', 2),
  (3, '00000000-0000-4000-8000-0000000000a5', 'Ереван', 4);

INSERT INTO role (id, role_id, role_name) VALUES (12, 2, 'Сервисный партнер');

INSERT INTO contact_type (id, contact_type_id, contact_type_name, contact_type_code) VALUES
  (1, '00000000-0000-4000-8000-0000000000b1', 'Фактический адрес', 1),
  (2, '00000000-0000-4000-8000-0000000000b2', 'Юридический адрес', 1),
  (3, '00000000-0000-4000-8000-0000000000b3', 'Телефон', 2),
  (4, '00000000-0000-4000-8000-0000000000b4', 'E-mail', 2),
  (5, '00000000-0000-4000-8000-0000000000b5', 'E-mail', 3),
  (6, '00000000-0000-4000-8000-0000000000b6', 'Телефон', 3);

INSERT INTO partner (id, partner_id, number, partner_name) VALUES
  (1, '00000000-0000-4000-8000-0000000000f1', 101, 'Партнер 1'),
  (2, '00000000-0000-4000-8000-0000000000f2', 102, 'Вендор'),
  (3, '00000000-0000-4000-8000-0000000000f3', 103, 'Партнер 3');

INSERT INTO partner_region (partner, position, region) VALUES (1, 1, 1), (1, 2, 2), (2, 1, 2), (2, 2, 3), (3, 1, 1);

INSERT INTO contract (partner, id, contract_id, role, contract_start_date, contract_end_date) VALUES
  (1, 1, '00000000-0000-4000-8000-0000000000d1', 12, '2012-01-01', NULL);

INSERT INTO service_type (partner, id, service_type_id, number, service_type_name, exported) VALUES
  (2, 1, '00000000-0000-4000-8000-0000000000e5', 205, 'Линия 5', 1);

INSERT INTO contract_service (partner, id, contract, service_type, contract_service_start_date) VALUES (1, 1, 1, 1, '2014-01-01');

-- c1 and c2 are active, c3 is archived, c4 locked, c9 deleted for good (O3).
INSERT INTO client (partner, id, client_id, number, client_new_id, region, client_name, status, status_time, created) VALUES
  (1, 1, '00000000-0000-4000-8000-0000000000c1', 301, '00000000-0000-4000-8000-0000000009c1', 1, 'Клиент 1', 2, 0, 0),
  (1, 2, '00000000-0000-4000-8000-0000000000c2', 302, '00000000-0000-4000-8000-0000000009c2', 1, 'Клиент 2', 2, 0, 0),
  (1, 3, '00000000-0000-4000-8000-0000000000c3', 303, '00000000-0000-4000-8000-0000000009c3', 1, 'Клиент 3 удалён', 6, 0, 0),
  (1, 4, '00000000-0000-4000-8000-0000000000c4', 304, '00000000-0000-4000-8000-0000000009c4', 1, 'Клиент 4 закрыт', 3, 0, 0),
  (1, 5, '00000000-0000-4000-8000-0000000000c9', 309, '00000000-0000-4000-8000-0000000009c9', 1, 'Клиент 9 стёрт', 7, 0, 0),
  (2, 6, '00000000-0000-4000-8000-0000000000c5', 305, '00000000-0000-4000-8000-0000000009c5', 2, 'Клиент 5 вендора', 2, 0, 0);

INSERT INTO employee (partner, id, type, employee_id, number, client, name, family_name, father_name, birthday, del) VALUES
  (1, 1, 1, '00000000-0000-4000-8000-000000000101', 1, NULL, 'Вера', 'Петрова', 'Ильинична', '1980-05-17', 0),
  (1, 2, 1, '00000000-0000-4000-8000-000000000102', 2, NULL, 'Глеб', '', '', NULL, 1),
  (2, 3, 1, '00000000-0000-4000-8000-000000000105', 3, NULL, 'Ирина', 'Сидорова', '', NULL, 0),
  (1, 4, 2, '00000000-0000-4000-8000-000000000c11', 4, 1, 'Анна', 'Озолиня', '', '1990-02-28', 0),
  (1, 5, 2, '00000000-0000-4000-8000-000000000c12', 5, 1, 'Борис', '', '', NULL, 0),
  (1, 6, 2, '00000000-0000-4000-8000-000000000c13', 6, 1, 'Виктор', '', '', NULL, 1),
  (1, 7, 2, '00000000-0000-4000-8000-000000000c21', 7, 2, 'Галина', '', '', NULL, 0),
  (1, 8, 2, '00000000-0000-4000-8000-000000000c31', 8, 3, 'Дмитрий', '', '', NULL, 1),
  (1, 9, 2, '00000000-0000-4000-8000-000000000c41', 9, 4, 'Елена', '', '', NULL, 0),
  (1, 10, 2, '00000000-0000-4000-8000-000000000c91', 10, 5, 'Жанна', '', '', NULL, 0),
  (2, 11, 2, '00000000-0000-4000-8000-000000000c51', 11, 6, 'Захар', '', '', NULL, 0);

INSERT INTO client_contact (partner, id, client, contact_type, contact_view) VALUES
  (1, 1, 1, 1, 'Москва, ул. 1'),
  (1, 2, 2, 1, 'Рига, ул. 2'),
  (1, 3, 3, 2, 'Архив, ул. 3'),
  (1, 4, 5, 1, 'Стёрто'),
  (2, 5, 6, 1, 'Вендор, ул. 5');

INSERT INTO employee_contact (partner, id, employee, contact_type, contact_view) VALUES
  (1, 1, 4, 5, 'anna@example.org'),
  (1, 2, 1, 6, '+7 495 000-00-01'),
  (1, 3, 4, 6, '+7 495 000-00-11'),
  (1, 4, 10, 5, 'gone@example.org'),
  (2, 5, 11, 5, 'zahar@example.org'),
  (2, 6, 3, 5, 'irina@example.org');

INSERT INTO partner_contact (partner, id, region, contact_type, contact_view) VALUES
  (1, 1, 1, 3, '+7 495 100'),
  (1, 2, 2, 4, 'p1@example.org'),
  (2, 3, 2, 3, '+371 200'),
  (2, 4, 3, 3, '+374 200'),
  (3, 5, 1, 3, '+7 495 300');
