#pragma once
// What operation i is: everything of its transaction but the nonce and the signature. One object is filled
// again for each operation, so that call data costs no allocation once its buffer has grown.

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "base/uint256.h"
#include "eth/address.h"
#include "eth/tx_type.h"

namespace seiload::workload {

struct Intent {
  std::uint16_t instance = 0;  // of the profile's scenarios, in its order
  bool fresh_sender = false;   // then fresh_key signs, with nonce 0, and not the account whose turn it is
  base::Bytes32 fresh_key{};
  eth::Address sender;
  std::optional<eth::Address> to;  // nothing: creates a contract
  base::Uint256 value;             // wei
  base::Bytes data;                // call data, or the init code of a contract
  std::uint64_t gas_limit = 0;
  std::uint64_t fee_cap = 0;        // wei; the gas price where the type has no tip
  std::uint64_t tip_cap = 0;        // wei, at most fee_cap
  std::optional<eth::TxType> type;  // nothing: what the chain's latest block suggests
};

}  // namespace seiload::workload
