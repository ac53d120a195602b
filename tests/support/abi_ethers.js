// What ethers makes of the lines of tests/tools/abi_samples.cc, on standard input: it encodes the values
// itself and decodes the data, as call and as error. Prints how many agreed; the first that did not ends it.
// abi_ethers.js MODULES
'use strict';
const { createRequire } = require('node:module');
const assert = require('node:assert');
const readline = require('node:readline');
const { ethers } = createRequire(`${process.argv[2]}/`)('ethers');

// The text that seiload shows for a value.
function quoted(text) {
  const escaped = (c) => `\\x${c.codePointAt(0).toString(16).padStart(2, '0')}`;
  return `'${text.replace(/[\x00-\x1f\x7f]/g, escaped)}'`;
}

function show(type, value) {
  const all = (types) => types.map((part, i) => show(part, value[i])).join(', ');
  if (type.isArray()) return `[${all(Array(value.length).fill(type.arrayChildren))}]`;
  if (type.isTuple()) return `(${all(type.components)})`;
  if (type.type === 'string') return quoted(value);
  return type.type === 'address' ? value.toLowerCase() : String(value);
}

function checkCall({ type, args, data, shown }) {
  const both = new ethers.Interface([`function f${type}`, `error f${type}`]);
  const wanted = `the encoding of ${JSON.stringify(args)} as ${type}`;
  assert.equal(data, both.encodeFunctionData('f', args), wanted);
  const { fragment, args: decoded } = both.parseError(data);
  const text = `(${fragment.inputs.map((input, i) => show(input, decoded[i])).join(', ')})`;
  assert.equal(shown, text, `the values of ${type} in ${data}`);
}

const panics = {
  GENERIC_PANIC: 'generic', ASSERT_FALSE: 'assertion failed', OVERFLOW: 'arithmetic overflow',
  DIVIDE_BY_ZERO: 'division by zero', ENUM_RANGE_ERROR: 'no such enum value',
  BAD_STORAGE_DATA: 'storage byte array badly encoded', STACK_UNDERFLOW: 'pop from an empty array',
  ARRAY_RANGE_ERROR: 'array index out of range', OUT_OF_MEMORY: 'out of memory',
  UNINITIALIZED_FUNCTION_CALL: 'call of an unset function', UNKNOWN: 'unknown code',
};

function checkRevert({ revert, told }) {
  const { reason, revert: { name, args } } =
    ethers.AbiCoder.getBuiltinCallException('call', { to: null, data: null }, revert);
  if (name === 'Error') return assert.equal(told, quoted(args[0]));
  const code = args[0].toString(16);
  const why = panics[reason.match(/Panic due to (\w+)/)[1]];
  assert.equal(told, `panic 0x${code.padStart(2, '0')} (${why})`);
}

async function main() {
  let calls = 0, reverts = 0;
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const sample = JSON.parse(line);
    if (sample.type === undefined) {
      checkRevert(sample);
      ++reverts;
    } else {
      checkCall(sample);
      ++calls;
    }
  }
  console.log(`${calls} calls: the same data, and the same values read from it`);
  console.log(`${reverts} errors and panics: the same reasons`);
}

main().catch((error) => { console.error(error.message); process.exit(1); });
