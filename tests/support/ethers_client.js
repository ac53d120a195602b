// What ethers makes of a chain: sends a transaction of each type and a contract creation, waits for their
// receipts, reads their blocks, and follows new heads. Prints a line a check that went well; the first that
// did not ends it. ethers_client.js MODULES HTTP_URL WS_URL
'use strict';
const { createRequire } = require('node:module');
const assert = require('node:assert');
const [modules, httpUrl, wsUrl] = process.argv.slice(2);
const { ethers } = createRequire(`${modules}/`)('ethers');

async function checkTransaction(provider, wallet, name, request) {
  const sent = await wallet.sendTransaction(request);
  const receipt = await sent.wait(1, 30_000);
  assert.equal(receipt.status, 1);
  assert.equal(receipt.hash, sent.hash);
  const block = await provider.getBlock(receipt.blockNumber, true);
  assert.equal(block.hash, receipt.blockHash);
  assert.equal(block.parentHash, (await provider.getBlock(block.number - 1)).hash);
  const body = block.getPrefetchedTransaction(sent.hash);
  assert.equal(body.hash, ethers.Transaction.from(body).hash, 'the hash follows from the members');
  assert.equal(body.from, wallet.address);
  assert.equal((await provider.getTransaction(sent.hash)).index, receipt.index);
  const only = [{ blockHash: block.hash }, { blockNumber: ethers.toQuantity(block.number) }, block.hash];
  for (const param of only) {
    const receipts = await provider.send('eth_getBlockReceipts', [param]);
    assert.equal(receipts[receipt.index].transactionHash, sent.hash);
  }
  for (const [method, param] of [['Number', ethers.toQuantity(block.number)], ['Hash', block.hash]])
    assert.equal(await provider.send(`eth_getBlockTransactionCountBy${method}`, [param]),
      ethers.toQuantity(block.transactions.length));
  console.log(`${name}: type ${body.type}, status ${receipt.status}`);
  return receipt;
}

async function main() {
  // Without its cache of 250 ms, in which a nonce is soon an old one.
  const provider = new ethers.JsonRpcProvider(httpUrl, undefined, { pollingInterval: 50, cacheTimeout: -1 });
  const wallet = new ethers.Wallet(`0x${'1'.repeat(64)}`, provider);
  console.log(`chain ${(await provider.getNetwork()).chainId}`);
  const to = `0x${'be'.repeat(20)}`;
  for (const type of [0, 1, 2]) await checkTransaction(provider, wallet, 'transfer', { to, value: 1n, type });
  assert.equal(await provider.getBalance(to), 1_000_000n * 10n ** 18n + 3n);
  const made = await checkTransaction(provider, wallet, 'creation', { data: '0x6000', gasLimit: 100_000n });
  assert.equal(made.contractAddress, ethers.getCreateAddress({ from: wallet.address, nonce: 3 }));
  assert.equal(await wallet.getNonce(), 4);
  const empty = await provider.send('eth_getBlockByNumber', ['0x0', false]);
  assert.equal(empty.transactionsRoot, ethers.keccak256(ethers.encodeRlp('0x')));
  assert.equal(empty.sha3Uncles, ethers.keccak256(ethers.encodeRlp([])));
  console.log('the roots of an empty block');
  provider.destroy();

  const socket = new ethers.WebSocketProvider(wsUrl);
  const heights = await new Promise((resolve) => {
    const seen = [];
    socket.on('block', (height) => seen.push(height) === 3 && resolve(seen));
  });
  assert.deepEqual(heights.map((height) => height - heights[0]), [0, 1, 2]);
  console.log('three heads over a WebSocket');
  await socket.destroy();
}

setTimeout(() => { console.error('not done within 60 s'); process.exit(1); }, 60_000).unref();
main().then(() => process.exit(0), (error) => { console.error(error); process.exit(1); });
