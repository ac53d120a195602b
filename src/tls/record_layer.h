#pragma once
// The records of a connection (RFC 8446, 5): bytes that came become records, opened in place; what is to be
// sent becomes records, sealed. Both buffers keep their memory. Thread rule: one owner.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "tls/alert.h"
#include "tls/protection.h"

namespace seiload::tls {

class RecordLayer {
 public:
  void reset();

  void feed(base::ByteSpan bytes);
  // The next record; good until feed() or reset(). Nothing: it has not come in whole. Types are those of
  // ContentType; under a key of TLS 1.3 only change_cipher_spec comes unprotected. Empty records are for
  // application data only.
  Step next(std::optional<Record>& record);

  // In pieces of at most max_plain().
  void write(ContentType type, base::ByteSpan bytes);
  std::string_view out() const { return std::string_view(out_).substr(out_sent_); }
  void drop_out(std::size_t size);

  void protect_reading(Protection protection) { read_.emplace(std::move(protection)); }
  void protect_writing(Protection protection) { write_.emplace(std::move(protection)); }
  std::uint64_t records_written() const { return write_ ? write_->records() : 0; }
  // The server's record_size_limit (RFC 8449), without the type's byte.
  void limit_plain(std::size_t size) { max_plain_ = std::min(size, kMaxPlain); }

 private:
  std::optional<Protection> read_, write_;
  base::Bytes in_;  // what came is from in_begin_ to in_end_
  std::size_t in_begin_ = 0, in_end_ = 0;
  bool has_read_ = false;  // a record
  bool has_written_ = false;
  std::string out_;
  std::size_t out_sent_ = 0;
  std::size_t max_plain_ = kMaxPlain;
};

}  // namespace seiload::tls
