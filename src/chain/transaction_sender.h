#pragma once
// Sends the transactions of a set-up, one after the other, each until its receipt
// (chain/transaction_course.h). Blocks its thread; wakes immediately for the stop. Thread rule: one owner.

#include <string>
#include <string_view>

#include "chain/node_call.h"
#include "chain/transaction_course.h"
#include "sys/clock.h"
#include "sys/event.h"

namespace seiload::chain {

class TransactionSender {
 public:
  // All but the pace outlive it.
  TransactionSender(const NodeCall& call, const Sender& sender, const sys::Clock& clock,
                    const sys::Event& stop, const TransactionCourse::Pace& pace = {})
      : call_(call), sender_(sender), clock_(clock), stop_(stop), pace_(pace) {}

  const Sender& sender() const { return sender_; }

  // One question whose answer is a result, asked again until the patience ends where it may pass. Errors name
  // the method.
  base::Result<std::string> ask(std::string_view method, const std::string& params) const;
  // The same where the result is a quantity, such as eth_getBalance.
  base::Result<base::Uint256> ask_quantity(std::string_view method, const std::string& params) const;
  // What a transaction sent now would pay, by the latest block.
  base::Result<Fees> ask_fees() const;
  // Waits for as long as a node needs for something new, the interval of polls.
  base::Status pause() const;

  // The receipt of what got into a block, whether it succeeded or not; else an Error: stopped, timeout, or
  // remote where the node refuses it.
  base::Result<SetUpReceipt> send(const SetUpTransaction& transaction) const;

 private:
  const NodeCall& call_;
  const Sender& sender_;
  const sys::Clock& clock_;
  const sys::Event& stop_;
  const TransactionCourse::Pace pace_;
};

// "deploying Pair: reverted: 'no liquidity' (status 0 in block 12, gas used 45678 of 3000000, transaction
// 0x...)".
base::Error revert_error(const SetUpTransaction& transaction, const SetUpReceipt& receipt);

}  // namespace seiload::chain
