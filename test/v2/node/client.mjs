// Calls a JSON-RPC server through @open-rpc/client-js: a call a line comes in,
// what came of it goes out.
//
// client.mjs ADDRESS
import readline from 'node:readline';
import { Client, HTTPTransport, RequestManager } from '@open-rpc/client-js';

const client = new Client(new RequestManager([new HTTPTransport(process.argv[2])]));

async function said({ method, params }) {
  try {
    return { result: await client.request({ method, params }) };
  } catch (error) {
    if (typeof error.code !== 'number') return { failure: String(error) };
    return { error: { code: error.code, message: error.message, data: error.data } };
  }
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await said(JSON.parse(line)))}\n`);
}
client.close();
