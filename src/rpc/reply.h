#pragma once
// What came back for one request of a Client, a batch of calls or a single one: which calls have an answer,
// and what to do about the others. The one place that knows which answers are definite, which pass, and which
// mean that the node takes no batch of that size. Pure.

#include <cstddef>
#include <functional>
#include <string>

#include "base/result.h"
#include "rpc/answer.h"
#include "rpc/channel.h"

namespace seiload::rpc {

struct Reply {
  enum class Kind {
    answers,        // those that were given; a call that got none has none
    refused,        // the batch: for its size, or because the node takes none
    maybe_refused,  // a text that is no JSON-RPC, which a server without batches may answer too
    failed          // no call has an answer
  };
  Kind kind = Kind::answers;
  bool is_any_answered = false;  // one call at least
  // Asking the same again would not help: HTTP 401, 403, 413, a permanent redirect.
  bool is_definite = false;
  bool is_rate_limited = false;  // HTTP 429, or a node's words for it
  base::Error error{};           // failed, maybe_refused: protocol, io (an HTTP status), remote (the node's)
};

// Gets the answer of each call once: its place in the request, and a result or an error, valid during the
// call only.
using GiveAnswer = std::function<void(std::size_t place, const Answer& answer)>;

// `ids`: of a batch; none: the request was a single call.
Reply read_reply(const Response& answer, const BatchIds& ids, const GiveAnswer& give);

// Whether asking again would bring the same error: a method that is missing or refuses its parameters. Not
// where the HTTP status is 429 or 5xx, whatever the error says.
bool is_definite(const Answer& error, int http_status);

// "the node answered: slow down (HTTP status 503)"; with its code where it has no message.
std::string describe_error(const Answer& error, const Response& answer);

}  // namespace seiload::rpc
