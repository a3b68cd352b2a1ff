// Runs @open-rpc/test-coverage over the document that a server describes itself
// with: its examples are called and what comes back must fit its schemas.
//
// coverage.js ADDRESS REPLACEMENTS
//
// REPLACEMENTS say what stands in the examples' place where they name what only
// one store has: {"access_token": …, "logout.user.access_token": …}.
'use strict';

const coverage = require('@open-rpc/test-coverage').default;
const ExamplesRule = require('@open-rpc/test-coverage/build/rules/examples-rule').default;
const { parseOpenRPCDocument, validateOpenRPCDocument } = require('@open-rpc/schema-utils-js');

const [address, replacements] = process.argv.slice(2);
const real = JSON.parse(replacements);

async function discovered() {
  const answer = await fetch(address, { method: 'POST', body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'rpc.discover' }) });
  const { result } = await answer.json();
  const valid = validateOpenRPCDocument(result);
  if (valid !== true) throw valid;
  return parseOpenRPCDocument(result);
}

const silent = { onBegin() {}, onTestBegin() {}, onTestEnd() {}, onEnd() {} };

(async () => {
  const openrpcDocument = await discovered();
  openrpcDocument.servers = [{ name: 'test', url: address }];
  for (const method of openrpcDocument.methods) {
    for (const example of method.examples) {
      for (const param of example.params) {
        param.value = real[`${method.name}.${param.name}`] ?? real[param.name] ?? param.value;
      }
    }
  }
  const calls = await coverage({ openrpcDocument, reporters: [silent], rules: [new ExamplesRule()], skip: [], only: [], transport: 'http' });
  const shown = calls.map(({ methodName, valid, reason, requestError }) => ({ method: methodName, valid, reason: reason ?? String(requestError ?? '') }));
  process.stdout.write(JSON.stringify(shown));
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
