#pragma once
// From intents to raw transactions: encodes, hashes and signs a batch at once, since signing and hashing many
// costs far less than one. In the steady state nothing is allocated. Thread rule: one owner.

#include <array>
#include <cstdint>
#include <vector>

#include "crypto/ecdsa.h"
#include "eth/transaction.h"
#include "workload/intent.h"

namespace seiload::load {

class Signer {
 public:
  static constexpr std::size_t kBatch = 128;

  // `default_type` is that of an intent without one; with an access list it is not legacy. finish() computes
  // the hashes of the raw transactions only `with_hashes`; otherwise those it passes on are undefined.
  Signer(std::uint64_t chain_id, eth::TxType default_type, bool with_hashes);

  bool full() const { return count_ == kBatch; }
  std::size_t size() const { return count_; }
  std::uint32_t tag(std::size_t i) const { return entries_[i].tag; }  // of the i-th added since finish()

  // Requires !full(). `account_key` signs unless the intent has a fresh sender; it is read by finish(), not
  // before. `tag` comes back with the raw transaction. Keeps nothing of the intent.
  void add(std::uint32_t tag, const workload::Intent& intent, std::uint64_t nonce,
           const base::Bytes32& account_key);

  // Signs what was added and calls take(tag, raw, hash) for each, in order; `raw` is valid during the call
  // only.
  template <class Take>
  void finish(Take&& take) {
    sign();
    for (std::size_t i = 0; i < count_; ++i) take(entries_[i].tag, encoded_[i], hashes_[i]);
    count_ = 0;
  }

 private:
  struct Entry {
    std::uint32_t tag = 0;
    eth::Encoding encoding;
    base::Bytes buffer;  // the encoding's
    base::Bytes32 fresh_key{};
  };

  void sign();
  void hash();

  const std::uint64_t chain_id_;
  const eth::TxType default_type_;
  const bool with_hashes_;
  std::vector<Entry> entries_;
  std::vector<crypto::SignJob> jobs_;
  std::vector<base::ByteSpan> encoded_;  // before signing, and then after it
  std::vector<base::Bytes32> hashes_;    // of these
  crypto::Workspace workspace_;
  std::size_t count_ = 0;
};

}  // namespace seiload::load
