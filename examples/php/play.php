<?php

// Calls every method that reads with the examples of a file, a method that writes, and
// one that is refused; prints what came as JSON. play.php ADDRESS TOKEN FILE

declare(strict_types=1);

require __DIR__ . '/PartnerAPI.php';

[, $address, $token, $file] = $argv;
$api = new PartnerAPI($address, $token);
$examples = json_decode(file_get_contents($file), true, 512, JSON_THROW_ON_ERROR);
$rows = [];
foreach ($examples as $name => $params) {
    $rows[$name] = count($api->$name(...$params));
}
$made = $api->client_add_its('Из PHP', $examples['client_read']['region_id']);
$service = $api->service_read()[0];
$edited = $api->service_edit(service_id: $service['service_id'], service_end_date: '2031-02-28');
$refusal = null;
try {
    $api->client_edit(client_id: 'нет такого', client_name: 'Н');
} catch (PartnerAPIRefused $error) {
    $refusal = [$error->getMessage(), $error->mnemonic, $error->field];
}
echo json_encode(['rows' => $rows, 'made' => $made[0]['client_name'], 'end' => $edited[0]['service_end_date'], 'refusal' => $refusal], JSON_THROW_ON_ERROR);
