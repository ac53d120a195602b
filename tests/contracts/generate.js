// Compiles src/workload/contracts/*.sol and prints bytecode.cc. generate.js MODULES SOURCES: the folder with
// solc's package, and that with the sources.
//
// paris: the last version of the EVM without PUSH0 (EIP-3855), so that the code runs on every chain of today,
// those from before Shanghai and those that never followed among them; it costs a gas or two a call. Without
// the metadata's hash the bytecode depends on the sources' instructions alone, not on a comment.
'use strict';
const fs = require('fs');
const path = require('path');
const [modules, folder] = process.argv.slice(2);
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
    outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
  },
};
const output = JSON.parse(solc.compile(JSON.stringify(input)));
const noLicenceNamed = '1878';
const problems = (output.errors || []).filter((one) => one.errorCode !== noLicenceNamed);
if (problems.length > 0) {
  for (const one of problems) process.stderr.write(one.formattedMessage);
  process.exit(1);
}

const typeOf = (one) =>
  one.type.replace(/^tuple/, () => `(${one.components.map(typeOf).join(',')})`);
const signatures = (abi, kind) =>
  abi.filter((one) => one.type === kind)
    .map((one) => `${one.name}(${one.inputs.map(typeOf).join(',')})`).sort();
const list = (variable, texts) => texts.length === 0 ? '' :
  `constexpr std::string_view ${variable}[] = {\n` +
  texts.map((text) => `    "${text}",\n`).join('') + '};\n';

let arrays = '';
let rows = '';
for (const file of names) {
  const name = path.basename(file, '.sol');
  const contract = output.contracts[file][name];
  const digits = contract.evm.bytecode.object;
  const functions = signatures(contract.abi, 'function');
  const errors = signatures(contract.abi, 'error');
  arrays += `\nconstexpr std::string_view k${name}Code =\n` +
    digits.match(/.{1,96}/g).map((line) => `    "${line}"`).join('\n') + ';\n' +
    list(`k${name}Functions`, functions) + list(`k${name}Errors`, errors);
  rows += `    {"${name}", k${name}Code, ${functions.length ? `k${name}Functions` : '{}'}, ` +
    `${errors.length ? `k${name}Errors` : '{}'}},\n`;
}
const compiler = solc.version().replace(/\.Emscripten.*/, '');
const { evmVersion, optimizer } = input.settings;
process.stdout.write(`// Made from the Solidity sources beside it (make bytecode); not to be edited.
#include "workload/contracts/contracts.h"

namespace seiload::workload {
namespace {

// clang-format off
// solc ${compiler}, evmVersion ${evmVersion}, optimizer runs ${optimizer.runs}, no metadata
${arrays}
constexpr Contract kContracts[] = {
${rows}};
// clang-format on

}  // namespace

std::span<const Contract> contracts() { return kContracts; }

}  // namespace seiload::workload
`);
