#pragma once
// Words of 64 bits with the carries between them, for arithmetic on long numbers. No branch depends on a
// value.

#include <cstdint>

namespace seiload::crypto {

// The low word of a * b + added + carry; the high one becomes the carry.
constexpr std::uint64_t mul_add(std::uint64_t a, std::uint64_t b, std::uint64_t added, std::uint64_t& carry) {
  __extension__ using Wide = unsigned __int128;
  const Wide sum = Wide{a} * b + added + carry;
  carry = static_cast<std::uint64_t>(sum >> 64);
  return static_cast<std::uint64_t>(sum);
}

// a + b + carry; what is over becomes the carry.
constexpr std::uint64_t add_carry(std::uint64_t a, std::uint64_t b, std::uint64_t& carry) {
  __extension__ using Wide = unsigned __int128;
  const Wide sum = Wide{a} + b + carry;
  carry = static_cast<std::uint64_t>(sum >> 64);
  return static_cast<std::uint64_t>(sum);
}

// a - b - borrow, which is 0 or 1 before and after.
constexpr std::uint64_t sub_borrow(std::uint64_t a, std::uint64_t b, std::uint64_t& borrow) {
  __extension__ using Wide = unsigned __int128;
  const Wide difference = Wide{a} - b - borrow;
  borrow = static_cast<std::uint64_t>(difference >> 127);
  return static_cast<std::uint64_t>(difference);
}

}  // namespace seiload::crypto
