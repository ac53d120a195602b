#pragma once
// Reads the receipts of the blocks that have transactions of ours: on a thread and a connection of its own,
// one request out at a time, so that however slow a node is with them, heads and blocks are not held up. What
// it takes the node is measured (less the time of a round trip), and is at most a share of all time: then the
// newest block is read whenever the share allows one, which leaves blocks out evenly.
//
// It also replays a few of the transactions that reverted, for their reasons (track/operations.h says which).
// During the load that is within the same share of time; after it, once no receipts are left to be read.
//
// eth_getBlockReceipts; after an error of it the receipts of ours, one transaction each
// (eth_getTransactionReceipt). Where an endpoint does not answer, or limits the rate of requests, the next
// one is asked from then on.
//
// Thread rule: run() or step() on one thread at a time; the others from any.

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "chain/block.h"
#include "eth/abi_type.h"
#include "rpc/client.h"
#include "sys/event.h"
#include "sys/log.h"
#include "track/inclusion.h"
#include "track/time_budget.h"

namespace seiload::track {

struct ReceiptState {
  std::uint64_t requests = 0;  // blocks asked for
  sys::Duration took{0};       // by all of them together
  bool over_budget = false;    // a block had to wait for the share of time
  std::string last_error;      // of the newest request that failed, empty if none did
};

class ReceiptReader {
 public:
  struct Options {
    double share = 0.1;       // of the node's time, while the load goes on
    bool reads_rest = false;  // after the load what was left out, without that bound
    net::ConnectionLimits http{};
    std::vector<eth::abi::Signature> errors{};  // custom ones, for the reasons of reverts
  };

  // All outlive it. The endpoints, at least one, in the order to try.
  ReceiptReader(Inclusion& inclusion, const std::vector<rpc::Endpoint>& endpoints, const Options& options,
                const sys::Clock& clock, sys::Log& log, const sys::Event& wake);

  void run(const sys::Event& stop, const std::function<void()>& after_look);  // until the stop

  // One look: asks for one block, or replays one transaction, if there is one and the time allows it. When
  // to look again.
  sys::TimePoint step(const sys::Event& stop);

  void on_load_ended() { load_ended_ = true; }
  // Once the load has ended: nothing is to be read, or nothing more will be within the share of time.
  bool is_done() const;
  ReceiptState state() const;

 private:
  std::optional<WantedReplay> next_replay(bool spread);
  sys::TimePoint replay_one(const WantedReplay& reverted, const sys::Event& stop);
  sys::Duration spend(sys::TimePoint asked, sys::TimePoint now);
  void measure_round_trip(const sys::Event& stop);
  base::Status read_by_block(const WantedReceipts& wanted, const sys::Event& stop,
                             std::vector<chain::Receipt>& got);
  base::Status read_by_transaction(const WantedReceipts& wanted, const sys::Event& stop,
                                   std::vector<chain::Receipt>& got);
  void on_error(const base::Error& error);
  void ask_next_endpoint();

  Inclusion& inclusion_;
  const Options options_;
  const sys::Clock& clock_;
  sys::Log& log_;
  const sys::Event& wake_;
  const std::vector<rpc::Endpoint>& endpoints_;
  std::size_t endpoint_ = 0;  // in use
  std::unique_ptr<rpc::Client> client_;
  std::optional<TimeBudget> budget_;         // from the first look on
  std::optional<sys::Duration> round_trip_;  // to the endpoint in use
  bool by_block_ = true, by_block_worked_ = false;
  int errors_in_a_row_ = 0;
  sys::TimePoint next_replay_at_ = sys::kPast;
  std::atomic<int> failed_replays_{0};
  std::atomic<bool> is_replaying_{false};
  std::atomic<bool> load_ended_{false};
  std::atomic<bool> must_wait_{false};  // the share of time is used up

  mutable std::mutex mutex_;
  ReceiptState state_;  // guarded by mutex_
};

}  // namespace seiload::track
