#pragma once
// JSON-RPC 2.0 over a Chain: the text of a request in, the text of the answer out. Thread rule: any thread;
// senders are recovered outside of the chain's lock. Whatever the text is, there is an answer, or there is
// none because the requests were notifications.

#include <optional>
#include <string>
#include <string_view>

#include "json/value.h"
#include "mockchain/chain.h"
#include "mockchain/fault.h"
#include "mockchain/subscriptions.h"

namespace seiload::mockchain {

inline constexpr std::size_t kMaxBatch = 1000;  // requests; geth's default

// Who asks, and when.
struct Caller {
  Subscriptions* subscriptions = nullptr;  // the connection's; null where it cannot have any
  sys::TimePoint now{};
  BatchFaults faults{};
};

class Methods {
 public:
  // The windows of the faults count from `started`. Chain and faults outlive it; null: no faults.
  explicit Methods(Chain& chain, const Faults* faults = nullptr, sys::TimePoint started = {})
      : chain_(chain), faults_(faults), started_(started) {}

  struct Answer {
    std::string text;        // empty: nothing is to be answered
    base::Duration cost{0};  // how much later it comes: what the node took for its receipts
    base::Duration wait{0};  // the same, for the turn of its last transaction
  };
  // To a request or a batch of them.
  Answer answer(std::string_view text, const Caller& caller = {}) const;

 private:
  void answer_one(const json::Value& request, const Caller& caller, Answer& answer) const;

  Chain& chain_;
  const Faults* const faults_;
  const sys::TimePoint started_;
};

}  // namespace seiload::mockchain
