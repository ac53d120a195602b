#include "eth/account.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "crypto/ecdsa.h"
#include "crypto/keccak.h"

namespace seiload::eth {

base::Bytes32 pool_key(std::uint64_t seed, std::uint64_t pool, std::uint64_t index) {
  constexpr std::string_view kDomain = "seiload pool key 1";
  std::array<std::uint8_t, kDomain.size() + 4 * 8> message;
  std::copy(kDomain.begin(), kDomain.end(), message.begin());
  std::uint8_t* const numbers = message.data() + kDomain.size();
  base::store_be64(numbers, seed);
  base::store_be64(numbers + 8, pool);
  base::store_be64(numbers + 16, index);
  for (std::uint64_t attempt = 0;; ++attempt) {
    base::store_be64(numbers + 24, attempt);
    const base::Bytes32 key = crypto::keccak256(message);
    if (crypto::is_valid_key(key)) return key;
  }
}

}  // namespace seiload::eth
