#include "tls/record_layer.h"

#include <cstring>

#include "base/text.h"

namespace seiload::tls {

namespace {

constexpr std::size_t kKeptBytes = 64 << 10;

// A plain HTTP server is the usual reason.
Failure not_tls(base::ByteSpan bytes) {
  const std::string_view text = base::as_text(bytes.first(std::min<std::size_t>(bytes.size(), 40)));
  return {Alert::unexpected_message,
          "the server does not speak TLS: its answer begins with " + base::quote(text)};
}

}  // namespace

void RecordLayer::reset() {
  read_.reset();
  write_.reset();
  in_begin_ = in_end_ = 0;  // the memory stays: next() may have given some of it away
  has_read_ = has_written_ = false;
  out_.clear();
  out_sent_ = 0;
  max_plain_ = kMaxPlain;
}

void RecordLayer::feed(base::ByteSpan bytes) {
  if (bytes.empty()) return;
  if (in_begin_ == in_end_) {
    in_begin_ = in_end_ = 0;
    if (in_.size() > kKeptBytes) in_ = base::Bytes();
  }
  if (in_.size() - in_end_ < bytes.size() && in_begin_ > 0) {
    std::memmove(in_.data(), in_.data() + in_begin_, in_end_ - in_begin_);
    in_end_ -= in_begin_;
    in_begin_ = 0;
  }
  if (in_.size() - in_end_ < bytes.size()) in_.resize(std::max(2 * in_.size(), in_end_ + bytes.size()));
  std::memcpy(in_.data() + in_end_, bytes.data(), bytes.size());
  in_end_ += bytes.size();
}

Step RecordLayer::next(std::optional<Record>& record) {
  record.reset();
  const std::span<std::uint8_t> came(in_.data() + in_begin_, in_end_ - in_begin_);
  if (came.empty()) return {};
  const std::uint8_t type = came[0];
  // What is wrong is said as soon as it can be seen: the rest may never come.
  const bool is_type = type >= 20 && type <= 23;
  if (!is_type || (came.size() > 1 && came[1] != 3)) {
    if (!has_read_) return not_tls(came);
    return Failure{Alert::unexpected_message, "what the server sent is not a record of TLS"};
  }
  if (came.size() > 2 && came[2] != 3 &&
      type != 21)  // an alert may come from a server that knows only older ones
    return Failure{Alert::protocol_version, "the server speaks only a version of TLS before 1.2"};
  if (came.size() < kRecordHeader) return {};
  const std::size_t size = static_cast<std::size_t>(came[3] << 8 | came[4]);
  const auto header = came.first<kRecordHeader>();
  const bool is_plain = !read_ || (read_->is_tls13() && type == 20);
  const std::size_t limit = is_plain ? kMaxPlain : kMaxPlain + (read_->is_tls13() ? 256 : 2048);
  if (size > limit)
    return Failure{Alert::record_overflow, "a record of the server is longer than is allowed"};
  if (came.size() < kRecordHeader + size) return {};
  in_begin_ += kRecordHeader + size;
  has_read_ = true;

  Record got{static_cast<ContentType>(type), came.subspan(kRecordHeader, size)};
  if (!is_plain) {
    if (read_->is_tls13() && type != 23)
      return Failure{Alert::unexpected_message, "the server sent an unprotected record among protected ones"};
    if (Step bad = read_->open(header, got.bytes, got)) return bad;
    const auto inner = static_cast<std::uint8_t>(got.type);
    if (inner < (read_->is_tls13() ? 21 : 20) || inner > 23)
      return Failure{Alert::unexpected_message, "a record of the server has an unknown content type"};
  }
  if (got.bytes.empty() && got.type != ContentType::application_data)
    return Failure{Alert::unexpected_message, "the server sent an empty record"};
  record = got;
  return {};
}

void RecordLayer::write(ContentType type, base::ByteSpan bytes) {
  if (out_sent_ == out_.size()) {
    base::clear_buffer(out_);
    out_sent_ = 0;
  } else if (out_sent_ > kKeptBytes) {
    out_.erase(0, out_sent_);
    out_sent_ = 0;
  }
  do {
    const base::ByteSpan piece = bytes.first(std::min(bytes.size(), max_plain_));
    bytes = bytes.subspan(piece.size());
    const std::size_t at = out_.size();
    out_.resize(at + piece.size() + (write_ ? write_->overhead() : kRecordHeader));
    auto* const out = reinterpret_cast<std::uint8_t*>(out_.data()) + at;
    if (write_) {
      write_->seal(type, piece, out);
    } else {
      out[0] = static_cast<std::uint8_t>(type);
      out[1] = 3;
      out[2] = has_written_ ? 3 : 1;  // of the first ClientHello: for old servers (RFC 8446, 5.1)
      out[3] = static_cast<std::uint8_t>(piece.size() >> 8);
      out[4] = static_cast<std::uint8_t>(piece.size());
      if (!piece.empty()) std::memcpy(out + kRecordHeader, piece.data(), piece.size());
    }
    has_written_ = true;
  } while (!bytes.empty());
}

void RecordLayer::drop_out(std::size_t size) { out_sent_ += std::min(size, out_.size() - out_sent_); }

}  // namespace seiload::tls
