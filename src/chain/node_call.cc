#include "chain/node_call.h"

#include <utility>

#include "base/text.h"
#include "net/body_text.h"
#include "rpc/body_text.h"

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

base::Error error_of(std::string_view method, const NodeReply& reply) {
  constexpr std::size_t kShown = 300;
  return {base::Code::remote,
          base::cat(method, ": ", rpc::node_said(net::show_start(reply.message, kShown), nullptr))};
}

}  // namespace seiload::chain
