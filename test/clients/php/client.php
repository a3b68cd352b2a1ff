<?php
// Calls PartnerAPI through PHP's SoapClient: a call a line comes in, what came of
// it goes out.
//
// client.php ADDRESS LOGIN PASSWORD 1.1|1.2

[, $address, $login, $password, $version] = $argv;

// With SOAP 1.2 requests go out with gzip and answers come with it.
$client = new SoapClient("$address?wsdl", [
    'soap_version' => $version === '1.2' ? SOAP_1_2 : SOAP_1_1,
    'login' => $login,
    'password' => $password,
    'features' => SOAP_SINGLE_ELEMENT_ARRAYS, // else a table of one row would be a row
    'cache_wsdl' => WSDL_CACHE_NONE,
] + ($version === '1.2' ? ['compression' => SOAP_COMPRESSION_ACCEPT | SOAP_COMPRESSION_GZIP | 5] : []));

// An operand as SoapClient takes it: it has no type for dates.
function native(mixed $value): mixed
{
    return is_array($value) ? $value['moment'] : $value;
}

// What SoapClient made of an answer, for the test to look at; histories are bytes.
function shown(string $operation, mixed $value): mixed
{
    return str_starts_with($operation, 'chat_history_') ? ['binary' => base64_encode($value)] : $value;
}

function call(SoapClient $client, string $operation, array $operands): array
{
    try {
        return ['return' => shown($operation, $client->__soapCall($operation, [array_map(native(...), $operands)])->return)];
    } catch (SoapFault $fault) {
        return ['fault' => ['code' => $fault->faultcode, 'text' => $fault->getMessage(), 'detail' => $fault->detail->error]];
    }
}

while (($line = fgets(STDIN)) !== false) {
    $request = json_decode($line, true, flags: JSON_THROW_ON_ERROR);
    echo json_encode(call($client, $request['operation'], $request['operands']), JSON_THROW_ON_ERROR), "\n";
}
