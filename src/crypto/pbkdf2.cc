#include "crypto/pbkdf2.h"

#include <algorithm>

#include "base/check.h"
#include "crypto/sha2.h"

namespace seiload::crypto {

void pbkdf2_sha512(base::ByteSpan password, base::ByteSpan salt, std::uint32_t iterations,
                   std::span<std::uint8_t> out) {
  CHECK(iterations > 0);
  const HmacSha512 hmac(password);
  base::Bytes first(salt.begin(), salt.end());
  first.resize(salt.size() + 4);
  for (std::uint32_t number = 1; !out.empty(); ++number) {
    for (std::size_t i = 0; i < 4; ++i)
      first[salt.size() + i] = static_cast<std::uint8_t>(number >> (24 - 8 * i));
    Bytes64 link = hmac.mac(first), sum = link;
    for (std::uint32_t i = 1; i < iterations; ++i) {
      link = hmac.mac(link);
      for (std::size_t k = 0; k < sum.size(); ++k) sum[k] ^= link[k];
    }
    const std::size_t count = std::min(out.size(), sum.size());
    std::copy_n(sum.begin(), count, out.begin());
    out = out.subspan(count);
    base::wipe(link.data(), link.size());
    base::wipe(sum.data(), sum.size());
  }
}

}  // namespace seiload::crypto
