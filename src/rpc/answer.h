#pragma once
// JSON-RPC 2.0 answers, read without allocation: views into the answer's text. Nothing that a peer sends can
// make this fail otherwise than by Kind::invalid.

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/uint256.h"
#include "measure/outcome.h"

namespace seiload::rpc {

struct Answer {
  enum class Kind { result, error, invalid };  // invalid: not JSON, or not one JSON-RPC answer
  Kind kind = Kind::invalid;
  std::optional<std::uint64_t> id;  // where it is a whole number
  std::string_view result;          // Kind::result: the value as written
  std::int64_t code = 0;            // Kind::error; 0 where the node gave none
  std::string_view message;         // Kind::error: as written, escapes and all
  std::string_view data;            // Kind::error: as written, where the node says more
  bool is_notification = false;     // Kind::invalid: it has a method instead, and is the answer to nothing
};

// An error written as a text alone counts as one with that message.
Answer read_answer(std::string_view text);

// The same for the one form that nearly every answer to eth_sendRawTransaction has, and nothing but it:
// {"jsonrpc":"2.0","id":N,"result":"0xHEX"} without a blank. False for anything else, `answer` is not touched
// then.
bool read_usual_answer(std::string_view text, Answer& answer);

// A quantity as a result is written, quotes and all: "\"0x1f\"". Nothing for anything else.
std::optional<base::Uint256> read_quantity(std::string_view result);

// What an answer to eth_sendRawTransaction says. The id is the one it must have; nothing if it is known to be
// right. `detail` gets a short text for people where it is not accepted: the node's message, or what is
// wrong; a view into the body or a constant.
measure::Outcome classify_send_answer(int http_status, const Answer& answer, std::optional<std::uint64_t> id,
                                      std::string_view& detail);

}  // namespace seiload::rpc
