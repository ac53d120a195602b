#include "eth/private_key.h"

#include <algorithm>
#include <numeric>

#include "base/at_end.h"
#include "base/hex.h"
#include "base/text.h"
#include "crypto/ecdsa.h"

namespace seiload::eth {
namespace {

// The first key that is there twice, as the places of both; {0, 0}: none is.
std::pair<std::size_t, std::size_t> find_twin(const std::vector<base::Bytes32>& keys) {
  std::vector<std::size_t> order(keys.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return keys[a] != keys[b] ? keys[a] < keys[b] : a < b; });
  std::pair<std::size_t, std::size_t> first{0, 0};
  for (std::size_t i = 1; i < order.size(); ++i)
    if (keys[order[i - 1]] == keys[order[i]] && (first.second == 0 || order[i] < first.second))
      first = {order[i - 1], order[i]};
  return first;
}

}  // namespace

base::Result<base::Bytes32> parse_private_key(std::string_view text) {
  text = base::trim(text);
  if (text.starts_with("0x") || text.starts_with("0X")) text.remove_prefix(2);
  base::Bytes32 key{};
  bool is_hex = text.size() == 2 * key.size();
  for (std::size_t i = 0; is_hex && i < key.size(); ++i) {
    const int high = base::hex_digit(text[2 * i]), low = base::hex_digit(text[2 * i + 1]);
    is_hex = high >= 0 && low >= 0;
    key[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  const bool is_valid = is_hex && crypto::is_valid_key(key);
  if (is_valid) return key;
  base::wipe(key.data(), key.size());
  return base::invalid_input(is_hex
                                 ? "the private key is out of range: 0, or not below the order of secp256k1"
                                 : "expected a private key, 64 hex digits");
}

base::Result<std::vector<base::Bytes32>> parse_private_keys(std::string_view text) {
  std::vector<base::Bytes32> keys;
  std::vector<std::size_t> lines;
  // At its largest from the start: no copy is left behind.
  keys.reserve(1 + static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')));
  bool done = false;
  const auto forget = base::at_end([&] {
    if (!done) base::wipe(keys.data(), keys.size() * sizeof(base::Bytes32));
  });
  for (std::size_t line = 1; !text.empty(); ++line) {
    std::string_view row = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), row.size() + 1));
    row = base::trim(row.substr(0, row.find('#')));
    if (row.empty()) continue;
    auto key = parse_private_key(row);
    if (!key) return std::move(key).error().with(base::cat("line ", line));
    keys.push_back(*key);
    base::wipe(key->data(), key->size());
    lines.push_back(line);
  }
  if (keys.empty()) return base::invalid_input("no private key: expected one a line, 64 hex digits");
  const auto [first, second] = find_twin(keys);
  if (second != 0)
    return base::invalid_input(
        base::cat("line ", lines[second], ": the key of line ", lines[first], " again"));
  done = true;
  return keys;
}

Address address_of_secret(const base::Bytes32& key) {
  return address_of(crypto::public_key_constant_time(key));
}

}  // namespace seiload::eth
