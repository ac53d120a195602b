// What ethers makes of the files of --txs-dir: decodes every transaction, and prints a line a file. It ends
// at the first that is not signed or not for the chain. ethers_blocks.js MODULES CHAIN_ID FILE...
'use strict';
const { createRequire } = require('node:module');
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const [modules, chainId, ...files] = process.argv.slice(2);
const { ethers } = createRequire(`${modules}/`)('ethers');

const nonces = new Map();
for (const file of files) {
  const content = JSON.parse(fs.readFileSync(file, 'utf8'));
  assert.deepEqual(Object.keys(content), ['tx_payloads']);
  let gas = 0n;
  for (const payload of content.tx_payloads) {
    const tx = ethers.Transaction.from(`0x${Buffer.from(payload, 'base64').toString('hex')}`);
    assert.ok(tx.isSigned());
    assert.equal(tx.chainId, BigInt(chainId));
    assert.equal(tx.nonce, nonces.get(tx.from) ?? 0);
    nonces.set(tx.from, tx.nonce + 1);
    gas += tx.gasLimit;
  }
  console.log(`${path.basename(file)}: ${content.tx_payloads.length} transactions, gas ${gas}`);
}
console.log(`${nonces.size} senders`);
