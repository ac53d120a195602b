#include "mockchain/pool.h"

#include <algorithm>
#include <queue>
#include <vector>

#include "base/text.h"
#include "eth/address.h"

namespace seiload::mockchain {
namespace {

using base::cat;
using base::Uint256;

// geth's PriceBump: both caps of a replacement are at least 10 % above those of what it replaces.
bool is_bumped(const Uint256& next, const Uint256& before) {
  const auto tenfold = Uint256::multiply(next, 10), elevenfold = Uint256::multiply(before, 11);
  if (!elevenfold) return false;
  return next > before && (!tenfold || *tenfold >= *elevenfold);
}

std::string difference(const Uint256& a, const Uint256& b) {
  return Uint256::subtract(a, b).value_or(Uint256()).to_decimal();
}

}  // namespace

std::optional<std::string> Pool::check_funds(const Transaction& tx, const Account& account,
                                             const Sender* sender, const Transaction* replaced) const {
  if (account.balance < tx.cost())
    return cat("insufficient funds for gas * price + value: balance ", account.balance.to_decimal(),
               ", tx cost ", tx.cost().to_decimal(), ", overshot ", difference(tx.cost(), account.balance));
  if (sender == nullptr) return std::nullopt;
  Uint256 others = sender->cost;
  if (replaced != nullptr) others = *Uint256::subtract(others, replaced->cost());
  const auto need = Uint256::add(others, tx.cost());
  if (need && *need <= account.balance) return std::nullopt;
  const std::string overshot = need ? difference(*need, account.balance) : "too much";
  return cat("insufficient funds for gas * price + value: balance ", account.balance.to_decimal(),
             ", queued cost ", sender->cost.to_decimal(), replaced != nullptr ? ", tx bumped " : ", tx cost ",
             replaced != nullptr ? difference(tx.cost(), replaced->cost()) : tx.cost().to_decimal(),
             ", overshot ", overshot);
}

bool Pool::has_room(const Sender& sender, bool executable) const {
  if (executable) return executable_ < max_size_;
  return sender.by_nonce.size() - sender.executable < kMaxQueuedOfAccount &&
         size() - executable_ < (max_size_ + 3) / 4;
}

std::optional<std::string> Pool::add(TransactionPtr tx, const Account& account, std::uint64_t base_fee,
                                     const Arrival& arrival, bool drop) {
  if (by_hash_.contains(tx->hash())) return "already known";
  if (!strict_) {
    const bool is_full = size() >= max_size_;
    if (is_full && overflow_ == Config::Overflow::refuse) return "txpool is full";
    if (is_full || drop) return std::nullopt;
    by_hash_.emplace(tx->hash(), tx);
    in_order_.push_back({std::move(tx), arrivals_++, arrival});
    return std::nullopt;
  }
  const std::uint64_t nonce = tx->body().nonce;
  if (tx->fee_cap() < Uint256(base_fee))
    return cat("max fee per gas less than block base fee: address ", eth::to_checksum(tx->sender()),
               ", maxFeePerGas: ", tx->fee_cap().to_decimal(), ", baseFee: ", base_fee);
  if (nonce < account.nonce) return cat("nonce too low: next nonce ", account.nonce, ", tx nonce ", nonce);

  const auto found = senders_.find(tx->sender());
  Sender* sender = found == senders_.end() ? nullptr : &found->second;
  const Transaction* replaced = nullptr;
  if (sender != nullptr)
    if (const auto same = sender->by_nonce.find(nonce); same != sender->by_nonce.end())
      replaced = same->second.tx.get();
  if (auto fault = check_funds(*tx, account, sender, replaced)) return fault;
  if (replaced != nullptr &&
      (!is_bumped(tx->fee_cap(), replaced->fee_cap()) || !is_bumped(tx->tip_cap(), replaced->tip_cap())))
    return "replacement transaction underpriced";
  const bool refuses = overflow_ == Config::Overflow::refuse;
  if (replaced == nullptr && refuses && size() >= max_size_) return "txpool is full";
  const Sender none;
  const Sender& known = sender == nullptr ? none : *sender;
  if (drop ||
      (replaced == nullptr && !refuses && !has_room(known, nonce == account.nonce + known.executable)))
    return std::nullopt;

  if (sender == nullptr) sender = &senders_[tx->sender()];
  if (replaced != nullptr) {
    sender->cost = *Uint256::subtract(sender->cost, replaced->cost());
    by_order_.erase(sender->by_nonce.find(nonce)->second.order);
    by_hash_.erase(replaced->hash());
  }
  sender->cost = *Uint256::add(sender->cost, tx->cost());
  by_hash_.emplace(tx->hash(), tx);
  if (has_ttl()) by_order_.emplace(arrivals_, Key{tx->sender(), nonce});
  sender->by_nonce[nonce] = {std::move(tx), arrivals_++, arrival};
  const auto next = [&] { return account.nonce + sender->executable; };
  for (auto at = sender->by_nonce.find(next()); at != sender->by_nonce.end() && at->first == next(); ++at)
    ++sender->executable, ++executable_;
  return std::nullopt;
}

bool Pool::is_expired(const Arrival& arrival, const Arrival& now) const {
  return (ttl_.count() != 0 && now.time - arrival.time > ttl_) ||
         (ttl_blocks_ != 0 && now.blocks - arrival.blocks >= ttl_blocks_);
}

void Pool::expire(const State& state, const Arrival& now) {
  while (!in_order_.empty() && is_expired(in_order_.front().arrival, now)) {
    by_hash_.erase(in_order_.front().tx->hash());
    in_order_.pop_front();
  }
  while (!by_order_.empty()) {
    const auto [address, nonce] = by_order_.begin()->second;
    const auto found = senders_.find(address);
    Sender& sender = found->second;
    const auto at = sender.by_nonce.find(nonce);
    if (!is_expired(at->second.arrival, now)) return;
    sender.cost = *Uint256::subtract(sender.cost, at->second.tx->cost());
    by_hash_.erase(at->second.tx->hash());
    const std::size_t before_gap =
        std::min<std::uint64_t>(sender.executable, nonce - state.find(address).nonce);
    executable_ -= sender.executable - before_gap;
    sender.executable = before_gap;
    sender.by_nonce.erase(at);
    if (sender.by_nonce.empty()) senders_.erase(found);
    by_order_.erase(by_order_.begin());
  }
}

void Pool::drain(const State& state, std::uint64_t base_fee, Room room,
                 const std::function<std::uint64_t(const TransactionPtr&)>& execute) {
  if (!strict_) return drain_in_order(room, execute);
  struct Head {
    Uint256 tip;
    std::uint64_t order;
    const eth::Address* address;
    bool operator<(const Head& other) const {
      return tip != other.tip ? tip < other.tip : order > other.order;
    }
  };
  std::vector<Head> first;
  const auto head_of = [&](const eth::Address& address, const Waiting& waiting) {
    return Head{waiting.tx->tip(base_fee), waiting.order, &address};
  };
  const auto is_payable = [&](const Waiting& waiting) { return waiting.tx->fee_cap() >= Uint256(base_fee); };
  for (const auto& [address, sender] : senders_) {
    const auto& [nonce, waiting] = *sender.by_nonce.begin();
    if (nonce == state.find(address).nonce && is_payable(waiting)) first.push_back(head_of(address, waiting));
  }
  std::priority_queue<Head> heads(std::less<Head>(), std::move(first));
  std::uint64_t& gas_limit = room.gas_limit;
  for (; !heads.empty() && gas_limit > 0 && room.transactions > 0; --room.transactions) {
    const Head head = heads.top();
    heads.pop();
    const auto found = senders_.find(*head.address);
    Sender& sender = found->second;
    const auto at = sender.by_nonce.begin();
    if (at->second.tx->body().gas_limit > gas_limit) {  // and so the account is done for this block
      ++room.transactions;
      continue;
    }
    const std::uint64_t nonce = at->first;
    const TransactionPtr tx = std::move(at->second.tx);
    by_order_.erase(at->second.order);
    sender.by_nonce.erase(at);
    --sender.executable, --executable_;
    sender.cost = *Uint256::subtract(sender.cost, tx->cost());
    by_hash_.erase(tx->hash());
    gas_limit -= std::min(gas_limit, execute(tx));
    if (sender.by_nonce.empty()) {
      senders_.erase(found);
      continue;
    }
    const auto& [next, waiting] = *sender.by_nonce.begin();
    if (next == nonce + 1 && is_payable(waiting)) heads.push(head_of(*head.address, waiting));
  }
}

void Pool::drain_in_order(Room room,
                          const std::function<std::uint64_t(const TransactionPtr&)>& execute) {
  std::uint64_t& gas_limit = room.gas_limit;
  const std::uint64_t whole = gas_limit;
  for (; !in_order_.empty() && gas_limit > 0 && room.transactions > 0; --room.transactions) {
    const std::uint64_t wanted = std::min(in_order_.front().tx->body().gas_limit, whole);
    if (wanted > gas_limit) return;
    const TransactionPtr tx = std::move(in_order_.front().tx);
    in_order_.pop_front();
    by_hash_.erase(tx->hash());
    gas_limit -= std::min(gas_limit, execute(tx));
  }
}

TransactionPtr Pool::find(const base::Bytes32& hash) const {
  const auto found = by_hash_.find(hash);
  return found == by_hash_.end() ? nullptr : found->second;
}

std::uint64_t Pool::next_nonce(const eth::Address& address, const Account& account) const {
  const auto found = senders_.find(address);
  return found == senders_.end() ? account.nonce : account.nonce + found->second.executable;
}

Pool::Counts Pool::counts() const {
  if (!strict_) return {in_order_.size(), 0};
  return {executable_, size() - executable_};
}

void Pool::clear() {
  executable_ = 0;
  by_order_.clear();
  by_hash_.clear();
  senders_.clear();
  in_order_.clear();
}

}  // namespace seiload::mockchain
