#pragma once
// JSON-RPC 2.0 over a Chain: the text of a request in, the text of the answer out. Thread rule: any thread; senders are
// recovered outside of the chain's lock. Whatever the text is, there is an answer, or there is none because the requests
// were notifications.

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "json/value.h"
#include "mockchain/chain.h"
#include "mockchain/fault.h"
#include "mockchain/subscriptions.h"

namespace seiload::mockchain {

inline constexpr std::size_t kMaxBatch = 1000;  // requests; geth's default

// The answer to one eth_sendRawTransaction that is refused without a look at it: the message of the error.
using RefuseSend = std::function<std::optional<std::string>()>;

class Methods {
 public:
  explicit Methods(Chain& chain, RefuseSend refuse_send = nullptr)
      : chain_(chain), refuse_send_(std::move(refuse_send)) {}

  // A request or a batch of them. Empty: nothing is to be answered. `subscriptions` are the connection's; null where it
  // cannot have any.
  std::string answer(std::string_view text, Subscriptions* subscriptions = nullptr, const BatchFaults& faults = {}) const;

  struct Failure {
    int code = 0;
    std::string message;
  };

 private:
  void answer_one(const json::Value& request, Subscriptions* subscriptions, std::string& out) const;

  Chain& chain_;
  const RefuseSend refuse_send_;
};

}  // namespace seiload::mockchain
