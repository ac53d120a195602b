#pragma once
// The next nonce of each of a worker's accounts, and which of them are in doubt: after a transaction that the
// node may or may not keep, and after the endpoint seems to have restarted, when it may have forgotten what
// it had accepted (later nonces would wait for ever). Nothing of such an account is sent before all of it
// that is in flight has ended and its nonce has been read again, from its endpoint: the question is listed
// here, the endpoint's queue takes it, the answer comes back as an event. Thread rule: the worker alone.
//
// A read that fails is tried again until it succeeds; that the load stands still for it is logged
// immediately, or after two seconds without any answer, and every ten seconds from then on.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "load/events.h"
#include "load/run_context.h"
#include "load/senders.h"
#include "measure/ledger.h"

namespace seiload::load {

class AccountNonces {
 public:
  // All outlive it. Without endpoints, in a dry run, and in a replay no nonce is ever in doubt.
  AccountNonces(const RunContext& run, std::uint32_t worker, std::vector<Sender>& senders,
                measure::Ledger& ledger)
      : run_(run), worker_(worker), senders_(senders), ledger_(ledger), endpoints_(run.endpoints.size()) {}

  // Asked before anything of the account is sent: whether its nonce must be read first. If so, that begins,
  // unless something of it is in flight.
  bool must_read(std::uint32_t sender);
  // Somebody found that the node dropped what it had accepted of the account.
  void doubt(std::uint32_t sender);
  // A transaction with this nonce has ended; it is not counted as in flight any more.
  void on_end(std::uint32_t sender, std::uint64_t nonce, const Ending& ending);
  void set_restart_epoch(std::uint16_t endpoint, std::uint16_t epoch) {
    endpoints_[endpoint].restart_epoch = epoch;
  }
  // The account is assigned to this endpoint from now on, where its nonce is in doubt.
  void move(std::uint32_t sender, std::uint16_t endpoint);

  // Lists a question. Its answer comes as one of answered() and failed().
  void read(std::uint32_t sender);
  std::size_t questions(std::uint16_t endpoint) const { return endpoints_[endpoint].questions.size(); }
  std::uint32_t take_question(std::uint16_t endpoint);     // the sender; requires one
  std::string_view request(std::uint32_t sender);          // the question's; valid until the next call
  void ask_elsewhere(std::uint16_t endpoint);              // its accounts have moved: asks where they are now
  bool answered(const Event& answer);                      // false: it comes too late
  void failed(const Event& answer, std::string_view why);  // asks again a little later

  sys::TimePoint next_due() const;  // of on_time()
  void on_time(sys::TimePoint now);
  void stop();  // nothing is read from now on
  bool is_stopped() const { return stopped_; }

 private:
  struct Retry {
    sys::TimePoint at;
    std::uint32_t sender;
    bool operator<(const Retry& other) const { return at > other.at; }  // of a heap: the soonest first
  };
  struct Endpoint {
    std::uint16_t restart_epoch = 0;
    std::vector<std::uint32_t> questions;  // not yet taken
    std::size_t outstanding = 0;           // these included
    sys::TimePoint answered;               // a question, last; or when the first outstanding one was listed
    sys::TimePoint report_at = sys::TimePoint::min();  // no report before
  };

  void mark(Sender& sender);
  sys::TimePoint next_retry() const { return retries_.empty() ? sys::kNever : retries_.front().at; }
  static sys::TimePoint silent_until(const Endpoint& endpoint);
  void report(std::size_t endpoint, std::string_view why, sys::TimePoint now);

  const RunContext& run_;
  const std::uint32_t worker_;
  std::vector<Sender>& senders_;
  measure::Ledger& ledger_;
  std::vector<Endpoint> endpoints_;
  std::vector<Retry> retries_;  // a heap
  std::string request_;
  bool stopped_ = false;
};

}  // namespace seiload::load
