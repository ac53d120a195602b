#pragma once
// One question to a node and its reply, as set-up asks them: the seam between what decides (the course of a
// transaction, deployment) and what is connected, so that the former is tested without a network.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "rpc/client.h"
#include "sys/clock.h"
#include "sys/event.h"

namespace seiload::chain {

struct NodeReply {
  std::optional<std::string> result;  // as written, JSON; nothing: the node answered with an error
  std::int64_t code = 0;              // of the error
  std::string message, data;          // of the error, as written, without the secrets of the endpoint
};

// An Error (stopped, io, timeout, protocol): no reply. `params` is a JSON array.
using NodeCall = std::function<base::Result<NodeReply>(std::string_view method, std::string params)>;

// Several questions in as few requests as the node takes; one reply each, in their order.
using NodeCalls = std::function<std::vector<base::Result<NodeReply>>(std::span<const rpc::Call> calls)>;

// Both outlive them.
NodeCall calls_to(rpc::Client& client, const sys::Event& stop);
NodeCalls batches_to(rpc::Client& client, const sys::Event& stop);

// The same question asked again at intervals of `poll` while what came may pass, such as a lost connection or
// a rate limit, until the patience has ended: then the last reply. All outlive it.
struct Patience {
  sys::Duration total = std::chrono::seconds(30);
  sys::Duration poll = std::chrono::milliseconds(250);
};
NodeCall repeated(const NodeCall& call, const sys::Clock& clock, const sys::Event& stop,
                  const Patience& patience = {});

// "METHOD: the node answered: MESSAGE", cut: for messages. Requires an error.
base::Error error_of(std::string_view method, const NodeReply& reply);

}  // namespace seiload::chain
