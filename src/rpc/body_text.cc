#include "rpc/body_text.h"

#include <functional>

#include "base/text.h"
#include "net/url.h"

namespace seiload::rpc {
namespace {

constexpr std::size_t kShownDetail = 300;

}  // namespace

std::string describe(const Response& answer) {
  if (answer.status == 200) return base::cat("not JSON-RPC: ", show_body(answer.body, answer.secrets));
  std::string text = base::cat("HTTP status ", answer.status);
  if (!answer.location.empty())
    text += base::cat(", Location: '",
                      net::show_start(net::without_secrets(answer.location), net::kShownBody, answer.secrets),
                      '\'');
  if (!answer.body.empty()) text += base::cat(": ", show_body(answer.body, answer.secrets));
  return text;
}

std::string explain(const Response& answer, std::string_view detail) {
  const char* const begin = answer.body.data();
  const bool is_of_node = std::less_equal<>()(begin, detail.data()) && !detail.empty() &&
                          std::less<>()(detail.data(), begin + answer.body.size());
  if (!is_of_node)
    return answer.status == 200 ? base::cat(detail, ": ", show_body(answer.body, answer.secrets))
                                : describe(answer);
  const std::string words = net::show_start(detail, kShownDetail, answer.secrets);
  return answer.status == 200 ? words : base::cat(words, " (HTTP status ", answer.status, ')');
}

std::string node_said(std::string_view message, const base::Secrets* secrets) {
  return base::cat("the node answered: ", secrets == nullptr ? std::string(message) : secrets->hide(message));
}

}  // namespace seiload::rpc
