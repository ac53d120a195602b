#pragma once
// The user's own contracts and calls as a profile or a command line gives them: texts with their places. What
// they come to is said by workload/call_compiler.h, which knows the placeholders.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/uint256.h"
#include "eth/address.h"

namespace seiload::profile {

// A byte of the profile; of the command line: none.
inline constexpr std::size_t kNoOffset = static_cast<std::size_t>(-1);

// A text with its place; one that was not given is empty.
struct Text {
  std::string text;
  std::size_t offset = kNoOffset;
};

// One argument of a call, as JSON has it.
struct Argument {
  enum class Kind : std::uint8_t { number, text, boolean, list };
  Kind kind = Kind::text;
  std::string text = {};             // of a number: its digits; of a boolean: true or false
  std::vector<Argument> items = {};  // of a list: an array's or a tuple's
  std::size_t offset = kNoOffset;

  static Argument of(std::string text) { return {Kind::text, std::move(text)}; }
  static Argument of(std::vector<Argument> items) { return {Kind::list, {}, std::move(items)}; }
};

// What a transaction of scenario Call or Deploy does.
struct CallConfig {
  Text label;     // of the operation, in report and metrics; empty: the function's name
  Text contract;  // a name of Profile::contracts, or an address
  Text to;        // instead: an address or a placeholder of one
  Text function;  // a signature, or a function's name of the contract's ABI
  std::vector<Argument> args;
  std::size_t args_offset = kNoOffset;
  Text data;   // instead of function and args: hex bytes, or one placeholder of bytes
  Text value;  // an amount, or one placeholder of a number
  Text gas;    // a number or "estimate"; empty: estimate
  // Of scenario Deploy: the contract is created, by its code and the arguments of its constructor, whose
  // types workload/call_check.h finds.
  bool creates = false;
  base::Bytes code;
  std::string constructor_types;
};

// A contract that is there already, or that is created at set-up.
struct ContractConfig {
  std::string name;
  std::optional<eth::Address> address;
  Text artifact, bytecode_file;  // paths as written
  Text abi;                      // likewise: a file with the ABI alone, where there is no artifact
  base::Bytes code;              // what is created, without the constructor's arguments
  Text constructor_types;        // "(address,uint256)"; empty: no arguments
  std::vector<Argument> constructor_args;
  bool create = false;                         // by CREATE from the deployer, not by CREATE2
  Text value;                                  // an amount
  std::optional<std::uint64_t> gas;            // else estimated
  std::vector<std::string> functions, errors;  // signatures of its ABI, where it has one
  std::size_t offset = kNoOffset;
};

// A call made once, or once for each account, after deployment and before the load.
struct SetupCall {
  CallConfig call;
  bool each_account = false;  // the accounts send it; else the deployer
  std::size_t offset = kNoOffset;
};

}  // namespace seiload::profile
