#include "eth/address.h"

#include <algorithm>

#include "base/check.h"
#include "base/hex.h"
#include "crypto/keccak.h"
#include "eth/rlp.h"

namespace seiload::eth {
namespace {

Address end_of(const base::Bytes32& hash) {
  Address address;
  std::copy(hash.begin() + 12, hash.end(), address.bytes.begin());
  return address;
}

}  // namespace

std::string to_hex(const Address& address) { return base::to_hex(address.bytes); }

std::string to_checksum(const Address& address) {
  std::string text = to_hex(address);
  const base::Bytes32 hash = crypto::keccak256(base::as_bytes(std::string_view(text).substr(2)));
  for (std::size_t i = 0; i < 40; ++i) {  // upper case where the hash's hex digit at that place is 8 or more
    char& c = text[2 + i];
    const int nibble = hash[i / 2] >> (i % 2 == 0 ? 4 : 0) & 15;
    if (nibble >= 8 && c >= 'a') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

std::optional<Address> parse_address(std::string_view text) {
  const auto bytes = base::decode_hex_array<20>(text);
  if (!bytes) return std::nullopt;
  const Address address{*bytes};
  const auto has = [digits = text.substr(2)](char first, char last) {
    return std::any_of(digits.begin(), digits.end(), [&](char c) { return c >= first && c <= last; });
  };
  if (has('a', 'f') && has('A', 'F') && text != to_checksum(address)) return std::nullopt;
  return address;
}

Address address_of(const crypto::PublicKey& key) {
  return end_of(crypto::Keccak256().update(key.x).update(key.y).finish());
}

void addresses_of(std::span<const crypto::PublicKey> keys, std::span<Address> out) {
  CHECK(keys.size() == out.size());
  constexpr std::size_t kMost = 64;
  std::array<std::array<std::uint8_t, 64>, kMost> points;
  std::array<base::ByteSpan, kMost> inputs;
  std::array<base::Bytes32, kMost> hashes;
  for (std::size_t done = 0; done < keys.size(); done += kMost) {
    const std::size_t count = std::min(kMost, keys.size() - done);
    for (std::size_t i = 0; i < count; ++i) {
      const crypto::PublicKey& key = keys[done + i];
      std::copy(key.y.begin(), key.y.end(), std::copy(key.x.begin(), key.x.end(), points[i].begin()));
      inputs[i] = points[i];
    }
    crypto::keccak256_many(std::span(inputs).first(count), std::span(hashes).first(count));
    for (std::size_t i = 0; i < count; ++i) out[done + i] = end_of(hashes[i]);
  }
}

Address address_of_key(const base::Bytes32& key) {
  crypto::PublicKey public_key;
  crypto::derive_public_keys({&key, 1}, {&public_key, 1});
  return address_of(public_key);
}

Address create_address(const Address& sender, std::uint64_t nonce) {
  std::array<std::uint8_t, 1 + 21 + 9> buffer;
  rlp::Writer writer(buffer);
  writer.add(nonce);
  writer.add(base::ByteSpan(sender.bytes));
  writer.close_list(0);
  return end_of(crypto::keccak256(writer.written()));
}

}  // namespace seiload::eth
