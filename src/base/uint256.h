#pragma once
// Unsigned 256-bit integers: amounts in wei and the quantities of JSON-RPC. Not for cryptography (crypto/ has
// its own field arithmetic). Arithmetic reports overflow instead of wrapping.

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace seiload::base {

class Uint256 {
 public:
  constexpr Uint256() = default;
  constexpr Uint256(std::uint64_t value) : limbs_{value, 0, 0, 0} {}  // NOLINT(google-explicit-constructor)

  static Uint256 from_be_bytes(ByteSpan bytes);  // requires at most 32 bytes
  Bytes32 to_be_bytes() const;

  // Decimal digits only, no sign; nothing if empty, another character, or 2^256 and above.
  static std::optional<Uint256> from_decimal(std::string_view digits);
  std::string to_decimal() const;

  // A JSON-RPC quantity: "0x", no leading zeros but for "0x0", 64 digits at most.
  static std::optional<Uint256> from_quantity(std::string_view text);
  std::string to_quantity() const;

  bool fits_u64() const { return (limbs_[1] | limbs_[2] | limbs_[3]) == 0; }
  std::uint64_t low_u64() const { return limbs_[0]; }
  double to_double() const;
  int bit_length() const;

  static std::optional<Uint256> add(const Uint256& a, const Uint256& b);       // nothing on overflow
  static std::optional<Uint256> subtract(const Uint256& a, const Uint256& b);  // nothing if a < b
  static std::optional<Uint256> multiply(const Uint256& a, std::uint64_t b);   // nothing on overflow
  static Uint256 shift_right(const Uint256& a, int bits);  // 0 <= bits < 256
  // The same, 2^256 - 1 on overflow: for bounds.
  static Uint256 max();
  static Uint256 saturating_add(const Uint256& a, const Uint256& b) { return add(a, b).value_or(max()); }
  static Uint256 saturating_multiply(const Uint256& a, std::uint64_t b) {
    return multiply(a, b).value_or(max());
  }

  friend constexpr bool operator==(const Uint256&, const Uint256&) = default;
  friend std::strong_ordering operator<=>(const Uint256& a, const Uint256& b);

 private:
  std::array<std::uint64_t, 4> limbs_{};  // least significant first
};

}  // namespace seiload::base
