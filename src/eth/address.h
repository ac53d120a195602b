#pragma once
// Ethereum addresses: 20 bytes, the end of a Keccak-256 hash.

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "crypto/ecdsa.h"

namespace seiload::eth {

struct Address {
  std::array<std::uint8_t, 20> bytes{};

  friend auto operator<=>(const Address&, const Address&) = default;
};

std::string to_hex(const Address& address);       // "0x" and 40 lower-case digits
std::string to_checksum(const Address& address);  // "0x" and 40 digits in the mixed case of EIP-55

// "0x" and 40 digits: all lower case, all upper case, or mixed with a right EIP-55 checksum.
std::optional<Address> parse_address(std::string_view text);

Address address_of(const crypto::PublicKey& key);

// out[i] = address_of(keys[i]), hashed side by side. Requires equal sizes.
void addresses_of(std::span<const crypto::PublicKey> keys, std::span<Address> out);

// The address of the account with this key. Requires a valid key; for many, derive_public_keys in batches is
// faster.
Address address_of_key(const base::Bytes32& key);

// The contract that `sender`'s transaction `nonce` creates: the end of keccak256(rlp([sender, nonce])).
Address create_address(const Address& sender, std::uint64_t nonce);

}  // namespace seiload::eth

template <>
struct std::hash<seiload::eth::Address> {
  std::size_t operator()(const seiload::eth::Address& address) const noexcept {
    std::uint64_t mixed =
        0;  // addresses of real accounts are hashes; made-up ones differ in their last bytes
    for (const std::uint8_t byte : address.bytes) mixed = (mixed ^ byte) * 0x100000001b3;
    return static_cast<std::size_t>(mixed ^ mixed >> 32);
  }
};
