#include "base/uint256.h"

#include <algorithm>
#include <bit>

#include "base/check.h"
#include "base/hex.h"

namespace seiload::base {
namespace {

__extension__ using Wide = unsigned __int128;

}  // namespace

Uint256 Uint256::from_be_bytes(ByteSpan bytes) {
  CHECK(bytes.size() <= 32);
  Bytes32 padded{};
  std::copy(bytes.begin(), bytes.end(), padded.end() - static_cast<std::ptrdiff_t>(bytes.size()));
  Uint256 value;
  for (std::size_t i = 0; i < 4; ++i) value.limbs_[i] = load_be64(padded.data() + 8 * (3 - i));
  return value;
}

Bytes32 Uint256::to_be_bytes() const {
  Bytes32 out;
  for (std::size_t i = 0; i < 4; ++i) store_be64(out.data() + 8 * (3 - i), limbs_[i]);
  return out;
}

std::optional<Uint256> Uint256::from_decimal(std::string_view digits) {
  if (digits.empty()) return std::nullopt;
  Uint256 value;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    const auto tenfold = multiply(value, 10);
    if (!tenfold) return std::nullopt;
    const auto sum = add(*tenfold, Uint256(static_cast<std::uint64_t>(c - '0')));
    if (!sum) return std::nullopt;
    value = *sum;
  }
  return value;
}

std::string Uint256::to_decimal() const {
  std::string digits;
  Uint256 rest = *this;
  do {
    Wide remainder = 0;
    for (std::size_t i = 4; i-- > 0;) {
      const Wide current = remainder << 64 | rest.limbs_[i];
      rest.limbs_[i] = static_cast<std::uint64_t>(current / 10);
      remainder = current % 10;
    }
    digits += static_cast<char>('0' + static_cast<int>(remainder));
  } while (rest != Uint256());
  std::reverse(digits.begin(), digits.end());
  return digits;
}

std::optional<Uint256> Uint256::from_quantity(std::string_view text) {
  if (text.size() < 3 || text.size() > 66 || text.substr(0, 2) != "0x") return std::nullopt;
  if (text[2] == '0' && text.size() > 3) return std::nullopt;
  Uint256 value;
  for (const char c : text.substr(2)) {
    const int digit = hex_digit(c);
    if (digit < 0) return std::nullopt;
    for (std::size_t i = 3; i > 0; --i) value.limbs_[i] = value.limbs_[i] << 4 | value.limbs_[i - 1] >> 60;
    value.limbs_[0] = value.limbs_[0] << 4 | static_cast<std::uint64_t>(digit);
  }
  return value;
}

std::string Uint256::to_quantity() const {
  const std::string all = to_hex(to_be_bytes());
  const auto first = all.find_first_not_of('0', 2);
  return first == std::string::npos ? "0x0" : "0x" + all.substr(first);
}

double Uint256::to_double() const {
  double value = 0;
  for (std::size_t i = 4; i-- > 0;) value = value * 18446744073709551616.0 + static_cast<double>(limbs_[i]);
  return value;
}

int Uint256::bit_length() const {
  for (std::size_t i = 4; i-- > 0;)
    if (limbs_[i] != 0) return static_cast<int>(64 * i) + static_cast<int>(std::bit_width(limbs_[i]));
  return 0;
}

std::optional<Uint256> Uint256::add(const Uint256& a, const Uint256& b) {
  Uint256 sum;
  Wide carry = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    carry += Wide{a.limbs_[i]} + b.limbs_[i];
    sum.limbs_[i] = static_cast<std::uint64_t>(carry);
    carry >>= 64;
  }
  if (carry != 0) return std::nullopt;
  return sum;
}

std::optional<Uint256> Uint256::subtract(const Uint256& a, const Uint256& b) {
  if (a < b) return std::nullopt;
  Uint256 difference;
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const Wide take = Wide{b.limbs_[i]} + borrow;
    borrow = a.limbs_[i] < take ? 1 : 0;
    difference.limbs_[i] = static_cast<std::uint64_t>(a.limbs_[i] - take);
  }
  return difference;
}

std::optional<Uint256> Uint256::multiply(const Uint256& a, std::uint64_t b) {
  Uint256 product;
  Wide carry = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    carry += Wide{a.limbs_[i]} * b;
    product.limbs_[i] = static_cast<std::uint64_t>(carry);
    carry >>= 64;
  }
  if (carry != 0) return std::nullopt;
  return product;
}

Uint256 Uint256::shift_right(const Uint256& a, int bits) {
  const auto limbs = static_cast<std::size_t>(bits / 64);
  const int rest = bits % 64;
  Uint256 out;
  for (std::size_t i = 0; i + limbs < 4; ++i) {
    const Wide high = i + limbs + 1 < 4 ? a.limbs_[i + limbs + 1] : 0;
    out.limbs_[i] = static_cast<std::uint64_t>(((high << 64) | a.limbs_[i + limbs]) >> rest);
  }
  return out;
}

Uint256 Uint256::max() {
  Uint256 all_ones;
  all_ones.limbs_.fill(~std::uint64_t{0});
  return all_ones;
}

std::strong_ordering operator<=>(const Uint256& a, const Uint256& b) {
  for (std::size_t i = 4; i-- > 0;)
    if (a.limbs_[i] != b.limbs_[i]) return a.limbs_[i] <=> b.limbs_[i];
  return std::strong_ordering::equal;
}

}  // namespace seiload::base
