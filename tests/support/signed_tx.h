#pragma once
// Signed transactions for tests of what takes them.

#include "eth/account.h"
#include "eth/transaction.h"

namespace seiload::test {

inline eth::Address account_address(std::uint64_t account) {
  return eth::address_of_key(eth::pool_key(1, 0, account));
}

// A transfer of 1 wei by account 0 that a chain with id 1337 and a base fee under 2 gwei takes; change what
// matters.
inline eth::Transaction transfer(std::uint64_t nonce = 0) {
  eth::Transaction tx;
  tx.chain_id = 1337;
  tx.nonce = nonce;
  tx.fee_cap = tx.gas_price = 2'000'000'000;
  tx.tip_cap = 1'000'000'000;
  tx.gas_limit = 21000;
  tx.to = eth::Address{{0xbe, 0xef}};
  tx.value = 1;
  return tx;
}

inline base::Bytes sign(const eth::Transaction& tx, std::uint64_t account = 0) {
  const base::Bytes32 key = eth::pool_key(1, 0, account);
  crypto::SignJob job{&key, eth::signing_digest(tx), {}};
  crypto::sign({&job, 1});
  return eth::encode_signed(tx, job.signature);
}

}  // namespace seiload::test
