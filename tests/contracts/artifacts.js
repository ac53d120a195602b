// Writes the artifacts of a project as `forge build` leaves them, FOLDER/NAME.sol/NAME.json, as far as a
// reader may rely on them. artifacts.js MODULES SOURCES FOLDER
'use strict';
const fs = require('fs');
const path = require('path');
const { compile } = require('./compile.js');
const [modules, sources, folder] = process.argv.slice(2);

const outputs = ['abi', 'evm.bytecode', 'evm.deployedBytecode', 'evm.methodIdentifiers'];
const { names, contracts } = compile(modules, sources, outputs);
names.forEach((file, id) => {
  for (const [name, contract] of Object.entries(contracts[file])) {
    const code = ({ object, linkReferences, immutableReferences }) =>
      ({ object: `0x${object}`, linkReferences, immutableReferences });
    const { bytecode, deployedBytecode, methodIdentifiers } = contract.evm;
    const artifact = {
      abi: contract.abi,
      bytecode: code(bytecode),
      deployedBytecode: code(deployedBytecode),
      methodIdentifiers,
      id,
    };
    fs.mkdirSync(path.join(folder, file), { recursive: true });
    fs.writeFileSync(path.join(folder, file, `${name}.json`), `${JSON.stringify(artifact)}\n`);
  }
});
