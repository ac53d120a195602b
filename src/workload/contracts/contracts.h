#pragma once
// The contracts that the built-in scenarios call, and the factory that creates them where a chain has none.
// The Solidity sources lie beside; tests/contracts/generate.sh makes bytecode.cc from them (`make bytecode`),
// and the end-to-end tests compare. No constructor takes arguments. Thread rule: constants.

#include <span>
#include <string_view>

#include "base/bytes.h"

namespace seiload::workload {

struct Contract {
  std::string_view name;                        // the Solidity contract's, and its file's
  std::string_view init_code;                   // hexadecimal digits, no 0x
  std::span<const std::string_view> functions;  // "transfer(address,uint256)", sorted
  std::span<const std::string_view> errors;     // custom ones, in the same form
};

std::span<const Contract> contracts();

// Null if there is none of that name, which is spelled exactly so.
const Contract* find_contract(std::string_view name);

base::Bytes init_code_of(const Contract& contract);

}  // namespace seiload::workload
