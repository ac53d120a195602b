#include "net/dns_message.h"

#include <algorithm>

#include "base/text.h"

namespace seiload::net {
namespace {

constexpr std::uint16_t kClassIn = 1;
constexpr std::size_t kLongestName = 255;  // as encoded, RFC 1035 2.3.4
constexpr int kLongestChain = 16;

bool is_host_char(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; }

// Reads forward through a message; once something does not fit, failed() is true for good.
class Cursor {
 public:
  explicit Cursor(base::ByteSpan message) : message_(message) {}

  bool failed() const { return failed_; }
  std::size_t position() const { return position_; }

  std::uint8_t u8() {
    if (position_ >= message_.size()) return fail();
    return message_[position_++];
  }
  std::uint16_t u16() {
    const unsigned high = u8();
    return static_cast<std::uint16_t>(high << 8 | u8());
  }
  base::ByteSpan bytes(std::size_t size) {
    if (size > message_.size() - position_) return fail(), base::ByteSpan{};
    position_ += size;
    return message_.subspan(position_ - size, size);
  }

  // RFC 1035 4.1.4. A pointer must lead back before the piece it ends, so that no message makes this run in
  // circles.
  std::string name() {
    std::string text;
    std::size_t encoded = 0, at = position_, begin = position_;
    bool jumped = false;
    while (true) {
      if (at >= message_.size()) return fail(), text;
      const std::size_t length = message_[at++];
      if (length >= 0xc0) {
        if (at >= message_.size()) return fail(), text;
        const std::size_t to = (length & 0x3f) << 8 | message_[at++];
        if (!jumped) position_ = at;
        jumped = true;
        if (to >= begin) return fail(), text;
        at = begin = to;
        continue;
      }
      if (length > 63 || length > message_.size() - at || (encoded += length + 1) > kLongestName)
        return fail(), text;
      if (length == 0) {
        if (!jumped) position_ = at;
        return text;
      }
      if (!text.empty()) text += '.';
      append_label(text, base::as_text(message_.subspan(at, length)));
      at += length;
    }
  }

 private:
  std::uint8_t fail() {
    failed_ = true;
    position_ = message_.size();
    return 0;
  }

  static void append_label(std::string& text, std::string_view label) {
    for (const char c : base::to_lower(label)) {
      const auto byte = static_cast<unsigned char>(c);
      if (is_host_char(c)) {
        text += c;
      } else {
        text += {'\\', static_cast<char>('0' + byte / 100), static_cast<char>('0' + byte / 10 % 10),
                 static_cast<char>('0' + byte % 10)};
      }
    }
  }

  const base::ByteSpan message_;
  std::size_t position_ = 0;
  bool failed_ = false;
};

// False if it is malformed.
bool read_record(Cursor& cursor, DnsAnswer& answer) {
  DnsRecord record;
  record.name = cursor.name();
  const std::uint16_t type = cursor.u16(), record_class = cursor.u16();
  (void)cursor.bytes(4);  // time to live: nothing is kept
  const std::size_t size = cursor.u16(), begin = cursor.position();
  record.type = static_cast<DnsType>(type);
  if (cursor.failed()) return false;
  if (record_class == kClassIn && record.type == DnsType::cname) {
    record.target = cursor.name();
    if (cursor.position() != begin + size) return false;
  } else {
    const auto data = cursor.bytes(size);
    if (cursor.failed()) return false;
    if (record_class != kClassIn) return true;
    if (record.type == DnsType::a) {
      std::array<std::uint8_t, 4> ip{};
      if (data.size() != ip.size()) return false;
      std::copy(data.begin(), data.end(), ip.begin());
      record.address = Address::v4(ip, 0);
    } else if (record.type == DnsType::aaaa) {
      std::array<std::uint8_t, 16> ip{};
      if (data.size() != ip.size()) return false;
      std::copy(data.begin(), data.end(), ip.begin());
      record.address = Address::v6(ip, 0);
    } else {
      return true;
    }
  }
  if (cursor.failed()) return false;
  answer.records.push_back(std::move(record));
  return true;
}

void append_u16(base::Bytes& out, unsigned value) {
  out.push_back(static_cast<std::uint8_t>(value >> 8));
  out.push_back(static_cast<std::uint8_t>(value));
}

}  // namespace

std::string to_text(DnsCode code) {
  constexpr std::string_view kNames[] = {"NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"};
  const auto number = static_cast<unsigned>(code);
  return number < std::size(kNames) ? std::string(kNames[number]) : base::cat("RCODE ", number);
}

std::optional<base::Bytes> make_dns_query(std::uint16_t id, std::string_view name, DnsType type) {
  if (name.empty() || name.size() > kLongestName - 2) return std::nullopt;
  base::Bytes query;
  append_u16(query, id);
  append_u16(query, 0x0100);  // a standard query, recursion desired
  for (const unsigned count : {1U, 0U, 0U, 0U}) append_u16(query, count);
  const std::string lower = base::to_lower(name);
  for (std::string_view rest = lower;;) {
    const std::size_t dot = rest.find('.');
    const std::string_view label = rest.substr(0, dot);
    if (label.empty() || label.size() > 63 || !std::all_of(label.begin(), label.end(), is_host_char))
      return std::nullopt;
    query.push_back(static_cast<std::uint8_t>(label.size()));
    base::append(query, base::as_bytes(label));
    if (dot == std::string_view::npos) break;
    rest.remove_prefix(dot + 1);
  }
  query.push_back(0);
  append_u16(query, static_cast<unsigned>(type));
  append_u16(query, kClassIn);
  return query;
}

std::optional<DnsAnswer> parse_dns_answer(base::ByteSpan message) {
  Cursor cursor(message);
  DnsAnswer answer;
  answer.id = cursor.u16();
  const unsigned flags = cursor.u16();
  const std::size_t questions = cursor.u16(), answers = cursor.u16();
  (void)cursor.bytes(4);  // the counts of the sections behind, which are not read
  if ((flags & 0xf800) != 0x8000 || questions > 1 || cursor.failed())
    return std::nullopt;  // no answer to a query
  answer.truncated = (flags & 0x0200) != 0;
  answer.code = static_cast<DnsCode>(flags & 15);
  if (questions == 0) {
    if (answer.code == DnsCode::no_error || answer.code == DnsCode::no_such_name) return std::nullopt;
    return answer;
  }
  answer.name = cursor.name();
  answer.type = static_cast<DnsType>(cursor.u16());
  if (cursor.u16() != kClassIn || cursor.failed()) return std::nullopt;
  for (std::size_t i = 0; i < answers; ++i) {
    if (read_record(cursor, answer)) continue;
    if (!answer.truncated) return std::nullopt;
    break;
  }
  return answer;
}

DnsChain follow_chain(const DnsAnswer& answer) {
  DnsChain chain{answer.name, {}};
  for (int hop = 0; hop < kLongestChain; ++hop) {
    const DnsRecord* alias = nullptr;
    for (const DnsRecord& record : answer.records) {
      if (record.name != chain.end) continue;
      if (record.type == DnsType::cname)
        alias = &record;
      else if (record.type == answer.type)
        chain.addresses.push_back(*record.address);
    }
    if (!chain.addresses.empty() || alias == nullptr) break;
    chain.end = alias->target;
  }
  return chain;
}

}  // namespace seiload::net
