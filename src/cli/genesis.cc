#include "cli/genesis.h"

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace seiload::cli {
namespace {

using base::cat;

constexpr std::string_view kKinds[] = {"geth", "besu", "nethermind", "reth", "anvil", "sei"};

// BIP-173: the checksum is a remainder by a polynomial over GF(32).
std::uint32_t bech32_checksum(std::string_view prefix, std::span<const std::uint8_t> digits) {
  constexpr std::uint32_t kGenerator[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
  std::uint32_t sum = 1;
  const auto take = [&](std::uint32_t digit) {
    const std::uint32_t top = sum >> 25;
    sum = (sum & 0x1ffffff) << 5 ^ digit;
    for (std::size_t i = 0; i < std::size(kGenerator); ++i)
      if ((top >> i & 1) != 0) sum ^= kGenerator[i];
  };
  for (const char c : prefix) take(static_cast<std::uint8_t>(c) >> 5);
  take(0);
  for (const char c : prefix) take(static_cast<std::uint8_t>(c) & 31);
  for (const std::uint8_t digit : digits) take(digit);
  for (int i = 0; i < 6; ++i) take(0);
  return sum ^ 1;
}

}  // namespace

std::string to_bech32(std::string_view prefix, const eth::Address& address) {
  constexpr std::string_view kDigits = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  std::vector<std::uint8_t> digits;
  std::uint32_t waiting = 0;
  int bits = 0;
  for (const std::uint8_t byte : address.bytes) {  // 160 bits are 32 digits, no rest
    waiting = waiting << 8 | byte;
    for (bits += 8; bits >= 5; bits -= 5) digits.push_back(waiting >> (bits - 5) & 31);
  }
  const std::uint32_t checksum = bech32_checksum(prefix, digits);
  for (int i = 5; i >= 0; --i) digits.push_back(checksum >> (5 * i) & 31);
  std::string text = cat(prefix, '1');
  for (const std::uint8_t digit : digits) text += kDigits[digit];
  return text;
}

std::string check_genesis_kind(std::string_view kind) {
  if (std::find(std::begin(kKinds), std::end(kKinds), kind) != std::end(kKinds)) return {};
  return cat("expected geth, besu, nethermind, reth, anvil or sei, got ", base::quote(kind));
}

base::Status write_genesis(std::string_view kind, std::span<const eth::Address> accounts,
                           const base::Uint256& balance,
                           const std::function<base::Status(std::string_view)>& write) {
  constexpr std::size_t kPiece = 64 << 10;
  constexpr std::size_t kDecimalsOfUsei = 12;  // of a wei
  const bool is_sei = kind == "sei";
  std::string amount = is_sei ? balance.to_decimal() : balance.to_quantity();
  if (is_sei)
    amount = amount.size() > kDecimalsOfUsei ? amount.substr(0, amount.size() - kDecimalsOfUsei) : "0";
  std::string text = is_sei                 ? "{\"app_state\": {\"bank\": {\"balances\": [\n"
                     : kind == "nethermind" ? "{\"accounts\": {\n"
                                            : "{\"alloc\": {\n";
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    const std::string_view end = i + 1 < accounts.size() ? ",\n" : "\n";
    if (is_sei)
      text += cat("  {\"address\": \"", to_bech32("sei", accounts[i]),
                  "\", \"coins\": [{\"denom\": \"usei\", \"amount\": \"", amount, "\"}]}", end);
    else
      text += cat("  \"", eth::to_hex(accounts[i]), "\": {\"balance\": \"", amount, "\"}", end);
    if (text.size() < kPiece) continue;
    if (auto written = write(text); !written) return written;
    text.clear();
  }
  return write(text += is_sei ? "]}}}\n" : "}}\n");
}

}  // namespace seiload::cli
