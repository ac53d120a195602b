#pragma once
// One set-up transaction from its fees to its receipt, as questions to a node and their replies: a state
// machine that knows no network and no clock.
//
//   head (-> gas price, where there is no base fee) -> nonce -> send -> receipt -> done
//   no receipt for a while:   -> head -> send, the same nonce at a higher fee, while the cap allows ->
//   receipt status 0:                 -> replay by eth_call at its block, for the reason -> done
//
// What may pass is asked again until the patience ends: no connection, a rate limit, a nonce that another
// program took. Sending the same bytes twice is harmless, so a send without an answer is repeated, and all
// versions of a transaction are looked for. Thread rule: one owner.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/uint256.h"
#include "chain/node_call.h"
#include "chain/transaction_fees.h"
#include "eth/abi_type.h"
#include "eth/address.h"
#include "sys/clock.h"

namespace seiload::chain {

struct Sender {
  eth::Address address;
  const base::Bytes32* key;  // outlives what it signs; signed with in constant time
  std::uint64_t chain_id;
  std::uint64_t max_fee = kSetUpFeeCap;  // wei a gas: what fees are limited and raised to
};

// A call that shows why a transaction reverted.
struct Replay {
  eth::Address from;
  std::optional<eth::Address> to;
  base::Bytes data;
};

struct SetUpTransaction {
  std::string what;                // "deploying ERC20": begins every message
  std::optional<eth::Address> to;  // nothing: creates a contract
  base::Bytes data;
  base::Uint256 value;  // wei
  std::uint64_t gas_limit = 0;
  std::optional<Replay> replay = {};             // where the transaction's own call would not tell
  std::vector<eth::abi::Signature> errors = {};  // custom ones, for the reason of a revert

  // What is known beforehand, where many are sent together (chain/send_many.h).
  std::optional<std::uint64_t> nonce = {};  // and no other will do; needs fees, too
  std::optional<Fees> fees = {};            // of the first version
  // Instead of value: what the transaction takes in all, so that the value is what its fee leaves of this.
  std::optional<base::Uint256> total = {};
};

struct SetUpReceipt {
  base::Bytes32 hash{};
  std::uint64_t nonce = 0, block = 0, gas_used = 0;
  bool succeeded = false;
  std::string reason;  // why not, for people: "'insufficient balance'", "out of gas"
};

class TransactionCourse {
 public:
  struct Pace {
    sys::Duration patience = std::chrono::seconds(30);  // from the first sending; as long for what is before
    sys::Duration replace_after = std::chrono::seconds(10);
    sys::Duration poll = std::chrono::milliseconds(250);
  };
  struct Question {
    std::string_view method;
    std::string params;
  };

  // Both outlive it.
  TransactionCourse(const SetUpTransaction& transaction, const Sender& sender, sys::TimePoint now,
                    const Pace& pace);

  // What to ask now, to be followed by take(). Nothing: it is done, or waits until wake_at().
  std::optional<Question> next(sys::TimePoint now);
  sys::TimePoint wake_at() const;
  void take(const base::Result<NodeReply>& reply, sys::TimePoint now);

  bool is_done() const { return state_ == State::done; }
  // Of a done one: its receipt, whether it succeeded or not, or an Error: timeout, or remote where the node
  // refuses it. Messages begin with what the transaction is for.
  base::Result<SetUpReceipt> result() const;

 private:
  enum class State : std::uint8_t { head, gas_price, nonce, send, receipt, replay, done };

  std::string params_of(State state) const;
  void take_head(const std::string& result, sys::TimePoint now);
  void take_gas_price(const std::string& result, sys::TimePoint now);
  void take_fees(base::Result<Fees> fees, sys::TimePoint now);
  void take_nonce(const std::string& result, sys::TimePoint now);
  void take_receipt(const std::string& result, sys::TimePoint now);
  void take_refusal(const NodeReply& reply, sys::TimePoint now);
  void take_replay(const NodeReply& reply, sys::TimePoint now);
  void take_error(std::string cause, bool is_definite, sys::TimePoint now);
  void sign();
  std::optional<Fees> raised_fees(const Fees& by_latest_block) const;
  void wait_for_receipt(sys::TimePoint now);
  void again(std::string cause, sys::TimePoint now);
  void give_up();
  void fail(base::Code code, std::string_view message);

  const SetUpTransaction& transaction_;
  const Sender& sender_;
  const Pace pace_;
  State state_ = State::head;
  sys::TimePoint deadline_, retry_at_ = sys::kPast, replace_at_ = sys::kNever;
  Fees fees_;
  std::uint64_t nonce_ = 0;
  base::Bytes raw_;                      // the last version
  std::vector<base::Bytes32> versions_;  // by hash, the last one last
  std::size_t looked_for_ = 0;           // which of them is asked for next
  bool is_sent_ = false;                 // a version may have reached the node
  std::string last_cause_;               // why something is asked again
  SetUpReceipt receipt_;
  std::optional<base::Error> error_;
};

}  // namespace seiload::chain
