#include "crypto/montgomery.h"

#include <algorithm>
#include <array>
#include <bit>

#include "base/check.h"
#include "crypto/carry.h"
#include "crypto/constant_time.h"
#include "crypto/cpu.h"
#include "crypto/x86_row.h"

namespace seiload::crypto {

SecretWords SecretWords::from(base::ByteSpan bytes, std::size_t count) {
  CHECK(bytes.size() <= 8 * count);
  SecretWords words(count);
  for (std::size_t i = 0; i < bytes.size(); ++i)
    words[i / 8] |= std::uint64_t{bytes[bytes.size() - 1 - i]} << (8 * (i % 8));
  return words;
}

void SecretWords::store(std::span<std::uint8_t> out) const {
  for (std::size_t i = 0; i < out.size(); ++i)
    out[out.size() - 1 - i] = i / 8 < size() ? static_cast<std::uint8_t>(words_[i / 8] >> (8 * (i % 8))) : 0;
}

Montgomery::Montgomery(SecretWords modulus) : modulus_(std::move(modulus)), square_(modulus_.size()) {
  const std::size_t size = modulus_.size();
  CHECK(size > 0 && size <= kMaxWords && (modulus_[0] & 1) != 0);
  std::uint64_t x = modulus_[0];  // right in 3 bits; each step doubles them
  for (int i = 0; i < 5; ++i) x *= 2 - modulus_[0] * x;
  inverse_ = 0 - x;

  // Doublings from the highest power of two in the modulus to R 2^(2 size), which then stands for 2^(2 size);
  // each squaring doubles that exponent. 64 is 2 times 2^5.
  std::size_t top = size - 1;
  while (top > 0 && modulus_[top] == 0) --top;
  const auto bit = static_cast<std::size_t>(63 - std::countl_zero(modulus_[top]));
  square_[top] = std::uint64_t{1} << bit;
  for (std::size_t i = 64 * top + bit; i < 66 * size; ++i) double_it(square_.data());
  for (int i = 0; i < 5; ++i) multiply(square_.data(), square_.data(), square_.data());
}

// top R + words, which must be < 2 moduli, less the modulus if that can be.
void Montgomery::subtract_once(const std::uint64_t* words, std::uint64_t top, std::uint64_t* out) const {
  const std::size_t size = modulus_.size();
  const std::uint64_t* const m = modulus_.data();
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < size; ++i) sub_borrow(words[i], m[i], borrow);
  sub_borrow(top, 0, borrow);
  const std::uint64_t mask = ~mask_of_bit(borrow);
  borrow = 0;
  for (std::size_t i = 0; i < size; ++i) out[i] = sub_borrow(words[i], m[i] & mask, borrow);
}

void Montgomery::double_it(std::uint64_t* a) const {
  std::uint64_t top = 0;
  for (std::size_t i = 0; i < modulus_.size(); ++i) {
    const std::uint64_t word = a[i];
    a[i] = word << 1 | top;
    top = word >> 63;
  }
  subtract_once(a, top, a);
}

void Montgomery::add(const std::uint64_t* a, const std::uint64_t* b, std::uint64_t* out) const {
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < modulus_.size(); ++i) out[i] = add_carry(a[i], b[i], carry);
  subtract_once(out, carry, out);
}

void Montgomery::subtract(const std::uint64_t* a, const std::uint64_t* b, std::uint64_t* out) const {
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < modulus_.size(); ++i) out[i] = sub_borrow(a[i], b[i], borrow);
  const std::uint64_t mask = mask_of_bit(borrow);
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < modulus_.size(); ++i) out[i] = add_carry(out[i], modulus_[i] & mask, carry);
}

#if defined(__x86_64__)

// All rows of a b, then those of the multiples. For sizes that are multiples of four words.
void Montgomery::multiply_x86(const std::uint64_t* a, const std::uint64_t* b, std::uint64_t* out) const {
  const std::size_t size = modulus_.size();
  std::array<std::uint64_t, 2 * kMaxWords> t;
  std::fill_n(t.begin(), size, std::uint64_t{0});
  for (std::size_t i = 0; i < size; ++i) t[i + size] = x86::add_row(&t[i], a, b[i], size / 4);
  std::uint64_t over = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const std::uint64_t carry = x86::add_row(&t[i], modulus_.data(), t[i] * inverse_, size / 4);
    t[i + size] = add_carry(t[i + size], carry, over);
  }
  subtract_once(&t[size], over, out);
  base::wipe(t.data(), 2 * size * sizeof t[0]);
}

#endif

// A row of a b and the multiple of the modulus that clears the row's lowest word in one loop: two chains of
// carries that do not wait for each other.
void Montgomery::multiply(const std::uint64_t* a, const std::uint64_t* b, std::uint64_t* out) const {
  const std::size_t size = modulus_.size();
#if defined(__x86_64__)
  if (size % 4 == 0 && current_path() != CpuPath::portable) return multiply_x86(a, b, out);
#endif
  const std::uint64_t* const m = modulus_.data();
  std::array<std::uint64_t, kMaxWords + 1> t;
  std::fill_n(t.begin(), size + 1, std::uint64_t{0});
  for (std::size_t i = 0; i < size; ++i) {
    const std::uint64_t factor = b[i];
    std::uint64_t carry_ab = 0, carry_m = 0, over = 0, last = 0;
    const std::uint64_t lowest = mul_add(a[0], factor, t[0], carry_ab), multiple = lowest * inverse_;
    mul_add(multiple, m[0], lowest, carry_m);
    for (std::size_t j = 1; j < size; ++j) {
      const std::uint64_t word = mul_add(a[j], factor, t[j], carry_ab);
      t[j - 1] = mul_add(multiple, m[j], word, carry_m);
    }
    const std::uint64_t top = add_carry(t[size], carry_ab, over);
    t[size - 1] = add_carry(top, carry_m, last);
    t[size] = over + last;
  }
  subtract_once(t.data(), t[size], out);
  base::wipe(t.data(), (size + 1) * sizeof t[0]);
}

void Montgomery::leave(std::uint64_t* a) const {
  SecretWords one(size());
  one[0] = 1;
  multiply(a, one.data(), a);
}

SecretWords Montgomery::reduce(const SecretWords& number) const {
  CHECK(number.size() == 2 * size());
  SecretWords low(size()), high(size());
  enter(number.data(), low.data());
  leave(low.data());
  enter(number.data() + size(), high.data());  // the upper half counts R
  add(low.data(), high.data(), low.data());
  return low;
}

SecretWords Montgomery::power_var(const SecretWords& base, std::uint64_t exponent) const {
  CHECK(base.size() == size() && exponent != 0);
  SecretWords x(size()), result(size());
  enter(base.data(), x.data());
  std::copy_n(x.data(), size(), result.data());
  for (int bit = 62 - std::countl_zero(exponent); bit >= 0; --bit) {
    multiply(result.data(), result.data(), result.data());
    if ((exponent >> bit & 1) != 0) multiply(result.data(), x.data(), result.data());
  }
  leave(result.data());
  return result;
}

SecretWords Montgomery::power(const SecretWords& base, const SecretWords& exponent) const {
  CHECK(base.size() == size());
  constexpr std::size_t kPowers = 16;  // four bits at a time
  const std::size_t count = size();
  SecretWords powers(kPowers * count), result(count), factor(count);
  powers[0] = 1;
  enter(powers.data(), powers.data());
  enter(base.data(), powers.data() + count);
  for (std::size_t i = 2; i < kPowers; ++i)
    multiply(powers.data() + (i - 1) * count, powers.data() + count, powers.data() + i * count);
  std::copy_n(powers.data(), count, result.data());
  for (std::size_t shift = 64 * exponent.size(); shift != 0;) {
    shift -= 4;
    for (int i = 0; i < 4; ++i) multiply(result.data(), result.data(), result.data());
    const std::uint64_t digit = exponent[shift / 64] >> shift % 64 & 15;
    std::fill_n(factor.data(), count, std::uint64_t{0});
    for (std::size_t i = 0; i < kPowers; ++i) {
      const std::uint64_t mask = mask_of_bit(is_zero_bit(digit ^ i));
      for (std::size_t k = 0; k < count; ++k) factor[k] |= powers[i * count + k] & mask;
    }
    multiply(result.data(), factor.data(), result.data());
  }
  leave(result.data());
  return result;
}

}  // namespace seiload::crypto
