#include "load/signer.h"

#include <algorithm>

#include "base/check.h"
#include "crypto/keccak.h"

namespace seiload::load {
Signer::Signer(std::uint64_t chain_id, eth::TxType default_type, bool with_hashes)
    : chain_id_(chain_id),
      default_type_(default_type),
      with_hashes_(with_hashes),
      entries_(kBatch),
      jobs_(kBatch),
      encoded_(kBatch),
      hashes_(kBatch) {}

void Signer::add(std::uint32_t tag, const workload::Intent& intent, std::uint64_t nonce,
                 const base::Bytes32& account_key) {
  CHECK(!full());
  eth::Transaction tx;
  tx.type = intent.type.value_or(default_type_);
  if (tx.type == eth::TxType::legacy && !intent.access_list.empty()) tx.type = eth::TxType::access_list;
  tx.chain_id = chain_id_;
  tx.nonce = nonce;
  tx.gas_price = tx.fee_cap = intent.fee_cap;
  tx.tip_cap = intent.tip_cap;
  tx.gas_limit = intent.gas_limit;
  tx.to = intent.to;
  tx.value = intent.value;
  tx.data = intent.data;
  Entry& entry = entries_[count_];
  entry.tag = tag;
  entry.buffer.resize(std::max(entry.buffer.size(), eth::encoded_size_bound(tx, intent.access_list)));
  entry.encoding = eth::Encoding(tx, intent.access_list, entry.buffer);
  if (intent.fresh_sender) entry.fresh_key = intent.fresh_key;
  jobs_[count_].key = intent.fresh_sender ? &entry.fresh_key : &account_key;
  __builtin_prefetch(&account_key);  // one of many: it is on its way when sign() wants it
  ++count_;
}

void Signer::sign() {
  for (std::size_t i = 0; i < count_; ++i) encoded_[i] = entries_[i].encoding.to_sign();
  hash();
  for (std::size_t i = 0; i < count_; ++i) jobs_[i].digest = hashes_[i];
  crypto::sign(std::span(jobs_).first(count_), workspace_);
  for (std::size_t i = 0; i < count_; ++i) encoded_[i] = entries_[i].encoding.with(jobs_[i].signature);
  if (with_hashes_) hash();
}

void Signer::hash() {
  crypto::keccak256_many(std::span(encoded_).first(count_), std::span(hashes_).first(count_));
}

}  // namespace seiload::load
