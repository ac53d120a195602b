#pragma once
// The transaction types in use, by their EIP-2718 numbers.

#include <cstdint>

namespace seiload::eth {

enum class TxType : std::uint8_t {
  legacy = 0,       // with replay protection (EIP-155) or without
  access_list = 1,  // EIP-2930
  dynamic_fee = 2,  // EIP-1559: a fee cap and a tip cap
};

}  // namespace seiload::eth
