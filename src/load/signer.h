#pragma once
// From intents to raw transactions: encodes, signs and encodes again a batch at once, since signing many costs far less
// than signing one. In the steady state nothing is allocated. Thread rule: one owner.

#include <array>
#include <cstdint>
#include <vector>

#include "crypto/ecdsa.h"
#include "eth/transaction.h"
#include "scenario/workload.h"

namespace seiload::load {

class Signer {
 public:
  static constexpr std::size_t kBatch = 128;

  // `automatic` is the type that profile::TxType::automatic stands for.
  Signer(std::uint64_t chain_id, eth::TxType automatic);

  bool full() const { return count_ == kBatch; }
  bool empty() const { return count_ == 0; }
  std::size_t size() const { return count_; }
  std::uint32_t tag(std::size_t i) const { return entries_[i].tag; }  // of the i-th added since finish()

  // Requires !full(). `account_key` signs unless the intent has a fresh sender; it is read by finish(), not before.
  // `tag` comes back with the raw transaction.
  void add(std::uint32_t tag, const scenario::Intent& intent, std::uint64_t nonce, const base::Bytes32& account_key);

  // Signs what was added and calls take(tag, raw) for each, in order; `raw` is valid during the call only.
  template <class Take>
  void finish(Take&& take) {
    sign();
    for (std::size_t i = 0; i < count_; ++i) take(entries_[i].tag, encode(i));
    count_ = 0;
  }

 private:
  struct Entry {
    std::uint32_t tag = 0;
    eth::Transaction transaction;
    base::Bytes32 fresh_key{};
  };

  void sign();
  base::ByteSpan encode(std::size_t i);

  const std::uint64_t chain_id_;
  const eth::TxType automatic_;
  std::vector<Entry> entries_;
  std::vector<crypto::SignJob> jobs_;
  std::vector<base::ByteSpan> unsigned_;  // within buffer_, while signing
  std::vector<base::Bytes32> digests_;
  base::Bytes buffer_;
  std::size_t count_ = 0;
};

}  // namespace seiload::load
