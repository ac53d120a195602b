#pragma once
// Pays accounts from the root key's account until each has what it should: by a contract that pays many in
// one transaction, or by plain transfers. What there is to pay follows from the chain alone, and transactions
// of the root key that still wait are waited for before anyone looks, so that a funding that was killed goes
// on where it stopped and pays nothing twice. Everything is planned first, with the money it takes. Blocks
// its thread; wakes immediately for the stop.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "base/uint256.h"
#include "chain/node_call.h"
#include "chain/start.h"
#include "chain/transaction_sender.h"
#include "eth/address.h"
#include "rpc/endpoint.h"

namespace seiload::chain {

struct FundingTerms {
  base::Uint256 target;          // wei, that each account should have
  std::size_t batch_size = 200;  // accounts a transaction, at most
  bool by_contract = true;       // else by transfers
  // Of the accounts below the target, those to be paid; nothing: all.
  std::function<bool(std::size_t account, const base::Uint256& balance)> wants = {};
  bool is_spent_meanwhile = false;  // by a load: afterwards nothing says what an account should have
};

// Where and by whom. All of it outlives the funding.
struct FundingPlace {
  const rpc::Endpoint& endpoint;
  const NodeCalls& ask_many;
  const TransactionSender& root;
  std::function<StartLimits()> limits;  // of the next step
  const net::ResolverConfig& resolver;
  const sys::Clock& clock;
  const sys::Event& stop;
  sys::Log& log;

  SetupContext context(const StartLimits& now) const { return {resolver, now, clock, stop, &log}; }
};

class Funding {
 public:
  Funding(std::span<const eth::Address> accounts, const FundingTerms& terms, const FundingPlace& place)
      : accounts_(accounts), terms_(terms), place_(place) {}

  // Reads the balances, and what paying costs at most.
  base::Status plan();
  std::size_t to_pay() const { return under_.size(); }
  bool needs_contract() const { return terms_.by_contract && !under_.empty(); }
  const base::Uint256& need() const { return need_; }  // wei, fees included
  // The same with every transaction at the most that its fees may be raised to (Sender::max_fee).
  const base::Uint256& worst_case() const { return most_; }

  // Pays, and reads the balances again until all is there. `contract` where needs_contract(). An Error: the
  // root key is too poor (before any transaction), a payment that reverted or got lost, or an account that
  // still has too little.
  base::Status pay(const std::optional<eth::Address>& contract);

  // After plan(), and after pay() or as far as it came.
  std::span<const base::Uint256> before() const { return before_; }
  std::span<const base::Uint256> after() const { return after_; }
  std::uint64_t transactions() const { return sent_; }

 private:
  base::Status check_balance() const;
  std::size_t batch_of(std::uint64_t block_gas_limit) const;
  std::size_t jobs() const { return (under_.size() + batch_ - 1) / batch_; }
  SetUpTransaction payment(std::size_t job, const std::optional<eth::Address>& contract) const;
  base::Status read_after();

  const std::span<const eth::Address> accounts_;
  const FundingTerms terms_;
  const FundingPlace& place_;
  std::vector<base::Uint256> before_, after_;
  std::vector<std::size_t> under_;      // accounts below the target
  std::vector<base::Uint256> missing_;  // of each of these
  std::size_t batch_ = 1;               // accounts a transaction
  std::uint64_t transfer_gas_ = 0;
  Fees fees_;
  std::uint64_t first_nonce_ = 0;
  base::Uint256 need_, most_;
  std::uint64_t sent_ = 0;
};

// The gas limit of a plain transfer: 21000, or where the node asks for more, a fifth more than that.
base::Result<std::uint64_t> transfer_gas(const TransactionSender& ask, const eth::Address& from,
                                         const eth::Address& to);

}  // namespace seiload::chain
