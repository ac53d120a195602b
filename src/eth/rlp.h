#pragma once
// Recursive Length Prefix, Ethereum's encoding of nested byte strings (Yellow Paper, appendix B;
// ethereum.org, "RLP"). Any thread.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>

#include "base/bytes.h"
#include "base/check.h"
#include "base/result.h"
#include "base/uint256.h"

namespace seiload::eth::rlp {

inline constexpr std::uint8_t kString = 0x80, kList = 0xc0;  // an empty one
inline constexpr std::size_t kLongestShort = 55;             // longer ones state the length of their length

// Encodes from the back to the front of a buffer that the caller keeps, because the length of what follows
// comes first: add the items in reverse order, and close each list after its first item went in. Nothing is
// allocated. Running out of room is a bug (CHECK): the bounds below say what suffices.
//
//   std::array<std::uint8_t, 64> buffer;
//   rlp::Writer writer(buffer);
//   const std::size_t end = writer.size();
//   writer.add(second);            // reverse order
//   writer.add(first);
//   writer.close_list(end);        // [first, second]; writer.written() is the encoding
class Writer {
 public:
  explicit Writer(std::span<std::uint8_t> buffer) : buffer_(buffer), begin_(buffer.size()) {}

  void add(base::ByteSpan string);
  template <std::size_t N>
  void add(const std::array<std::uint8_t, N>& string);  // the same, without a call
  void add(std::uint64_t number);  // big-endian without leading zeros; zero is the empty string
  void add(const base::Uint256& number);
  void close_list(std::size_t size_before);  // the list takes all that was added since size() was that
  void add_list_header(std::size_t length);  // the list's items have so many bytes and are behind it already
  void add_raw(base::ByteSpan bytes);        // as it is

  std::size_t size() const { return buffer_.size() - begin_; }
  base::ByteSpan written() const { return buffer_.subspan(begin_); }

 private:
  void add_header(std::size_t length, std::uint8_t short_form);
  void add_number(const base::Uint256& number);
  void add_byte(std::uint8_t byte) {
    CHECK(begin_ > 0);
    buffer_[--begin_] = byte;
  }

  std::span<std::uint8_t> buffer_;
  std::size_t begin_;
};

template <std::size_t N>
inline void Writer::add(const std::array<std::uint8_t, N>& string) {
  static_assert(N > 1 && N <= kLongestShort);
  CHECK(begin_ > N);
  begin_ -= N + 1;
  buffer_[begin_] = kString + N;
  std::memcpy(&buffer_[begin_ + 1], string.data(), N);
}

inline void Writer::add(std::uint64_t number) {
  if (begin_ <= sizeof number) return add_number(number);
  // All eight bytes in one step: the zeros among them are written over by what comes next, or stay in front
  // of written().
  base::store_be64(&buffer_[begin_ - sizeof number], number);
  const std::size_t count = (static_cast<std::size_t>(std::bit_width(number)) + 7) / 8;
  begin_ -= count;
  if (number == 0 || number >= kString) buffer_[--begin_] = static_cast<std::uint8_t>(kString + count);
}

inline void Writer::add(const base::Uint256& number) {
  if (number.fits_u64()) return add(number.low_u64());
  add_number(number);
}

inline constexpr std::size_t kMaxHeader = 9;   // bytes in front of a string or list
inline constexpr std::size_t kMaxNumber = 33;  // bytes of a 256-bit number

struct Item {
  bool is_list = false;
  base::ByteSpan payload;  // a view of the input: the string, or the items of the list one after another
};

// Reads items one after another, strictly: shortest forms only, nothing cut short. A list's payload is read
// by a Reader of its own, so what nobody reads is not checked; see validate.
class Reader {
 public:
  explicit Reader(base::ByteSpan input) : rest_(input) {}

  bool done() const { return rest_.empty(); }
  base::Result<Item> next();  // after an error, and when done: an error

 private:
  base::ByteSpan rest_;
};

// The one item that is all of the input. Its inside is not checked.
base::Result<Item> read_single(base::ByteSpan input);

// Whether the input is exactly one item, well-formed to the bottom, with lists nested at most max_depth deep.
base::Status validate(base::ByteSpan input, std::size_t max_depth = 64);

// The number that a string is; nothing if it has a leading zero byte or more than 8 (32) bytes.
std::optional<std::uint64_t> to_u64(base::ByteSpan string);
std::optional<base::Uint256> to_uint256(base::ByteSpan string);

}  // namespace seiload::eth::rlp
