#include "load/signer.h"

#include <algorithm>

#include "base/check.h"
#include "crypto/keccak.h"

namespace seiload::load {
namespace {

eth::TxType type_of(profile::TxType wanted, eth::TxType automatic) {
  switch (wanted) {
    case profile::TxType::automatic:
      return automatic;
    case profile::TxType::legacy:
      return eth::TxType::legacy;
    case profile::TxType::access_list:
      return eth::TxType::access_list;
    case profile::TxType::dynamic_fee:
      return eth::TxType::dynamic_fee;
  }
  return automatic;
}

}  // namespace

Signer::Signer(std::uint64_t chain_id, eth::TxType automatic)
    : chain_id_(chain_id),
      automatic_(automatic),
      entries_(kBatch),
      jobs_(kBatch),
      unsigned_(kBatch),
      digests_(kBatch) {}

void Signer::add(std::uint32_t tag, const scenario::Intent& intent, std::uint64_t nonce,
                 const base::Bytes32& account_key) {
  CHECK(!full());
  Entry& entry = entries_[count_];
  entry.tag = tag;
  eth::Transaction& tx = entry.transaction;
  tx.type = type_of(intent.type, automatic_);
  tx.chain_id = chain_id_;
  tx.nonce = nonce;
  tx.gas_price = tx.fee_cap = intent.fee_cap;
  tx.tip_cap = intent.tip_cap;
  tx.gas_limit = intent.gas_limit;
  tx.to = intent.to;
  tx.value = intent.value;
  entry.fresh_key = intent.fresh_key;
  jobs_[count_].key = intent.fresh_sender ? &entry.fresh_key : &account_key;
  ++count_;
}

void Signer::sign() {
  std::size_t needed = 0;
  for (std::size_t i = 0; i < count_; ++i) needed += eth::encoded_size_bound(entries_[i].transaction);
  buffer_.resize(std::max(buffer_.size(), needed));
  std::span<std::uint8_t> room(buffer_);
  for (std::size_t i = 0; i < count_; ++i) {
    const std::size_t bound = eth::encoded_size_bound(entries_[i].transaction);
    unsigned_[i] = eth::encode_unsigned(entries_[i].transaction, room.first(bound));
    room = room.subspan(bound);
  }
  crypto::keccak256_many(std::span(unsigned_).first(count_), std::span(digests_).first(count_));
  for (std::size_t i = 0; i < count_; ++i) jobs_[i].digest = digests_[i];
  crypto::sign(std::span(jobs_).first(count_));
}

base::ByteSpan Signer::encode(std::size_t i) {
  return eth::encode_signed(entries_[i].transaction, jobs_[i].signature, buffer_);
}

}  // namespace seiload::load
