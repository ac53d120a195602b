#pragma once
// What a compiler leaves of a contract: Foundry's and Hardhat's artifacts and solc's output for one contract,
// JSON with `abi` and the code as `bytecode.object`, `bytecode` or `evm.bytecode.object`; or a file of hex
// digits alone. Pure functions over text; any thread.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace seiload::profile {

struct Artifact {
  base::Bytes code;                            // what creates the contract, without arguments
  bool has_abi = false;                        // else the rest is empty
  std::string constructor_types;               // "(address,uint256)"; empty: none
  std::vector<std::string> functions, errors;  // canonical signatures
};

// The ABI alone: a JSON array, or an artifact's, whatever code it has.
base::Result<Artifact> parse_abi(std::string_view text);

// Either of the two. Errors: no code in it, hex that is none, libraries that are not linked (named), an ABI
// whose types are unknown (with its entry).
base::Result<Artifact> parse_artifact(std::string_view text);

}  // namespace seiload::profile
