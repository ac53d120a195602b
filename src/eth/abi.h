#pragma once
// Call data as Solidity's ABI has it ("Contract ABI Specification", Formal Specification of the Encoding):
// encoding only. Types are the caller's business: build the values that the signature asks for.
//
//   abi::encode_call("transfer(address,uint256)", {abi::address(to), abi::number(1)})

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/uint256.h"
#include "eth/address.h"

namespace seiload::eth::abi {

using Selector = std::array<std::uint8_t, 4>;

// The first bytes of the signature's Keccak-256; canonical type names, no spaces:
// "transfer(address,uint256)".
Selector selector(std::string_view signature);

struct Value {
  struct List {
    std::vector<Value> items;
    bool counted;  // T[]: the count stands in front; else T[k] or a tuple
  };
  std::variant<base::Bytes32, base::Bytes, List> data;  // one word; bytes or string; an array or tuple
};

Value number(const base::Uint256& value);  // uint8 ... uint256
Value signed_number(std::int64_t value);   // int8 ... int256
Value address(const Address& address);
Value boolean(bool value);
Value fixed_bytes(base::ByteSpan bytes);  // bytes1 ... bytes32; requires 32 at most
Value bytes(base::ByteSpan bytes);        // bytes, and string in UTF-8
Value array(std::vector<Value> items);    // T[]
Value tuple(std::vector<Value> items);    // (T, U, ...) and T[k]

base::Bytes encode(std::span<const Value> arguments);
base::Bytes encode_call(std::string_view signature, std::initializer_list<Value> arguments);

}  // namespace seiload::eth::abi
