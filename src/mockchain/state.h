#pragma once
// The accounts: balances, nonces, which are contracts. An account nobody touched has the balance that all
// start with and takes no room; one that was touched stays, about 100 bytes. Not for several threads at once:
// see chain.h.

#include <optional>
#include <unordered_map>

#include "mockchain/transaction.h"

namespace seiload::mockchain {

struct Account {
  base::Uint256 balance;  // wei
  std::uint64_t nonce = 0;
  bool is_contract = false;

  friend bool operator==(const Account&, const Account&) = default;
};

// What a contract's code reads as: one invalid instruction, because nothing is ever run.
inline constexpr std::uint8_t kContractCode = 0xfe;

struct Execution {
  std::uint64_t gas_used = 0;
  std::optional<eth::Address> created;  // of a contract creation: the contract's address
  bool succeeded = true;

  friend bool operator==(const Execution&, const Execution&) = default;
};

class State {
 public:
  // The deterministic deployment proxy is there from the start.
  explicit State(const base::Uint256& initial_balance);

  Account find(const eth::Address& address) const;

  // Takes gas and value from the sender (down to zero where they are not covered), gives the value to the
  // receiver, and sets the sender's nonce behind the transaction's. Fees go to nobody. One that fails uses
  // all of its gas, and does nothing else.
  Execution execute(const Transaction& tx, std::uint64_t base_fee, bool fails);

  std::size_t touched() const { return accounts_.size(); }

 private:
  Account& touch(const eth::Address& address);

  const base::Uint256 initial_balance_;
  std::unordered_map<eth::Address, Account> accounts_;
};

}  // namespace seiload::mockchain
