#pragma once
// The placeholders of calls as text: {sender}, {random:1..100}. A text holds none, is one, or mixes them with
// other characters; "{{" is a brace.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace seiload::workload {

struct Placeholder {
  enum class Kind : std::uint8_t {
    sender,
    receiver,  // the next account of the pool
    fresh,     // an address nobody has
    account,   // :K, of all pools
    contract,  // :NAME
    number,    // {i}: the transaction's; {i:N}: counted from N
    turn,      // the sender's count
    nonce,
    chain_id,
    time,          // Unix seconds
    random,        // :A..B
    key,           // by keyDistribution over recordCount
    pick,          // :a|b|c
    bytes,         // :N zeros
    random_bytes,  // :N
    sized_bytes,   // zeros, by sizeDistribution over sizeBuckets
  };
  Kind kind = Kind::sender;
  std::string argument = {};  // what follows the colon
  std::string text = {};      // all of it, with braces
};

struct Piece {
  bool is_placeholder = false;
  std::string literal = {};
  Placeholder placeholder = {};
};

// Neighbouring literals are one piece. The error: "unknown placeholder '{sendr}'; did you mean '{sender}'?",
// "'{i' has no closing brace", "'{random}' needs a range, as in {random:1..100}".
base::Result<std::vector<Piece>> parse_pieces(std::string_view text);

// What it gives, for messages: "an address", "a number", "bytes".
std::string_view noun_of(Placeholder::Kind kind);

// The choices of {pick:a|b|c}.
std::vector<std::string_view> split_choices(std::string_view text);

inline bool has_placeholder(std::string_view text) { return text.find('{') != std::string_view::npos; }

}  // namespace seiload::workload
