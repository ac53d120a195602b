#pragma once
// Mnemonics of BIP-39 in English and the accounts of wallets and test nodes that follow
// from one (BIP-32 by the path of BIP-44, m/44'/60'/0'/0/i).

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/sha2.h"

namespace seiload::eth {

extern const std::string_view kMnemonicWords;  // the 2048 words, a blank behind each

// The seed of 12, 15, 18, 21 or 24 words, apart by any white space, upper case allowed. Errors name no word,
// only its place: "word 3 is none of the English list of BIP-39".
// A passphrase must be ASCII.
base::Result<crypto::Bytes64> mnemonic_seed(std::string_view text, std::string_view passphrase = {});

// A private key of BIP-32 and what its children follow from.
struct HdKey {
  base::Bytes32 key{}, chain_code{};

  HdKey() = default;
  HdKey(const HdKey&) = default;
  HdKey& operator=(const HdKey&) = default;
  ~HdKey();
};
inline constexpr std::uint32_t kHardened = 0x80000000;

// Nothing in one of 2^127 cases, in which the standard says to take another seed or index.
std::optional<HdKey> hd_master(base::ByteSpan seed);
std::optional<HdKey> hd_child(const HdKey& parent, std::uint32_t index);

// The keys of m/44'/60'/0'/0/i, which share all but the last step.
class MnemonicAccounts {
 public:
  // Nothing: as above.
  static std::optional<MnemonicAccounts> make(const crypto::Bytes64& seed);
  std::optional<base::Bytes32> key(std::uint32_t index) const;  // requires index < kHardened

 private:
  HdKey parent_;
  std::array<std::uint8_t, 33> public_key_{};  // of the parent, compressed
};

}  // namespace seiload::eth
