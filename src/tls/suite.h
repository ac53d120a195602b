#pragma once
// The cipher suites, groups and versions that are offered (RFC 8446, B.4; RFC 5289; RFC 7905), as one table.

#include <cstdint>
#include <span>
#include <string_view>

#include "crypto/aead.h"
#include "crypto/digest.h"

namespace seiload::tls {

inline constexpr std::uint16_t kTls12 = 0x0303, kTls13 = 0x0304;
inline constexpr std::uint16_t kX25519 = 29, kP256 = 23;

enum class SuiteAuth : std::uint8_t { any, ecdsa, rsa };  // the server's key; any: TLS 1.3

struct Suite {
  std::uint16_t id;
  std::uint16_t version;  // the only one it belongs to
  crypto::AeadAlgorithm aead;
  crypto::HashAlgorithm hash;
  SuiteAuth auth;
  std::string_view name;
};

std::span<const Suite> suites();            // in the order in which they are offered where AES is fast
const Suite* find_suite(std::uint16_t id);  // null: not one of them

}  // namespace seiload::tls
