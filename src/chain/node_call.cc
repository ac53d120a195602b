#include "chain/node_call.h"

#include <utility>

#include "base/text.h"
#include "net/body_text.h"
#include "rpc/body_text.h"
#include "rpc/node_error.h"

namespace seiload::chain {
namespace {

NodeReply reply_of(const rpc::Answer& answer, const rpc::Client& client) {
  if (answer.kind != rpc::Answer::Kind::error) return {std::string(answer.result), 0, {}, {}};
  return {{}, answer.code, client.secrets().hide(answer.message), client.secrets().hide(answer.data)};
}

}  // namespace

NodeCall calls_to(rpc::Client& client, const sys::Event& stop) {
  return [ask = batches_to(client, stop)](std::string_view method, std::string params) {
    const rpc::Call call{method, std::move(params)};
    return std::move(ask({&call, 1}).front());
  };
}

NodeCalls batches_to(rpc::Client& client, const sys::Event& stop) {
  return [&client, &stop](std::span<const rpc::Call> calls) {
    std::vector<std::optional<NodeReply>> replies(calls.size());
    const auto status =
        client.call(calls, stop, [&](std::size_t i, const rpc::Answer& answer) -> base::Status {
          replies[i] = reply_of(answer, client);
          return {};
        });
    std::vector<base::Result<NodeReply>> results;
    for (std::size_t i = 0; i < calls.size(); ++i) {
      if (replies[i])
        results.emplace_back(*std::move(replies[i]));
      else if (base::Error error = status.error(); error.code == base::Code::stopped)
        results.emplace_back(std::move(error));
      else
        results.emplace_back(std::move(error).with(base::cat(client.name(), ": ", calls[i].method)));
    }
    return results;
  };
}

NodeCall repeated(const NodeCall& call, const sys::Clock& clock, const sys::Event& stop,
                  const Patience& patience) {
  return [&call, &clock, &stop, patience](std::string_view method,
                                          const std::string& params) -> base::Result<NodeReply> {
    const sys::TimePoint deadline = sys::saturating_add(clock.now(), patience.total);
    while (true) {
      auto reply = call(method, params);
      const bool passes = reply ? !reply->result && rpc::is_passing(rpc::classify_error(
                                                        reply->code, reply->message, reply->data))
                                : reply.error().code != base::Code::stopped;
      if (!passes || clock.now() >= deadline) return reply;
      if (clock.wait_for(stop, sys::saturating_add(clock.now(), patience.poll))) return sys::stopped_error();
    }
  };
}

base::Error error_of(std::string_view method, const NodeReply& reply) {
  constexpr std::size_t kShown = 300;
  return {base::Code::remote,
          base::cat(method, ": ", rpc::node_said(net::show_start(reply.message, kShown), nullptr))};
}

}  // namespace seiload::chain
