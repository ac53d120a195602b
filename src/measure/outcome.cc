#include "measure/outcome.h"

#include <array>

#include "base/check.h"

namespace seiload::measure {
namespace {

struct Row {
  Outcome outcome;
  OutcomeClass outcome_class;
  std::string_view name;
};

constexpr std::array<Row, kNamedOutcomes> kRows = {{
    {Outcome::accepted, OutcomeClass::accepted, "accepted"},
    {Outcome::nonce_too_low, OutcomeClass::rejected, "nonce_too_low"},
    {Outcome::nonce_gap, OutcomeClass::rejected, "nonce_gap"},
    {Outcome::already_known, OutcomeClass::rejected, "already_known"},
    {Outcome::nonce_taken, OutcomeClass::rejected, "nonce_taken"},
    {Outcome::underpriced, OutcomeClass::rejected, "underpriced"},
    {Outcome::insufficient_funds, OutcomeClass::rejected, "insufficient_funds"},
    {Outcome::pool_full, OutcomeClass::rejected, "pool_full"},
    {Outcome::rate_limited, OutcomeClass::rejected, "rate_limited"},
    {Outcome::account_limit, OutcomeClass::rejected, "account_limit"},
    {Outcome::gas_limit, OutcomeClass::rejected, "gas_limit"},
    {Outcome::fee_cap, OutcomeClass::rejected, "fee_cap"},
    {Outcome::unsupported, OutcomeClass::rejected, "unsupported"},
    {Outcome::invalid, OutcomeClass::rejected, "invalid"},
    {Outcome::batch_refused, OutcomeClass::rejected, "batch_refused"},
    {Outcome::starting, OutcomeClass::rejected, "starting"},
    {Outcome::method_missing, OutcomeClass::rejected, "method_missing"},
    {Outcome::other_error, OutcomeClass::rejected, "other_error"},
    {Outcome::refused, OutcomeClass::failed, "refused"},
    {Outcome::connect_timeout, OutcomeClass::failed, "connect_timeout"},
    {Outcome::handshake_failed, OutcomeClass::failed, "handshake_failed"},
    {Outcome::tls_failed, OutcomeClass::failed, "tls_failed"},
    {Outcome::bad_http, OutcomeClass::unanswered, "bad_http"},
    {Outcome::bad_json, OutcomeClass::unanswered, "bad_json"},
    {Outcome::request_timeout, OutcomeClass::unanswered, "request_timeout"},
    {Outcome::connection_lost, OutcomeClass::unanswered, "connection_lost"},
    {Outcome::answer_missing, OutcomeClass::unanswered, "answer_missing"},
    {Outcome::unanswered_at_stop, OutcomeClass::unanswered, "unanswered_at_stop"},
    {Outcome::unsent_at_stop, OutcomeClass::unsent, "unsent_at_stop"},
}};

// "http_100" and so on.
constexpr std::size_t kHttpName = 8;
constexpr auto kHttpNames = [] {
  std::array<std::array<char, kHttpName>, kOutcomes - kNamedOutcomes> names{};
  for (int status = kFirstHttpStatus; status <= kLastHttpStatus; ++status) {
    const auto digit = [&](int unit) { return static_cast<char>('0' + status / unit % 10); };
    names[static_cast<std::size_t>(status - kFirstHttpStatus)] = {'h', 't',        't',       'p',
                                                                  '_', digit(100), digit(10), digit(1)};
  }
  return names;
}();

// Below 500 the server turned the request away without acting on it, but for 303 (see the result elsewhere),
// 408, 460 and 499 (it gave up on a request that it may have passed on).
OutcomeClass class_of_status(int status) {
  const bool turned_away =
      status >= 300 && status < 500 && status != 303 && status != 408 && status != 460 && status != 499;
  return turned_away ? OutcomeClass::failed : OutcomeClass::unanswered;
}

}  // namespace

OutcomeClass class_of(Outcome outcome) {
  const auto index = static_cast<std::size_t>(outcome);
  if (index >= kNamedOutcomes)
    return class_of_status(static_cast<int>(index - kNamedOutcomes) + kFirstHttpStatus);
  return kRows[index].outcome_class;
}

std::string_view name_of(OutcomeClass outcome_class) {
  constexpr std::string_view kNames[kOutcomeClasses] = {"accepted", "rejected", "failed", "unanswered",
                                                        "unsent"};
  return kNames[static_cast<std::size_t>(outcome_class)];
}

std::string_view name_of(Outcome outcome) {
  const auto index = static_cast<std::size_t>(outcome);
  if (index >= kNamedOutcomes) return {kHttpNames[index - kNamedOutcomes].data(), kHttpName};
  const Row& row = kRows[index];
  CHECK(row.outcome == outcome);
  return row.name;
}

}  // namespace seiload::measure
