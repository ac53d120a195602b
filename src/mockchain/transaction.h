#pragma once
// A transaction as the chain keeps it, with what the rules of admission look at. Immutable once made, so that
// pool, blocks and answers share it; any thread. Making one recovers the sender, which is by far the most
// expensive thing the chain does: it is done outside of every lock.

#include <memory>
#include <memory_resource>
#include <optional>
#include <string>
#include <vector>

#include "eth/transaction.h"
#include "mockchain/config.h"

namespace seiload::mockchain {

class Transaction {
  struct Key {};  // only decode() makes any

 public:
  Transaction(Key, std::pmr::memory_resource& memory) : raw_(&memory) {}
  // The error's message is what eth_sendRawTransaction answers.
  static base::Result<std::shared_ptr<const Transaction>> decode(base::ByteSpan raw,
                                                                 const eth::SenderOf* sender_of = nullptr);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  const eth::Transaction& body() const { return signed_.tx; }
  const crypto::Signature& signature() const { return signed_.signature; }
  const eth::Address& sender() const { return signed_.sender; }
  const base::Bytes32& hash() const { return signed_.hash; }
  std::size_t size() const { return raw_.size(); }
  base::ByteSpan raw() const { return raw_; }

  const base::Uint256& fee_cap() const;  // of types 0 and 1 the gas price
  const base::Uint256& tip_cap() const;
  const base::Uint256& cost() const {
    return cost_;
  }                                                 // gas limit times fee cap, plus value; at most 2^256 - 1
  base::Uint256 tip(std::uint64_t base_fee) const;  // what the block's maker gets a gas
  base::Uint256 gas_price(std::uint64_t base_fee) const;  // what is paid a gas in such a block

 private:
  std::pmr::vector<std::uint8_t> raw_;  // signed_ has views of it
  eth::SignedTransaction signed_;
  base::Uint256 cost_;
};

using TransactionPtr = std::shared_ptr<const Transaction>;

inline constexpr std::size_t kMaxTransactionSize = 4 * 32 * 1024;  // bytes; geth's txMaxSize

// Whether a strict chain takes the transaction, as far as that depends neither on accounts nor on the pool.
// Nothing, or the error message that geth gives (core/txpool/validation.go, core/error.go), in geth's order.
std::optional<std::string> validate(const Transaction& tx, const Config& config);

// What the transaction is charged once it is in a block: the larger of intrinsic gas and the floor of
// EIP-7623, and for what would run, as nothing does, an estimate: kCallGas for a call of a contract,
// kDepositGas a byte of init code. At most the gas limit.
inline constexpr std::uint64_t kCallGas = 30'000;
inline constexpr std::uint64_t kDepositGas = 200;
std::uint64_t gas_used(const eth::Transaction& tx, bool to_contract);

// The contract that a transaction creates, or has created by the deterministic proxy (eth/create2.h), which
// is there from the start. Nothing if it creates none.
std::optional<eth::Address> created_by(const Transaction& tx);

}  // namespace seiload::mockchain
