#pragma once
// One direction of a connection under one key: records are sealed and opened in their order. TLS 1.3 (RFC
// 8446, 5.2) and the AEAD suites of TLS 1.2 (RFC 5246, 6.2.3.3; RFC 5288; RFC 7905). Nothing allocates.
// Thread rule: one owner.

#include <array>
#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "crypto/aead.h"
#include "tls/alert.h"
#include "tls/suite.h"

namespace seiload::tls {

enum class ContentType : std::uint8_t {
  change_cipher_spec = 20,
  alert = 21,
  handshake = 22,
  application_data = 23
};

inline constexpr std::size_t kRecordHeader = 5;
inline constexpr std::size_t kMaxPlain = 1 << 14;

struct Record {
  ContentType type;
  std::span<std::uint8_t> bytes;
};

class Protection {
 public:
  // Of TLS 1.3, by the traffic secret.
  Protection(const Suite& suite, base::ByteSpan traffic_secret);
  // Of TLS 1.2: the write IV is as long as iv_size() says.
  Protection(const Suite& suite, base::ByteSpan key, base::ByteSpan iv);
  Protection(Protection&& other) noexcept = default;
  Protection& operator=(Protection&& other) noexcept = default;
  ~Protection();

  static std::size_t iv_size(const Suite& suite);  // of TLS 1.2

  bool is_tls13() const { return is_tls13_; }
  std::uint64_t records() const { return sequence_; }  // sealed or opened so far
  // A record with its header is so much longer than what it carries.
  std::size_t overhead() const;

  // Writes plain.size() + overhead() bytes at `out`, which must not overlap.
  void seal(ContentType type, base::ByteSpan plain, std::uint8_t* out);
  // Opens in place what the header announced; `record` then says what it was. Its type is not checked.
  Step open(std::span<const std::uint8_t, kRecordHeader> header, std::span<std::uint8_t> body,
            Record& record);

 private:
  using Nonce = std::array<std::uint8_t, crypto::kAeadNonceSize>;
  Nonce nonce() const;
  Step open13(std::span<const std::uint8_t, kRecordHeader> header, std::span<std::uint8_t> body,
              Record& record);

  crypto::Aead aead_;
  Nonce iv_{};
  std::uint64_t sequence_ = 0;
  bool is_tls13_;
  std::uint8_t explicit_nonce_ = 0;  // its size
};

}  // namespace seiload::tls
