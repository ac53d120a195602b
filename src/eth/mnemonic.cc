#include "eth/mnemonic.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/secret_text.h"
#include "base/text.h"
#include "crypto/ecdsa.h"
#include "crypto/pbkdf2.h"

namespace seiload::eth {
namespace {

constexpr std::size_t kBitsOfWord = 11;
constexpr std::size_t kLeastWords = 12, kMostWords = 24;
constexpr std::uint32_t kIterations = 2048;
constexpr std::string_view kWhiteSpace = " \t\r\n";

const std::vector<std::string_view>& words() {
  static const std::vector<std::string_view> kWords = [] {
    std::vector<std::string_view> all;
    std::string_view rest = kMnemonicWords;
    while (!rest.empty()) {
      const std::size_t end = rest.find(' ');
      all.push_back(rest.substr(0, end));
      rest.remove_prefix(end + 1);
    }
    return all;
  }();
  return kWords;
}

// One word after the other, joined by single blanks in lower case, as the seed follows from them.
struct Sentence {
  base::SecretText text;
  std::array<std::uint16_t, kMostWords> numbers{};
  std::size_t count = 0;

  ~Sentence() { base::wipe(numbers.data(), sizeof numbers); }
};

base::Status read(std::string_view text, Sentence& sentence) {
  std::size_t at = 0;
  while ((at = text.find_first_not_of(kWhiteSpace, at)) != std::string_view::npos) {
    const std::size_t end = std::min(text.find_first_of(kWhiteSpace, at), text.size());
    if (sentence.count == kMostWords)
      return base::invalid_input(
          base::cat("more than ", kMostWords, " words: expected a mnemonic of BIP-39"));
    std::array<char, 8> lower{};
    const std::string_view word = text.substr(at, end - at);
    const std::size_t size = std::min(word.size(), lower.size());
    std::transform(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(size), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
    const std::string_view wanted(lower.data(), size);
    const auto found = std::lower_bound(words().begin(), words().end(), wanted);
    const bool is_known = word.size() <= lower.size() && found != words().end() && *found == wanted;
    base::wipe(lower.data(), lower.size());
    if (!is_known)
      return base::invalid_input(
          base::cat("word ", sentence.count + 1, " is none of the English list of BIP-39"));
    sentence.numbers[sentence.count] = static_cast<std::uint16_t>(found - words().begin());
    if (sentence.count++ > 0) sentence.text.append(" ");
    sentence.text.append(*found);
    at = end;
  }
  if (sentence.count < kLeastWords || sentence.count % 3 != 0)
    return base::invalid_input(base::cat(sentence.count, sentence.count == 1 ? " word" : " words",
                                         ": expected a mnemonic of BIP-39, 12, 15, 18, 21 or 24 words"));
  return {};
}

// Of the bits that the words stand for, one in 33 is of the hash of the others.
bool has_right_checksum(const Sentence& sentence) {
  std::array<std::uint8_t, kMostWords * kBitsOfWord / 8> bits{};
  for (std::size_t i = 0; i < sentence.count * kBitsOfWord; ++i) {
    const std::size_t shift = kBitsOfWord - 1 - i % kBitsOfWord;
    const unsigned bit = sentence.numbers[i / kBitsOfWord] >> shift & 1U;
    bits[i / 8] = static_cast<std::uint8_t>(bits[i / 8] | bit << (7 - i % 8));
  }
  const std::size_t size = sentence.count / 3 * 4;  // of the entropy; the rest is checksum
  const std::size_t checked = sentence.count / 3;   // bits
  base::Bytes32 hash = crypto::sha256(base::ByteSpan(bits).first(size));
  const bool right = (bits[size] ^ hash[0]) >> (8 - checked) == 0;
  base::wipe(bits.data(), bits.size());
  base::wipe(hash.data(), hash.size());
  return right;
}

std::array<std::uint8_t, 33> compressed_public_key(const base::Bytes32& key) {
  const crypto::PublicKey public_key = crypto::public_key_constant_time(key);
  std::array<std::uint8_t, 33> out;
  out[0] = static_cast<std::uint8_t>(2 | (public_key.y[31] & 1));
  std::copy(public_key.x.begin(), public_key.x.end(), out.begin() + 1);
  return out;
}

// The child of a parent by what is hashed with its chain code (BIP-32, "Private parent key -> private child
// key").
std::optional<HdKey> child_by(const HdKey& parent, const std::array<std::uint8_t, 33>& data,
                              std::uint32_t index) {
  std::array<std::uint8_t, 37> message;
  auto at = std::copy(data.begin(), data.end(), message.begin());
  for (int shift = 24; shift >= 0; shift -= 8) *at++ = static_cast<std::uint8_t>(index >> shift);
  crypto::Bytes64 hash = crypto::HmacSha512(parent.chain_code).mac(message);
  HdKey child;
  std::copy_n(hash.begin(), 32, child.key.begin());
  std::copy_n(hash.begin() + 32, 32, child.chain_code.begin());
  base::wipe(hash.data(), hash.size());
  base::wipe(message.data(), message.size());
  if (!crypto::add_keys(child.key, parent.key)) return std::nullopt;
  return child;
}

}  // namespace

base::Result<crypto::Bytes64> mnemonic_seed(std::string_view text, std::string_view passphrase) {
  Sentence sentence;
  if (auto status = read(text, sentence); !status) return std::move(status).error();
  if (!has_right_checksum(sentence))
    return base::invalid_input("the checksum of the mnemonic is wrong: a word is wrong or out of its place");
  base::SecretText salt("mnemonic");
  salt.append(passphrase);
  crypto::Bytes64 seed;
  crypto::pbkdf2_sha512(base::as_bytes(sentence.text.view()), base::as_bytes(salt.view()), kIterations, seed);
  return seed;
}

HdKey::~HdKey() {
  base::wipe(key.data(), key.size());
  base::wipe(chain_code.data(), chain_code.size());
}

std::optional<HdKey> hd_master(base::ByteSpan seed) {
  crypto::Bytes64 hash = crypto::HmacSha512(base::as_bytes("Bitcoin seed")).mac(seed);
  HdKey master;
  std::copy_n(hash.begin(), 32, master.key.begin());
  std::copy_n(hash.begin() + 32, 32, master.chain_code.begin());
  base::wipe(hash.data(), hash.size());
  if (!crypto::is_valid_key(master.key)) return std::nullopt;
  return master;
}

std::optional<HdKey> hd_child(const HdKey& parent, std::uint32_t index) {
  if ((index & kHardened) == 0) return child_by(parent, compressed_public_key(parent.key), index);
  std::array<std::uint8_t, 33> data{};
  std::copy(parent.key.begin(), parent.key.end(), data.begin() + 1);
  auto child = child_by(parent, data, index);
  base::wipe(data.data(), data.size());
  return child;
}

std::optional<MnemonicAccounts> MnemonicAccounts::make(const crypto::Bytes64& seed) {
  auto key = hd_master(seed);
  for (const std::uint32_t index : {44 | kHardened, 60 | kHardened, 0 | kHardened, std::uint32_t{0}})
    if (key) key = hd_child(*key, index);
  if (!key) return std::nullopt;
  MnemonicAccounts accounts;
  accounts.parent_ = *key;
  accounts.public_key_ = compressed_public_key(key->key);
  return accounts;
}

std::optional<base::Bytes32> MnemonicAccounts::key(std::uint32_t index) const {
  const auto child = child_by(parent_, public_key_, index);
  if (!child) return std::nullopt;
  return child->key;
}

}  // namespace seiload::eth
