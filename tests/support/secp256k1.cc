#include "support/secp256k1.h"

namespace seiload::test {

__extension__ using Wide = unsigned __int128;

bool less(const Words& a, const Words& b) {
  for (std::size_t i = 4; i-- > 0;)
    if (a[i] != b[i]) return a[i] < b[i];
  return false;
}

Words sub(const Words& a, const Words& b) {
  Words out;
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const Wide step = Wide{a[i]} - b[i] - borrow;
    out[i] = static_cast<std::uint64_t>(step);
    borrow = static_cast<std::uint64_t>(step >> 127);
  }
  return out;
}

Words add_mod(const Words& a, const Words& b, const Words& m) {
  const Words room = sub(m, b);  // a + b >= m exactly if a >= m - b
  if (!less(a, room)) return sub(a, room);
  Words out;
  Wide carry = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    carry += Wide{a[i]} + b[i];
    out[i] = static_cast<std::uint64_t>(carry);
    carry >>= 64;
  }
  return out;
}

Words mul_mod(const Words& a, const Words& b, const Words& m) {
  Words out{};
  for (std::size_t i = 256; i-- > 0;) {
    out = add_mod(out, out, m);
    if ((b[i / 64] >> i % 64 & 1) != 0) out = add_mod(out, a, m);
  }
  return out;
}

Words small(std::uint64_t value) { return {value, 0, 0, 0}; }

Words random_words(base::Random& random) {
  return {random.next(), random.next(), random.next(), random.next()};
}

base::Bytes32 random_bytes32(base::Random& random) { return crypto::store_words(random_words(random)); }

std::vector<Words> edges(const Words& m) {
  std::vector<Words> out;
  for (std::uint64_t i = 0; i < 4; ++i) {
    out.push_back(small(i));
    out.push_back(sub(m, small(i + 1)));
  }
  const std::size_t bits[] = {32,  51,  52,  53,  63,  64,  103, 104, 127,
                              128, 155, 156, 191, 192, 207, 208, 254, 255};
  for (const std::size_t bit : bits) {
    Words power{};
    power[bit / 64] = std::uint64_t{1} << bit % 64;
    out.push_back(power);
    out.push_back(sub(power, small(1)));
    out.push_back(sub(m, power));
  }
  return out;
}

crypto::Projective multiple(const crypto::Scalar& a, const crypto::Affine& p) {
  crypto::Projective sum;
  for (std::size_t i = 256; i-- > 0;) {
    sum = crypto::group::twice(sum);
    if ((a.word[i / 64] >> i % 64 & 1) != 0) sum = crypto::group::add(sum, p);
  }
  return sum;
}

bool verify(const crypto::PublicKey& key, const base::Bytes32& digest, const base::Bytes32& r,
            const base::Bytes32& s) {
  for (std::uint8_t recid = 0; recid < 4; ++recid)
    if (crypto::recover(digest, {r, s, recid}) == key) return true;
  return false;
}

}  // namespace seiload::test
