#include "rpc/outcome.h"

#include <algorithm>
#include <array>

#include "base/check.h"

namespace seiload::rpc {
namespace {

struct Row {
  Outcome outcome;
  OutcomeClass outcome_class;
  std::string_view name;
};

constexpr std::array<Row, kOutcomes> kRows = {{
    {Outcome::accepted, OutcomeClass::accepted, "accepted"},
    {Outcome::nonce_too_low, OutcomeClass::rejected, "nonce_too_low"},
    {Outcome::nonce_gap, OutcomeClass::rejected, "nonce_gap"},
    {Outcome::already_known, OutcomeClass::rejected, "already_known"},
    {Outcome::nonce_taken, OutcomeClass::rejected, "nonce_taken"},
    {Outcome::underpriced, OutcomeClass::rejected, "underpriced"},
    {Outcome::insufficient_funds, OutcomeClass::rejected, "insufficient_funds"},
    {Outcome::pool_full, OutcomeClass::rejected, "pool_full"},
    {Outcome::rate_limited, OutcomeClass::rejected, "rate_limited"},
    {Outcome::method_missing, OutcomeClass::rejected, "method_missing"},
    {Outcome::other_error, OutcomeClass::rejected, "other_error"},
    {Outcome::refused, OutcomeClass::failed, "refused"},
    {Outcome::connect_timeout, OutcomeClass::failed, "connect_timeout"},
    {Outcome::handshake_failed, OutcomeClass::failed, "handshake_failed"},
    {Outcome::http_refusal, OutcomeClass::failed, "http_refusal"},
    {Outcome::http_status, OutcomeClass::unanswered, "http_status"},
    {Outcome::bad_http, OutcomeClass::unanswered, "bad_http"},
    {Outcome::bad_json, OutcomeClass::unanswered, "bad_json"},
    {Outcome::request_timeout, OutcomeClass::unanswered, "request_timeout"},
    {Outcome::connection_lost, OutcomeClass::unanswered, "connection_lost"},
    {Outcome::answer_missing, OutcomeClass::unanswered, "answer_missing"},
    {Outcome::unanswered_at_stop, OutcomeClass::unanswered, "unanswered_at_stop"},
    {Outcome::unsent_at_stop, OutcomeClass::unsent, "unsent_at_stop"},
}};

struct Wording {
  std::string_view part;  // lower case
  Outcome outcome;
};

// Looked for in this order: the more telling part first.
constexpr Wording kWordings[] = {
    {"already known", Outcome::already_known},
    {"alreadyknown", Outcome::already_known},
    {"known transaction", Outcome::already_known},
    {"already imported", Outcome::already_known},
    {"already exists", Outcome::already_known},
    {"already in mempool", Outcome::already_known},
    {"nonce too low", Outcome::nonce_too_low},
    {"nonce is too low", Outcome::nonce_too_low},
    {"oldnonce", Outcome::nonce_too_low},
    {"account sequence mismatch", Outcome::nonce_too_low},
    {"incorrect account sequence", Outcome::nonce_too_low},
    {"nonce too high", Outcome::nonce_gap},
    {"nonce is too high", Outcome::nonce_gap},
    {"nonce gap", Outcome::nonce_gap},
    {"noncegap", Outcome::nonce_gap},
    {"gapped nonce", Outcome::nonce_gap},
    {"gapped-nonce", Outcome::nonce_gap},
    {"nonce is too distant", Outcome::nonce_gap},
    {"replacement", Outcome::nonce_taken},
    {"insufficient funds", Outcome::insufficient_funds},
    {"insufficientfunds", Outcome::insufficient_funds},
    {"insufficient balance", Outcome::insufficient_funds},
    {"exceeds account balance", Outcome::insufficient_funds},
    {"exceeds balance", Outcome::insufficient_funds},
    {"underpriced", Outcome::underpriced},
    {"less than block base fee", Outcome::underpriced},
    {"lower than the current base fee", Outcome::underpriced},
    {"feetoolow", Outcome::underpriced},
    {"fee too low", Outcome::underpriced},
    {"gas price too low", Outcome::underpriced},
    {"gas price below", Outcome::underpriced},
    {"insufficient fee", Outcome::underpriced},
    {"tip below", Outcome::underpriced},
    {"pool is full", Outcome::pool_full},
    {"pool full", Outcome::pool_full},
    {"mempool full", Outcome::pool_full},
    {"pool limit", Outcome::pool_full},
    {"account limit exceeded", Outcome::pool_full},
    {"rate limit", Outcome::rate_limited},
    {"too many requests", Outcome::rate_limited},
    {"method not found", Outcome::method_missing},
    {"does not exist/is not available", Outcome::method_missing},
};

}  // namespace

OutcomeClass class_of(Outcome outcome) { return kRows[static_cast<std::size_t>(outcome)].outcome_class; }

std::string_view name_of(OutcomeClass outcome_class) {
  constexpr std::string_view kNames[kOutcomeClasses] = {"accepted", "rejected", "failed", "unanswered", "unsent"};
  return kNames[static_cast<std::size_t>(outcome_class)];
}

std::string_view name_of(Outcome outcome) {
  const Row& row = kRows[static_cast<std::size_t>(outcome)];
  CHECK(row.outcome == outcome);
  return row.name;
}

Outcome classify_error(std::int64_t code, std::string_view message) {
  if (code == -32601) return Outcome::method_missing;
  if (code == -32005) return Outcome::rate_limited;
  char lower[512];
  const std::size_t size = std::min(message.size(), sizeof lower);
  std::transform(message.begin(), message.begin() + static_cast<std::ptrdiff_t>(size), lower,
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  const std::string_view text(lower, size);
  for (const Wording& wording : kWordings)
    if (text.find(wording.part) != std::string_view::npos) return wording.outcome;
  return Outcome::other_error;
}

}  // namespace seiload::rpc
