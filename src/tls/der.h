#pragma once
// Strict reader of DER (X.690): definite, minimal lengths that fit, tag numbers below 31, and of each value
// the one encoding that DER allows. It reads untrusted bytes: nothing allocates, nothing recurses, nesting is
// bounded. The first fault is kept in the DerSource with its offset; from then on all that is read is empty,
// so a parser may look at ok() once, at its end. Spans point into the bytes that were given.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"

namespace seiload::tls {

namespace tag {
inline constexpr std::uint8_t kBoolean = 0x01, kInteger = 0x02, kBitString = 0x03, kOctetString = 0x04,
                              kNull = 0x05, kOid = 0x06, kUtf8String = 0x0c, kPrintableString = 0x13,
                              kTeletexString = 0x14, kIa5String = 0x16, kUtcTime = 0x17,
                              kGeneralizedTime = 0x18, kBmpString = 0x1e, kSequence = 0x30, kSet = 0x31;
constexpr std::uint8_t context(unsigned number) { return static_cast<std::uint8_t>(0x80 | number); }
constexpr std::uint8_t context_constructed(unsigned number) {
  return static_cast<std::uint8_t>(0xa0 | number);
}
}  // namespace tag

inline constexpr unsigned kMaxDerDepth = 24;          // an X.509 certificate has about ten levels
inline constexpr std::size_t kMaxDerSize = 16 << 20;  // what the length field of a TLS certificate can say

// The bytes of one document, and the first fault that was found in them.
class DerSource {
 public:
  explicit DerSource(base::ByteSpan bytes) : bytes_(bytes) {}
  base::ByteSpan bytes() const { return bytes_; }
  bool ok() const { return what_ == nullptr; }
  void fail(const char* what, const std::uint8_t* where);  // only the first is kept
  // "byte 12: length of the validity is not minimal"; requires !ok().
  std::string fault() const;

 private:
  friend class DerReader;
  base::ByteSpan bytes_;
  const char* what_ = nullptr;
  const char* part_ = nullptr;
  std::size_t offset_ = 0;
};

struct DerElement {
  std::uint8_t tag = 0;
  base::ByteSpan body;
  base::ByteSpan whole;  // with tag and length
};

struct DerBits {
  base::ByteSpan bytes;
  unsigned unused = 0;                  // bits of the last byte that do not count; they are zero
  bool bit(std::size_t number) const {  // bit 0 is the highest of the first byte; beyond the end: 0
    return number / 8 < bytes.size() && (bytes[number / 8] >> (7 - number % 8) & 1) != 0;
  }
};

// Reads the elements of one level, in order. `part` names what is read, for the fault's text; it has to live
// as long as the source.
class DerReader {
 public:
  explicit DerReader(DerSource& source);

  bool ok() const { return source_->ok(); }
  bool at_end() const { return !ok() || rest_.empty(); }
  bool next_is(std::uint8_t tag) const { return !at_end() && rest_[0] == tag; }
  void fail(const char* what, const char* part) const;
  void finish(const char* part) const;  // a fault if anything is left

  DerElement any(const char* part);
  DerElement take(std::uint8_t tag, const char* part);
  DerReader enter(std::uint8_t tag, const char* part);            // a constructed element
  DerReader inside(base::ByteSpan body, const char* part) const;  // DER within a string of this document

  bool boolean(const char* part);
  base::ByteSpan integer(const char* part);                      // two's complement, minimal
  base::ByteSpan unsigned_integer(const char* part);             // without leading zeros; empty for 0
  std::optional<std::uint32_t> small_integer(const char* part);  // 0 to 2^31-1
  base::ByteSpan oid(const char* part);
  DerBits bits(const char* part);
  DerBits bits_of(const DerElement& element, const char* part) const;  // of an implicitly tagged one
  void null(const char* part);
  std::int64_t time(const char* part);  // UTCTime or GeneralizedTime in RFC 5280's form: seconds since 1970

 private:
  DerReader(DerSource& source, base::ByteSpan bytes, unsigned depth);

  DerSource* source_;
  base::ByteSpan rest_;
  unsigned depth_ = 0;
};

// Looks at all of the bytes, as far as tags and lengths tell: one element and nothing after it, no fault of
// tags or lengths at any depth, at most kMaxDerDepth levels.
bool check_der(DerSource& source);

// "1.2.840.113549.1.1.11"; requires what DerReader::oid() gave.
std::string oid_text(base::ByteSpan oid);

}  // namespace seiload::tls
