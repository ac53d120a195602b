// compile(MODULES, FOLDER, OUTPUTS): what solc makes of the Solidity sources in a folder; MODULES is the
// folder with its package. Ends the process on an error or a warning.
//
// paris: the last version of the EVM without PUSH0 (EIP-3855), so that the code runs on every chain of today,
// those from before Shanghai and those that never followed among them; it costs a gas or two a call. Without
// the metadata's hash the bytecode depends on the sources' instructions alone, not on a comment.
'use strict';
const fs = require('fs');
const path = require('path');

exports.compile = (modules, folder, outputs) => {
  const solc = require(path.resolve(modules, 'node_modules/solc'));
  const names = fs.readdirSync(folder).filter((name) => name.endsWith('.sol')).sort();
  const sources = {};
  for (const name of names) sources[name] = { content: fs.readFileSync(path.join(folder, name), 'utf8') };
  const input = {
    language: 'Solidity',
    sources,
    settings: {
      evmVersion: 'paris',
      optimizer: { enabled: true, runs: 10000 },
      metadata: { bytecodeHash: 'none', appendCBOR: false },
      outputSelection: { '*': { '*': outputs } },
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input)));
  const noLicenceNamed = '1878';
  const problems = (output.errors || []).filter((one) => one.errorCode !== noLicenceNamed);
  if (problems.length > 0) {
    for (const one of problems) process.stderr.write(one.formattedMessage);
    process.exit(1);
  }
  return { solc, input, names, contracts: output.contracts };
};
