#include "mockchain/transaction.h"

#include <algorithm>
#include <mutex>

#include "base/text.h"
#include "eth/create2.h"
#include "eth/gas.h"

namespace seiload::mockchain {
namespace {

using base::cat;
using base::Uint256;

const Uint256 kLargest = Uint256::from_be_bytes(base::ByteSpan(base::Bytes(32, 0xff)));
constexpr std::size_t kSaltSize = 32;

bool is_for_proxy(const eth::Transaction& tx) {
  return tx.to == eth::kDeploymentProxy && tx.data.size() >= kSaltSize;
}

// Where transactions stand. They are made by whichever thread has the connection, and most go with a block, a
// minute later: in malloc's arenas, one a thread, each would keep room for the most that its thread ever had.
// Here there is room for the most that there ever were, and a new one takes the place of an old one.
class Store final : public std::pmr::memory_resource {
 private:
  void* do_allocate(std::size_t bytes, std::size_t alignment) override {
    const std::lock_guard lock(mutex_);
    return pool_.allocate(bytes, alignment);
  }
  void do_deallocate(void* at, std::size_t bytes, std::size_t alignment) override {
    const std::lock_guard lock(mutex_);
    pool_.deallocate(at, bytes, alignment);
  }
  bool do_is_equal(const memory_resource& other) const noexcept override { return this == &other; }

  std::mutex mutex_;
  // Guarded by mutex_. In pieces of a MB: the pool fills a new one before it looks for room in the older
  // ones; left to itself it doubles them, and one transaction more than ever before took 11 MB.
  std::pmr::unsynchronized_pool_resource pool_{std::pmr::pool_options{.max_blocks_per_chunk = 2048}};
};

Store& store() {
  static Store one;
  return one;
}

}  // namespace

base::Result<TransactionPtr> Transaction::decode(base::ByteSpan raw, const eth::SenderOf* sender_of) {
  if (raw.empty() || (raw[0] < 0x80 && raw.size() == 1))
    return base::invalid_input("typed transaction too short");
  if (raw[0] < 0x80 && raw[0] != 1 && raw[0] != 2)
    return base::invalid_input("transaction type not supported");
  const auto tx = std::allocate_shared<Transaction>(std::pmr::polymorphic_allocator<Transaction>(&store()),
                                                    Key(), store());
  tx->raw_.assign(raw.begin(), raw.end());
  auto decoded = sender_of != nullptr ? eth::decode_transaction(tx->raw_, *sender_of)
                                      : eth::decode_transaction(tx->raw_);
  if (!decoded) return std::move(decoded).error();
  tx->signed_ = std::move(*decoded);
  const auto fee = Uint256::multiply(tx->fee_cap(), tx->body().gas_limit);
  const auto cost = fee ? Uint256::add(*fee, tx->body().value) : std::nullopt;
  tx->cost_ = cost.value_or(kLargest);
  return TransactionPtr(tx);
}

const Uint256& Transaction::fee_cap() const {
  return body().type == eth::TxType::dynamic_fee ? body().fee_cap : body().gas_price;
}

const Uint256& Transaction::tip_cap() const {
  return body().type == eth::TxType::dynamic_fee ? body().tip_cap : body().gas_price;
}

Uint256 Transaction::tip(std::uint64_t base_fee) const {
  return std::min(tip_cap(), Uint256::subtract(fee_cap(), base_fee).value_or(Uint256()));
}

Uint256 Transaction::gas_price(std::uint64_t base_fee) const {
  return Uint256::add(tip(base_fee), base_fee).value_or(kLargest);
}

std::optional<std::string> validate(const Transaction& tx, const Config& config) {
  const eth::Transaction& body = tx.body();
  if (body.type == eth::TxType::legacy && body.chain_id == 0)
    return "only replay-protected (EIP-155) transactions allowed over RPC";
  if (tx.size() > kMaxTransactionSize)
    return cat("oversized data: transaction size ", tx.size(), ", limit ", kMaxTransactionSize);
  if (!body.to && body.data.size() > eth::kMaxInitCodeSize)
    return cat("max initcode size exceeded: code size ", body.data.size(), ", limit ", eth::kMaxInitCodeSize);
  if (body.gas_limit > config.gas_limit) return "exceeds block gas limit";
  if (tx.fee_cap() < tx.tip_cap()) return "max priority fee per gas higher than max fee per gas";
  if (body.chain_id != config.chain_id)
    return cat("invalid sender: invalid chain id for signer: have ", body.chain_id, " want ",
               config.chain_id);
  if (body.nonce == ~std::uint64_t{0}) return "nonce has max value";
  if (const std::uint64_t least = eth::intrinsic_gas(body); body.gas_limit < least)
    return cat("intrinsic gas too low: gas ", body.gas_limit, ", minimum needed ", least);
  if (const std::uint64_t least = eth::floor_gas(body.data); body.gas_limit < least)
    return cat("insufficient gas for floor data gas cost: gas ", body.gas_limit, ", minimum needed ", least);
  return std::nullopt;
}

std::uint64_t gas_used(const eth::Transaction& tx, bool to_contract) {
  std::uint64_t gas = eth::intrinsic_gas(tx);
  if (!tx.to) gas += kDepositGas * tx.data.size();
  if (to_contract)
    gas += is_for_proxy(tx) ? eth::kCreationGas + kDepositGas * (tx.data.size() - kSaltSize) : kCallGas;
  return std::min(std::max(gas, eth::floor_gas(tx.data)), tx.gas_limit);
}

std::optional<eth::Address> created_by(const Transaction& tx) {
  const eth::Transaction& body = tx.body();
  if (!body.to) return eth::create_address(tx.sender(), body.nonce);
  if (!is_for_proxy(body)) return std::nullopt;
  base::Bytes32 salt;
  std::copy_n(body.data.begin(), kSaltSize, salt.begin());
  return eth::create2_address(*body.to, salt, body.data.subspan(kSaltSize));
}

}  // namespace seiload::mockchain
