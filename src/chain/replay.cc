#include "chain/replay.h"

#include "base/hex.h"
#include "base/text.h"
#include "eth/revert.h"
#include "net/body_text.h"

namespace seiload::chain {

using base::cat;

std::string replay_params(const ReplayedCall& call) {
  std::string params = cat("[{\"from\":\"", eth::to_hex(call.from), "\"");
  if (call.to) params += cat(",\"to\":\"", eth::to_hex(*call.to), "\"");
  return params += cat(",\"data\":\"", base::to_hex(call.data), "\",\"value\":\"", call.value.to_quantity(),
                       "\",\"gas\":\"", base::Uint256(call.gas_limit).to_quantity(), "\"},\"",
                       base::Uint256(call.block).to_quantity(), "\"]");
}

std::string replay_reason(const NodeReply& reply, bool used_all_gas,
                          std::span<const eth::abi::Signature> errors) {
  constexpr std::size_t kShown = 300;  // bytes of a node's words
  if (reply.result) return used_all_gas ? "out of gas" : "unknown: the same call succeeds at its block";
  const base::Bytes data = revert_data(reply.data);
  if (!data.empty()) return eth::describe_revert(data, errors);
  return net::show_start(reply.message, kShown);
}

base::Bytes revert_data(std::string_view data) {
  const auto begin = data.find("0x");
  if (begin == std::string_view::npos) return {};
  data.remove_prefix(begin);
  std::size_t end = 2;
  while (end < data.size() && base::hex_digit(data[end]) >= 0) ++end;
  return base::decode_hex(data.substr(0, end)).value_or(base::Bytes());
}

}  // namespace seiload::chain
