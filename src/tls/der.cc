#include "tls/der.h"

#include <array>
#include <chrono>

#include "base/text.h"

namespace seiload::tls {

using base::ByteSpan;

namespace {

// Tag and length of the element that the bytes begin with; what is wrong with them, or null.
const char* read_header(ByteSpan bytes, std::uint8_t& tag, std::size_t& header, std::size_t& length) {
  if (bytes.size() < 2) return "cut short";
  tag = bytes[0];
  if ((tag & 0x1f) == 0x1f) return "tag number above 30";
  header = 2;
  length = bytes[1];
  if (length >= 0x80) {
    const std::size_t count = length - 0x80;
    if (count == 0) return "indefinite length";
    if (count > 4) return "length of more than four bytes";
    if (bytes.size() < 2 + count) return "cut short";
    length = 0;
    for (std::size_t i = 0; i < count; ++i) length = length << 8 | bytes[2 + i];
    if (bytes[2] == 0 || length < 0x80) return "length is not minimal";
    header += count;
  }
  if (length > bytes.size() - header) return "length is beyond the end";
  return nullptr;
}

bool is_constructed(std::uint8_t tag) { return (tag & 0x20) != 0; }

int two_digits(ByteSpan text, std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); }

}  // namespace

void DerSource::fail(const char* what, const std::uint8_t* where) {
  if (!ok()) return;
  what_ = what;
  offset_ = static_cast<std::size_t>(where - bytes_.data());
}

std::string DerSource::fault() const {
  std::string text = base::cat("byte ", offset_, ": ");
  if (part_ != nullptr) text += base::cat(part_, ": ");
  return text + (ok() ? "no fault" : what_);
}

DerReader::DerReader(DerSource& source) : DerReader(source, source.bytes(), 0) {
  if (rest_.size() > kMaxDerSize) source.fail("too large", rest_.data());
}

DerReader::DerReader(DerSource& source, ByteSpan bytes, unsigned depth)
    : source_(&source), rest_(bytes), depth_(depth) {}

void DerReader::fail(const char* what, const char* part) const {
  if (!ok()) return;
  source_->part_ = part;
  source_->fail(what, rest_.data());
}

void DerReader::finish(const char* part) const {
  if (!at_end()) fail("more than there should be", part);
}

DerElement DerReader::any(const char* part) {
  if (!ok()) return {};
  if (rest_.empty()) return fail("missing", part), DerElement{};
  DerElement element;
  std::size_t header = 0, length = 0;
  if (const char* what = read_header(rest_, element.tag, header, length); what != nullptr) {
    fail(what, part);
    return {};
  }
  element.whole = rest_.first(header + length);
  element.body = element.whole.subspan(header);
  rest_ = rest_.subspan(header + length);
  return element;
}

DerElement DerReader::take(std::uint8_t tag, const char* part) {
  if (ok() && !rest_.empty() && rest_[0] != tag) fail("is of another type", part);
  return any(part);
}

DerReader DerReader::enter(std::uint8_t tag, const char* part) { return inside(take(tag, part).body, part); }

DerReader DerReader::inside(ByteSpan body, const char* part) const {
  if (depth_ + 1 > kMaxDerDepth) fail("nested too deeply", part);
  return {*source_, body, depth_ + 1};
}

bool DerReader::boolean(const char* part) {
  const DerReader before = *this;
  const ByteSpan body = take(tag::kBoolean, part).body;
  if (!ok()) return false;
  if (body.size() != 1 || (body[0] != 0 && body[0] != 0xff)) before.fail("is no DER boolean", part);
  return ok() && body[0] != 0;
}

ByteSpan DerReader::integer(const char* part) {
  const DerReader before = *this;
  const ByteSpan body = take(tag::kInteger, part).body;
  if (!ok()) return {};
  if (body.empty()) return before.fail("integer without a byte", part), ByteSpan{};
  if (body.size() > 1 && ((body[0] == 0 && body[1] < 0x80) || (body[0] == 0xff && body[1] >= 0x80))) {
    return before.fail("integer is not minimal", part), ByteSpan{};
  }
  return body;
}

ByteSpan DerReader::unsigned_integer(const char* part) {
  const DerReader before = *this;
  const ByteSpan body = integer(part);
  if (!ok()) return {};
  if (body[0] >= 0x80) return before.fail("integer is negative", part), ByteSpan{};
  return body[0] == 0 ? body.subspan(1) : body;
}

std::optional<std::uint32_t> DerReader::small_integer(const char* part) {
  const DerReader before = *this;
  const ByteSpan body = unsigned_integer(part);
  if (!ok()) return std::nullopt;
  if (body.size() > 4 || (body.size() == 4 && body[0] >= 0x80)) {
    return before.fail("integer is too large", part), std::nullopt;
  }
  std::uint32_t value = 0;
  for (const std::uint8_t byte : body) value = value << 8 | byte;
  return value;
}

ByteSpan DerReader::oid(const char* part) {
  const DerReader before = *this;
  const ByteSpan body = take(tag::kOid, part).body;
  if (!ok()) return {};
  bool good = !body.empty() && body.size() <= 64 && body.back() < 0x80;
  for (std::size_t i = 0; good && i < body.size(); ++i) {
    good = body[i] != 0x80 || (i > 0 && body[i - 1] >= 0x80);  // an arc has no leading zeros
  }
  if (!good) return before.fail("is no object identifier", part), ByteSpan{};
  return body;
}

DerBits DerReader::bits(const char* part) { return bits_of(take(tag::kBitString, part), part); }

DerBits DerReader::bits_of(const DerElement& element, const char* part) const {
  if (!ok()) return {};
  const ByteSpan body = element.body;
  bool good = !body.empty() && body[0] < 8 && (body.size() > 1 || body[0] == 0);
  if (good && body.size() > 1) good = (body.back() & ((1U << body[0]) - 1)) == 0;
  if (!good) {
    source_->part_ = part;
    source_->fail("is no DER bit string", element.whole.data());
    return {};
  }
  return {body.subspan(1), body[0]};
}

void DerReader::null(const char* part) {
  const DerReader before = *this;
  if (!take(tag::kNull, part).body.empty()) before.fail("NULL is not empty", part);
}

std::int64_t DerReader::time(const char* part) {
  const DerReader before = *this;
  const DerElement element = any(part);
  if (!ok()) return 0;
  const bool short_year = element.tag == tag::kUtcTime;
  if (!short_year && element.tag != tag::kGeneralizedTime) return before.fail("is of another type", part), 0;
  const std::size_t digits = short_year ? 12 : 14;
  const ByteSpan text = element.body;
  bool good = text.size() == digits + 1 && text.back() == 'Z';
  for (std::size_t i = 0; good && i < digits; ++i) good = text[i] >= '0' && text[i] <= '9';
  if (!good) return before.fail("time is not YYMMDDHHMMSSZ nor YYYYMMDDHHMMSSZ", part), 0;
  const std::size_t at = digits - 10;  // of the month
  int year = two_digits(text, at - 2);
  year += short_year ? (year < 50 ? 2000 : 1900) : 100 * two_digits(text, 0);
  const std::chrono::year_month_day date(std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(two_digits(text, at))),
                                         std::chrono::day(static_cast<unsigned>(two_digits(text, at + 2))));
  const int hour = two_digits(text, at + 4), minute = two_digits(text, at + 6),
            second = two_digits(text, at + 8);
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) {
    return before.fail("there is no such time", part), 0;
  }
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return ((days * 24 + hour) * 60 + minute) * 60 + second;
}

bool check_der(DerSource& source) {
  const ByteSpan bytes = source.bytes();
  std::array<std::size_t, kMaxDerDepth> ends{};
  std::size_t depth = 0, at = 0, end = bytes.size();
  if (bytes.size() > kMaxDerSize) source.fail("too large", bytes.data());
  if (bytes.empty()) source.fail("cut short", bytes.data());
  while (source.ok() && (at < end || depth > 0)) {
    if (at == end) {
      end = ends[--depth];
      continue;
    }
    std::uint8_t tag = 0;
    std::size_t header = 0, length = 0;
    const char* what = read_header(bytes.subspan(at, end - at), tag, header, length);
    if (what == nullptr && depth == 0 && at > 0) what = "bytes after the end";
    if (what == nullptr && is_constructed(tag) && depth == kMaxDerDepth) what = "nested too deeply";
    if (what != nullptr) {
      source.fail(what, bytes.data() + at);
      break;
    }
    at += header;
    if (is_constructed(tag)) {
      ends[depth++] = end;
      end = at + length;
    } else {
      at += length;
    }
  }
  return source.ok();
}

std::string oid_text(ByteSpan oid) {
  std::string text;
  std::uint64_t arc = 0;
  bool huge = false;
  for (const std::uint8_t byte : oid) {
    huge = huge || arc >> 57 != 0;
    arc = arc << 7 | (byte & 0x7f);
    if (byte >= 0x80) continue;
    if (text.empty()) {
      const std::uint64_t first = arc < 80 ? arc / 40 : 2;
      text = base::cat(first, '.', arc - 40 * first);
    } else {
      text += base::cat('.', arc);
    }
    if (huge) return "of more than 64 bits";
    arc = 0;
  }
  return text;
}

}  // namespace seiload::tls
