#pragma once
// The pseudorandom function of TLS 1.2 (RFC 5246, 5) and what is made of it. Pure functions; any thread.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/bytes.h"
#include "crypto/digest.h"
#include "tls/secret.h"

namespace seiload::tls {

// P_hash(secret, label + seed), as long as `out` is.
void prf(crypto::HashAlgorithm hash, base::ByteSpan secret, std::string_view label, base::ByteSpan seed,
         std::span<std::uint8_t> out);

// By the hash of the messages up to ClientKeyExchange (RFC 7627, 4): 48 bytes.
Secret extended_master_secret(crypto::HashAlgorithm hash, base::ByteSpan premaster,
                              base::ByteSpan session_hash);

inline constexpr std::size_t kVerifyDataSize = 12;
std::array<std::uint8_t, kVerifyDataSize> verify_data(crypto::HashAlgorithm hash, const Secret& master,
                                                      std::string_view label, base::ByteSpan transcript_hash);

}  // namespace seiload::tls
