#pragma once
// One worker: owns a share of the accounts and with them their nonces, its connections, its batch and its
// ledger, and shares nothing that is written with anybody. It lets arrivals in as they come due, builds and
// signs them, hands them to connections, and counts what becomes of each, until a stop is requested and what
// is out has been answered or has had its time.
//
// Open loop: arrival i is let in at its due time, or dropped if too many are out; it waits for its account's
// turn. Closed loop: an account that is free takes the next of its own arrivals when a connection is free and
// the pace allows.

#include <cstdint>
#include <memory>
#include <vector>

#include "chain/accepted.h"
#include "load/builder.h"
#include "load/in_flight.h"
#include "load/lane.h"
#include "load/nonces.h"
#include "load/own_arrivals.h"
#include "load/run_context.h"
#include "load/schedule.h"
#include "load/senders.h"
#include "measure/ledger.h"

namespace seiload::load {

class Worker final : public Lane::Owner {
 public:
  Worker(const RunContext& plan, std::uint32_t index);

  // Until the end. Thread rule: the worker's own thread, which the whole object belongs to, but for the
  // ledger.
  void run();
  // After run() has ended by an exception: counts what is in flight, so that the ledger adds up.
  void give_up() noexcept;

  const measure::Ledger& ledger() const { return ledger_; }
  measure::Ledger& ledger() { return ledger_; }

 private:
  bool is_open_loop() const { return plan_.settings.arrival_model == profile::ArrivalModel::open_loop; }
  bool is_dry() const { return lanes_.empty(); }
  std::size_t account_of(std::uint32_t sender) const { return plan_.partition.global(index_, sender); }

  void admit_due(sys::TimePoint now);  // open loop
  void drop_due(sys::TimePoint now);
  void find_next_arrival();
  void build_waiting();
  void admit_free(sys::TimePoint now);  // closed loop
  std::uint32_t take_free(std::size_t pool, sys::TimePoint now);
  measure::Missed cause_of_no_room(sys::TimePoint now) const;
  void blocked(measure::Missed cause);
  void count_missed();
  std::uint32_t admit(std::uint64_t arrival, std::uint32_t sender, sys::TimePoint due);
  void build(std::uint32_t slot);
  void finish_batch();
  void on_signed(std::uint32_t slot, sys::TimePoint ready);
  void add_due_next();    // open loop
  void add_next_turns();  // closed loop
  bool sign_next_turn(std::uint32_t sender);
  void enqueue(std::uint32_t sender);  // where a sender that is free is looked for
  void follow_assignment(sys::TimePoint now);
  void take_back(std::uint32_t slot);

  void wait(sys::TimePoint now);
  void note_wake(sys::TimePoint asked, sys::TimePoint now);

  void on_end(std::uint32_t slot, Lane& lane, const Lane::End& end) override;
  void on_nonce(std::uint32_t sender, const net::HttpAnswer& answer) override;
  void on_nonce_lost(std::uint32_t sender, std::string_view detail, sys::TimePoint now) override;
  void on_nonce_unreachable(std::uint32_t sender, const Lane::End& end) override;
  std::string_view nonce_request(std::uint32_t sender) override { return nonces_.request(sender); }
  std::string_view header_of(std::uint32_t slot) override;
  bool revalidate(std::uint32_t slot, sys::TimePoint now, sys::TimePoint room_since) override;
  void on_pipelining_given_up(Lane& lane, std::string_view why) override;
  void on_batch_refused(Lane& lane, std::size_t largest, std::string_view why) override;
  bool wants_detail(rpc::Outcome outcome) override;
  void log_first(rpc::Outcome outcome, const std::string& endpoint, std::string_view detail);
  void end(std::uint32_t slot, const Lane::End& end);
  void record_latency(const Operation& slot, bool accepted, base::Duration write, sys::TimePoint now);
  void release(std::uint32_t sender, std::uint64_t nonce, const Lane::End& end);
  void report_for_watching(const Operation& slot, sys::TimePoint now, bool answered);
  void hand_over_accepted();
  void free_next(const Sender& sender, sys::TimePoint now);
  void log_end(const Operation& slot, const Lane::End& end);

  void begin_drain(sys::TimePoint now);
  void end_all(Operation::State state, rpc::Outcome outcome, sys::TimePoint now);

  const RunContext& plan_;
  const std::uint32_t index_;
  measure::Ledger ledger_;
  InFlight in_flight_;
  std::vector<Sender> senders_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  Builder builder_;
  Nonces nonces_;

  // Senders with room in flight. Open loop: those with arrivals waiting, one queue a lane. Closed loop: one
  // queue a pool and lane.
  std::vector<Queue<std::vector<Sender>>> free_;
  Queue<InFlight> fresh_;                      // open loop: arrivals whose senders are fresh accounts
  std::vector<std::uint16_t> pool_of_sender_;  // empty with one pool
  std::vector<std::size_t> next_lane_;         // closed loop: where to look first, one a pool

  const std::size_t out_limit_;    // this worker's share of max-in-flight
  sys::TimePoint woke_;            // from the last wait
  sys::TimePoint round_;           // when this round of the loop began
  std::int64_t unix_seconds_ = 0;  // the same by the wall clock: near enough for a value in seconds
  sys::TimePoint quota_since_;     // --max-txs held arrivals back before
  sys::TimePoint next_start_;      // when to look for arrivals again, if nothing happens before

  Schedule schedule_;  // open loop
  std::uint64_t next_arrival_ = 0;
  const OwnArrivals own_;                                   // open loop
  const double share_;                                      // of all arrivals: this worker's
  Pacer pacer_;                                             // closed loop
  measure::Missed blocked_by_ = measure::Missed::accounts;  // why, when it was blocked last
  double missed_ = 0;                                       // of pacer_.given_up(): counted in the ledger
  std::uint64_t next_presign_ =
      0;                    // open loop: all arrivals before it had their chance of being signed ahead
  std::uint64_t turn_ = 0;  // closed loop: the place in the list of scenarios

  std::uint32_t assignment_version_ = 0;

  bool draining_ = false;
  sys::TimePoint drain_end_;
  std::vector<chain::Accepted> accepted_;  // since the last loop round
  std::vector<pollfd> descriptors_;
  TraceIds::Header trace_header_;
};

}  // namespace seiload::load
