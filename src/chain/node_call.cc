#include "chain/node_call.h"

#include <utility>

#include "base/text.h"
#include "net/body_text.h"
#include "rpc/body_text.h"
#include "rpc/node_error.h"

namespace seiload::chain {

NodeCall calls_to(rpc::Client& client, const sys::Event& stop) {
  return [&client, &stop](std::string_view method, std::string params) -> base::Result<NodeReply> {
    const rpc::Call call{method, std::move(params)};
    NodeReply reply;
    auto status = client.call({&call, 1}, stop, [&](std::size_t, const rpc::Answer& answer) -> base::Status {
      if (answer.kind != rpc::Answer::Kind::error) {
        reply.result = std::string(answer.result);
        return {};
      }
      reply.code = answer.code;
      reply.message = client.secrets().hide(answer.message);
      reply.data = client.secrets().hide(answer.data);
      return {};
    });
    if (status) return reply;
    if (status.error().code == base::Code::stopped) return std::move(status).error();
    return std::move(status).error().with(base::cat(client.name(), ": ", method));
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
