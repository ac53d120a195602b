#pragma once
// What operation i is: everything of its transaction but the nonce and the signature. One object is filled
// again for each operation, so that call data costs no allocation once its buffer has grown.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/uint256.h"
#include "eth/address.h"
#include "eth/transaction.h"

namespace seiload::workload {

struct Intent {
  std::uint16_t label = 0;    // of Workload::labels()
  bool fresh_sender = false;  // then fresh_key signs, with nonce 0, and not the account whose turn it is
  base::Bytes32 fresh_key{};
  eth::Address sender;
  std::optional<eth::Address> to;  // nothing: creates a contract
  base::Uint256 value;             // wei
  base::Bytes data;                // call data, or the init code of a contract
  std::uint64_t gas_limit = 0;
  std::uint64_t fee_cap = 0;                      // wei; the gas price where the type has no tip
  std::uint64_t tip_cap = 0;                      // wei, at most fee_cap
  std::span<const eth::AccessEntry> access_list;  // the workload's; empty: none
  std::optional<eth::TxType> type;                // nothing: what the chain's latest block suggests
  std::vector<std::uint32_t> nonce_words;  // where in `data` words of 32 bytes hold the transaction's nonce
  bool nonce_is_value = false;

  // The nonce is known last. Writes it where it belongs: call it before the transaction is encoded.
  void set_nonce(std::uint64_t nonce) {
    for (const std::uint32_t at : nonce_words) base::store_be64(data.data() + at + 24, nonce);
    if (nonce_is_value) value = nonce;
  }
};

}  // namespace seiload::workload
