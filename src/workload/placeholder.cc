#include "workload/placeholder.h"

#include <algorithm>

#include "base/text.h"

namespace seiload::workload {
namespace {

using base::cat;
using base::quote;
using Kind = Placeholder::Kind;

struct Known {
  std::string_view name;
  Kind kind;
  std::string_view argument = {};  // what it needs behind a colon, with an example; empty: nothing
  bool may_have_one = false;       // but it need not
};
constexpr Known kKnown[] = {
    {"sender", Kind::sender},
    {"receiver", Kind::receiver},
    {"fresh", Kind::fresh},
    {"account", Kind::account, "an account's number, as in {account:0}"},
    {"contract", Kind::contract, "a contract's name, as in {contract:token}"},
    {"i", Kind::number, {}, true},
    {"turn", Kind::turn},
    {"nonce", Kind::nonce},
    {"chainId", Kind::chain_id},
    {"time", Kind::time},
    {"random", Kind::random, "a range, as in {random:1..100}"},
    {"key", Kind::key},
    {"pick", Kind::pick, "choices, as in {pick:1|5|25}"},
    {"bytes", Kind::bytes, "a count, as in {bytes:32}"},
    {"randomBytes", Kind::random_bytes, "a count, as in {randomBytes:32}"},
    {"sizedBytes", Kind::sized_bytes},
};

std::string hint(std::string_view name) {
  std::vector<std::string> texts;
  for (const Known& known : kKnown) texts.push_back(cat('{', known.name, '}'));
  const std::vector<std::string_view> names(texts.begin(), texts.end());
  return base::did_you_mean(cat('{', name, '}'), names);
}

base::Result<Placeholder> parse_one(std::string_view text) {
  const std::string_view inside = text.substr(1, text.size() - 2);
  const std::size_t colon = inside.find(':');
  const std::string_view name = inside.substr(0, colon);
  const Known* const known =
      std::find_if(std::begin(kKnown), std::end(kKnown), [&](const Known& one) { return one.name == name; });
  if (known == std::end(kKnown))
    return base::invalid_input(cat("unknown placeholder ", quote(text), hint(name)));
  const bool has_argument = colon != std::string_view::npos && colon + 1 < inside.size();
  if (!known->argument.empty() && !has_argument)
    return base::invalid_input(cat(quote(text), " needs ", known->argument));
  if (known->argument.empty() && colon != std::string_view::npos && !(known->may_have_one && has_argument))
    return base::invalid_input(cat(quote(text), ": {", name, "} takes nothing behind a colon"));
  return Placeholder{known->kind, has_argument ? std::string(inside.substr(colon + 1)) : std::string(),
                     std::string(text)};
}

}  // namespace

std::string_view noun_of(Kind kind) {
  switch (kind) {
    case Kind::sender:
    case Kind::receiver:
    case Kind::fresh:
    case Kind::account:
    case Kind::contract:
      return "an address";
    case Kind::bytes:
    case Kind::random_bytes:
    case Kind::sized_bytes:
      return "bytes";
    default:
      return "a number";
  }
}

std::vector<std::string_view> split_choices(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('|', at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

base::Result<std::vector<Piece>> parse_pieces(std::string_view text) {
  std::vector<Piece> pieces;
  const auto add_literal = [&](std::string_view literal) {
    if (literal.empty()) return;
    if (pieces.empty() || pieces.back().is_placeholder) pieces.emplace_back();
    pieces.back().literal += literal;
  };
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    add_literal(text.substr(0, open));
    if (open == std::string_view::npos) break;
    text.remove_prefix(open);
    if (text.starts_with("{{")) {
      add_literal("{");
      text.remove_prefix(2);
      continue;
    }
    const std::size_t close = text.find('}');
    if (close == std::string_view::npos)
      return base::invalid_input(cat(quote(text), " has no closing brace; '{{' is a brace"));
    auto one = parse_one(text.substr(0, close + 1));
    if (!one) return std::move(one).error();
    pieces.push_back({true, {}, *std::move(one)});
    text.remove_prefix(close + 1);
  }
  return pieces;
}

}  // namespace seiload::workload
