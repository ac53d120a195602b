// Compiles src/workload/contracts/*.sol and prints bytecode.cc. generate.js MODULES SOURCES: the folder with
// solc's package, and that with the sources.
'use strict';
const path = require('path');
const { compile } = require('./compile.js');
const [modules, folder] = process.argv.slice(2);

const { solc, input, names, contracts } = compile(modules, folder, ['abi', 'evm.bytecode.object']);

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
  const contract = contracts[file][name];
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
