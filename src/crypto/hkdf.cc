#include "crypto/hkdf.h"

#include <algorithm>

#include "base/check.h"

namespace seiload::crypto {

Digest hkdf_extract(HashAlgorithm algorithm, base::ByteSpan salt, base::ByteSpan secret) {
  return hmac(algorithm, salt, secret);
}

void hkdf_expand(HashAlgorithm algorithm, base::ByteSpan prk, base::ByteSpan info,
                 std::span<std::uint8_t> out) {
  CHECK(out.size() <= 255 * digest_size(algorithm));
  const HmacKey key(algorithm, prk);
  Digest block;
  for (std::uint8_t number = 1; !out.empty(); ++number) {
    const base::ByteSpan pieces[] = {block.span(), info, {&number, 1}};
    block = key.mac(pieces);
    const std::size_t count = std::min<std::size_t>(out.size(), block.size);
    std::copy_n(block.bytes.begin(), count, out.begin());
    out = out.subspan(count);
  }
  base::wipe(block.bytes.data(), block.bytes.size());
}

}  // namespace seiload::crypto
