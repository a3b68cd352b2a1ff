// Calls PartnerAPI through node-soap: a call a line comes in, what came of it
// goes out.
//
// client.js ADDRESS LOGIN PASSWORD 1.1|1.2
'use strict';

const readline = require('node:readline');
const soap = require('soap');

const [address, login, password, version] = process.argv.slice(2);
const port = { '1.1': 'PartnerAPISoap', '1.2': 'PartnerAPISoap12' }[version];

// Without these two nil columns are left out of a row, and texts are trimmed.
const options = { handleNilAsNull: true, preserveWhitespace: true, forceSoap12Headers: version === '1.2' };

// native is an operand as node-soap takes it. It would send a Date as an empty
// element, so dates are texts.
const native = (value) => (value !== null && typeof value === 'object' ? value.moment : value);

// shown is what node-soap made of an answer, for the test to look at. A Date
// shows its local time: that is how it was read.
function shown(value) {
  if (value instanceof Date) {
    const pad = (n, width) => String(n).padStart(width, '0');
    const date = [pad(value.getFullYear(), 4), pad(value.getMonth() + 1, 2), pad(value.getDate(), 2)].join('-');
    const time = [value.getHours(), value.getMinutes(), value.getSeconds()].map((n) => pad(n, 2)).join(':');
    return { moment: `${date}T${time}` };
  }
  if (Array.isArray(value)) return value.map(shown);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, shown(child)]));
  }
  return value;
}

function fault(error) {
  if (!error.root) throw error;
  const fault = error.root.Envelope.Body.Fault;
  return version === '1.2'
    ? { code: fault.Code.Value, text: fault.Reason.Text.$value, detail: fault.Detail.error }
    : { code: fault.faultcode, text: fault.faultstring, detail: fault.detail.error };
}

async function main() {
  const client = await soap.createClientAsync(`${address}?wsdl`, options);
  client.setSecurity(new soap.BasicAuthSecurity(login, password));
  const operations = client.PartnerAPI[port];
  const call = (operation, operands) => new Promise((resolve) => {
    operations[operation](operands, (error, result) => {
      resolve(error ? { fault: fault(error) } : { return: shown(result.return) });
    });
  });
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const { operation, operands } = JSON.parse(line);
    const given = Object.entries(operands).map(([name, value]) => [name, native(value)]);
    console.log(JSON.stringify(await call(operation, Object.fromEntries(given))));
  }
}

main();
