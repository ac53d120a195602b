#include "eth/rlp.h"

#include <algorithm>

namespace seiload::eth::rlp {
namespace {

base::Error malformed(const char* what) { return base::invalid_input(std::string("RLP: ") + what); }

}  // namespace

void Writer::add_raw(base::ByteSpan bytes) {
  CHECK(bytes.size() <= begin_);
  begin_ -= bytes.size();
  std::copy(bytes.begin(), bytes.end(), buffer_.begin() + static_cast<std::ptrdiff_t>(begin_));
}

void Writer::add_header(std::size_t length, std::uint8_t short_form) {
  if (length <= kLongestShort) return add_byte(static_cast<std::uint8_t>(short_form + length));
  std::uint8_t count = 0;
  for (; length > 0; length >>= 8, ++count) add_byte(static_cast<std::uint8_t>(length));
  add_byte(static_cast<std::uint8_t>(short_form + kLongestShort + count));
}

void Writer::add(base::ByteSpan string) {
  add_raw(string);
  if (string.size() != 1 || string[0] >= kString) add_header(string.size(), kString);
}

void Writer::add_number(const base::Uint256& number) {
  const base::Bytes32 bytes = number.to_be_bytes();
  add(base::ByteSpan(bytes).last((static_cast<std::size_t>(number.bit_length()) + 7) / 8));
}

void Writer::close_list(std::size_t size_before) {
  CHECK(size_before <= size());
  add_list_header(size() - size_before);
}

void Writer::add_list_header(std::size_t length) { add_header(length, kList); }

base::Result<Item> Reader::next() {
  const auto fail = [this](const char* what) {
    rest_ = {};
    return malformed(what);
  };
  if (rest_.empty()) return fail("nothing left to read");
  const std::uint8_t first = rest_[0];
  if (first < kString) {
    const Item item{false, rest_.first(1)};
    rest_ = rest_.subspan(1);
    return item;
  }
  const bool is_list = first >= kList;
  std::size_t length = first - (is_list ? kList : kString), header = 1;
  if (length > kLongestShort) {
    const std::size_t count = length - kLongestShort;
    if (rest_.size() - 1 < count) return fail("cut short within a length");
    if (rest_[1] == 0) return fail("a length with leading zeros");
    length = 0;
    for (std::size_t i = 1; i <= count; ++i) length = length << 8 | rest_[i];
    if (length <= kLongestShort) return fail("a length not in its shortest form");
    header += count;
  }
  if (rest_.size() - header < length) return fail("cut short");
  const Item item{is_list, rest_.subspan(header, length)};
  if (!is_list && length == 1 && item.payload[0] < kString) return fail("a byte not in its shortest form");
  rest_ = rest_.subspan(header + length);
  return item;
}

base::Result<Item> read_single(base::ByteSpan input) {
  Reader reader(input);
  auto item = reader.next();
  if (item && !reader.done()) return malformed("bytes left over");
  return item;
}

base::Status validate(base::ByteSpan input, std::size_t max_depth) {
  auto item = read_single(input);
  if (!item) return std::move(item).error();
  if (!item->is_list) return {};
  struct Checker {  // one level of the machine's stack a level of lists, hence the limit
    base::Status check(base::ByteSpan list, std::size_t depth_left) {
      if (depth_left == 0) return malformed("lists nested too deep");
      for (Reader reader(list); !reader.done();) {
        auto inner = reader.next();
        if (!inner) return std::move(inner).error();
        if (!inner->is_list) continue;
        if (auto status = check(inner->payload, depth_left - 1); !status) return status;
      }
      return {};
    }
  };
  return Checker().check(item->payload, max_depth);
}

std::optional<std::uint64_t> to_u64(base::ByteSpan string) {
  if (string.size() > 8 || (!string.empty() && string[0] == 0)) return std::nullopt;
  std::uint64_t number = 0;
  for (const std::uint8_t byte : string) number = number << 8 | byte;
  return number;
}

std::optional<base::Uint256> to_uint256(base::ByteSpan string) {
  if (string.size() > 32 || (!string.empty() && string[0] == 0)) return std::nullopt;
  return base::Uint256::from_be_bytes(string);
}

}  // namespace seiload::eth::rlp
