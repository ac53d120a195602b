#pragma once
// Reads the nonces of a worker's accounts again, from their endpoints, where they have become doubtful: after
// a transaction that the node may or may not keep, and after the endpoint seems to have started anew, when it
// may have forgotten what it had accepted (nonces after that would wait for ever). Nothing of such an account
// goes out before all of it that is in flight has ended and its nonce has been read. Thread rule: the worker
// alone.

// A read that fails is tried again until it succeeds; that the load stands still for it is logged
// immediately, or after two seconds without any answer, and every ten seconds from then on.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "load/lane.h"
#include "load/run_context.h"
#include "load/senders.h"
#include "measure/ledger.h"

namespace seiload::load {

class Nonces {
 public:
  // All outlive it. Without lanes, in a dry run, no nonce is ever doubtful.
  Nonces(const RunContext& plan, std::uint32_t worker, std::vector<Sender>& senders,
         const std::vector<std::unique_ptr<Lane>>& lanes, measure::Ledger& ledger)
      : plan_(plan), worker_(worker), senders_(senders), lanes_(lanes), ledger_(ledger) {}

  // Asked before anything of the account goes out: whether its nonce must be read first. If so, that begins,
  // unless something of it is in flight.
  bool must_read(std::uint32_t sender);
  // Somebody found that the node dropped what it had accepted of the account: its nonce is read before
  // anything more of it goes out.
  void doubt(std::uint32_t sender);
  // A transaction with this nonce has ended; it is not counted as in flight any more.
  void on_end(std::uint32_t sender, std::uint64_t nonce, const Lane::End& end);

  void read(std::uint32_t sender);
  // A read had no usable answer, as `why` says: it is tried again a little later.
  void fail(std::uint32_t sender, std::string_view why, sys::TimePoint now);
  sys::TimePoint next_due() const;  // of on_time()
  void on_time(sys::TimePoint now);
  void stop();  // nothing is read from now on

  std::string_view request(std::uint32_t sender);  // valid until the next call
  // The answer to it. False: it has no nonce, and is read later.
  bool take(std::uint32_t sender, const net::HttpAnswer& answer);

 private:
  struct Retry {
    sys::TimePoint at;
    std::uint32_t sender;
    bool operator<(const Retry& other) const { return at > other.at; }  // of a heap: the soonest first
  };

  const RunContext& plan_;
  const std::uint32_t worker_;
  std::vector<Sender>& senders_;
  const std::vector<std::unique_ptr<Lane>>& lanes_;
  measure::Ledger& ledger_;
  // What is being read from one endpoint.
  struct Reading {
    std::size_t outstanding = 0;
    sys::TimePoint answered;  // a read, last; or when the first outstanding one began
    sys::TimePoint report_at = sys::TimePoint::min();  // no report before
  };

  sys::TimePoint next_retry() const { return retries_.empty() ? sys::kNever : retries_.front().at; }
  sys::TimePoint silent_until(std::size_t lane) const;
  Reading& reading_of(std::uint32_t sender);
  void report(std::size_t lane, std::string_view why, sys::TimePoint now);

  std::vector<Retry> retries_;     // a heap
  std::vector<Reading> readings_;  // by lane
  std::string request_;
  bool stopped_ = false;
};

}  // namespace seiload::load
