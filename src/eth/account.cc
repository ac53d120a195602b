#include "eth/account.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "crypto/ecdsa.h"
#include "crypto/keccak.h"

namespace seiload::eth {

namespace {

constexpr std::string_view kDomain = "seiload pool key 1";
using Message = std::array<std::uint8_t, kDomain.size() + 4 * 8>;

Message message_of(std::uint64_t seed, std::uint64_t pool, std::uint64_t index, std::uint64_t attempt) {
  Message message;
  std::copy(kDomain.begin(), kDomain.end(), message.begin());
  std::uint8_t* number = message.data() + kDomain.size();
  for (const std::uint64_t value : {seed, pool, index, attempt}) {
    base::store_be64(number, value);
    number += 8;
  }
  return message;
}

}  // namespace

base::Bytes32 pool_key(std::uint64_t seed, std::uint64_t pool, std::uint64_t index) {
  for (std::uint64_t attempt = 0;; ++attempt) {
    const base::Bytes32 key = crypto::keccak256(message_of(seed, pool, index, attempt));
    if (crypto::is_valid_key(key)) return key;
  }
}

void pool_keys(std::uint64_t seed, std::uint64_t pool, std::uint64_t first, std::span<base::Bytes32> out) {
  constexpr std::size_t kMost = 64;
  std::array<Message, kMost> messages;
  std::array<base::ByteSpan, kMost> inputs;
  for (std::size_t done = 0; done < out.size(); done += kMost) {
    const std::size_t count = std::min(kMost, out.size() - done);
    for (std::size_t i = 0; i < count; ++i) {
      messages[i] = message_of(seed, pool, first + done + i, 0);
      inputs[i] = messages[i];
    }
    const auto keys = out.subspan(done, count);
    crypto::keccak256_many(std::span(inputs).first(count), keys);
    for (std::size_t i = 0; i < count; ++i)
      if (!crypto::is_valid_key(keys[i])) keys[i] = pool_key(seed, pool, first + done + i);
  }
}

}  // namespace seiload::eth
