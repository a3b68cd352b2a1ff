// Calls a JSON-RPC server through jayson: a call a line comes in, what came of it
// goes out.
//
// jayson.js ADDRESS
'use strict';

const readline = require('node:readline');
const jayson = require('jayson');

const { hostname, port, pathname } = new URL(process.argv[2]);
const client = jayson.Client.http({ hostname, port, path: pathname });

const lines = readline.createInterface({ input: process.stdin });
(async () => {
  for await (const line of lines) {
    const { method, params } = JSON.parse(line);
    const said = await new Promise((resolve) => {
      client.request(method, params, (failure, error, result) => resolve(failure ? { failure: String(failure) } : { error, result }));
    });
    process.stdout.write(`${JSON.stringify(said)}\n`);
  }
})();
