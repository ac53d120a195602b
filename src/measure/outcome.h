#pragma once
// Final outcomes of an admitted transaction. Each ends in exactly one outcome, each outcome belongs to
// exactly one class, and so the ledger of a run adds up. Outcomes are counted, not thrown: a load test
// expects to meet them.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace seiload::measure {

enum class OutcomeClass : std::uint8_t {
  accepted,    // the node took it into its pool
  rejected,    // the node answered, and refused it
  failed,      // it surely did not get in: not delivered, or turned away before a node could act on it
  unanswered,  // delivered at least in part, and no answer tells whether it got in: nobody knows
  unsent,      // no byte of it was written before the run ended
};
inline constexpr std::size_t kOutcomeClasses = 5;

// Each HTTP status without a JSON-RPC answer in the body is an outcome of its own, http_outcome(): below 500
// failed, where the server turned the request away; unanswered where a node may have acted on it (a proxy's
// 502 or 504 may follow the execution).
enum class Outcome : std::uint16_t {
  accepted,
  // rejected
  nonce_too_low,
  nonce_gap,
  already_known,
  nonce_taken,  // another transaction with this nonce is in the pool
  underpriced,
  insufficient_funds,
  pool_full,
  rate_limited,   // HTTP 429, or an error that says so
  account_limit,  // one account's share of the pool is used up
  gas_limit,      // against the block's, the node's cap or the intrinsic gas
  fee_cap,        // above the node's own cap on fees
  unsupported,    // the transaction's type, or its lack of replay protection
  invalid,        // the transaction itself is wrong
  batch_refused,  // the batch or its size, not what is in it
  starting,       // the node is not ready yet
  method_missing,
  other_error,
  // failed
  refused,  // every address of the endpoint refused the connection, or none could be reached
  connect_timeout,
  handshake_failed,  // the WebSocket upgrade was refused, or something else came before the request was
                     // written
  tls_failed,        // the TLS handshake: the server is not who it should be, or does not agree
  // unanswered
  bad_http,  // an answer cut short or against HTTP
  bad_json,  // no JSON, no JSON-RPC answer, not the answer to this request, or no transaction hash in it
  request_timeout,
  connection_lost,  // reset or closed after some of the request was written
  answer_missing,   // a batch was answered without an answer to it
  unanswered_at_stop,
  // unsent
  unsent_at_stop,  // waited for its account, or for a connection or its opening, when the run ended
};
inline constexpr std::size_t kNamedOutcomes = static_cast<std::size_t>(Outcome::unsent_at_stop) + 1;
inline constexpr int kFirstHttpStatus = 100, kLastHttpStatus = 999;
inline constexpr std::size_t kOutcomes = kNamedOutcomes + (kLastHttpStatus - kFirstHttpStatus + 1);

// Requires a status of three digits.
constexpr Outcome http_outcome(int status) {
  return static_cast<Outcome>(kNamedOutcomes + static_cast<std::size_t>(status - kFirstHttpStatus));
}

OutcomeClass class_of(Outcome outcome);
std::string_view name_of(OutcomeClass outcome_class);
std::string_view name_of(Outcome outcome);  // "nonce_too_low", "http_502": stable, used as a key in reports

}  // namespace seiload::measure
