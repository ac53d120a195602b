#pragma once
// SHA-256, SHA-384 and SHA-512 (FIPS 180-4) and HMAC over them (RFC 2104), one shape: for callers that know
// the algorithm when they are compiled; crypto/digest.h chooses at run time. No branch or index depends on
// the data, only on lengths. SHA-384 and SHA-512 wipe what they hashed; SHA-256, which signing takes per
// transaction, only where wipe() is called. Pure functions; any thread.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/bytes.h"

namespace seiload::crypto {

using Bytes48 = std::array<std::uint8_t, 48>;
using Bytes64 = std::array<std::uint8_t, 64>;

// What the algorithms differ in; the rest of it in sha2.cc.
struct Sha256Kind {
  using Word = std::uint32_t;
  static constexpr std::size_t kDigestSize = 32;
  static constexpr bool kWiped = false;
};
struct Sha384Kind {
  using Word = std::uint64_t;
  static constexpr std::size_t kDigestSize = 48;
  static constexpr bool kWiped = true;
};
struct Sha512Kind {
  using Word = std::uint64_t;
  static constexpr std::size_t kDigestSize = 64;
  static constexpr bool kWiped = true;
};

// Input comes in pieces. finish() is called once, last.
template <class Kind>
class Sha2 {
 public:
  using Word = typename Kind::Word;
  using Digest = std::array<std::uint8_t, Kind::kDigestSize>;
  static constexpr std::size_t kBlockSize = 16 * sizeof(Word);

  Sha2();
  Sha2(const Sha2&) = default;
  Sha2& operator=(const Sha2&) = default;
  ~Sha2() {
    if constexpr (Kind::kWiped) wipe();
  }

  Sha2& update(base::ByteSpan piece);
  Digest finish();
  void wipe();  // nothing but destruction may follow

 private:
  std::array<Word, 8> state_;
  std::array<std::uint8_t, kBlockSize> block_;  // its first length_ % kBlockSize bytes wait for more
  std::uint64_t length_ = 0;                    // bytes taken in so far
};

// A key made ready for any number of messages.
template <class Hash>
class Hmac {
 public:
  explicit Hmac(base::ByteSpan key);
  typename Hash::Digest mac(base::ByteSpan message) const { return mac_pieces({&message, 1}); }
  typename Hash::Digest mac_pieces(std::span<const base::ByteSpan> pieces) const;  // of one message
  void wipe();  // nothing but destruction may follow

 private:
  Hash inner_, outer_;  // after one block of the padded key
};

using Sha256 = Sha2<Sha256Kind>;
using Sha384 = Sha2<Sha384Kind>;
using Sha512 = Sha2<Sha512Kind>;
using HmacSha256 = Hmac<Sha256>;
using HmacSha384 = Hmac<Sha384>;
using HmacSha512 = Hmac<Sha512>;

extern template class Sha2<Sha256Kind>;
extern template class Sha2<Sha384Kind>;
extern template class Sha2<Sha512Kind>;
extern template class Hmac<Sha256>;
extern template class Hmac<Sha384>;
extern template class Hmac<Sha512>;

inline base::Bytes32 sha256(base::ByteSpan input) { return Sha256().update(input).finish(); }
inline Bytes64 sha512(base::ByteSpan input) { return Sha512().update(input).finish(); }

}  // namespace seiload::crypto
