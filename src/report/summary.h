#pragma once
// Everything the final report says, as plain values: filled by run/, written out by text_report and json_report.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/duration.h"
#include "report/watched.h"
#include "stats/histogram.h"
#include "sys/clock.h"

namespace seiload::report {

struct ScenarioRow {
  std::string scenario, operation;
  std::uint64_t accepted = 0, rejected = 0, failed = 0, unanswered = 0, unsent = 0;
};

struct ErrorRow {
  std::string outcome_class;  // "rejected", "failed", "unanswered", "unsent"
  std::string reason;         // "nonce_too_low"
  std::uint64_t count = 0;
  std::string example;        // the first detail seen, may be empty
};

// What ended in one interval between progress lines; the last one reaches to the end of the drain.
struct IntervalRow {
  base::Duration start{0}, length{0};  // since the load began
  std::uint64_t accepted = 0, rejected = 0, failed = 0, unanswered = 0, unsent = 0, dropped = 0;
  std::uint64_t in_flight = 0;                   // at its end
  std::optional<base::Duration> p50, p99, max;  // accepted, from the due time
  WatchedInterval watched{};
};

struct Summary {
  std::string version;

  // The run.
  sys::WallTime started;
  std::string ended_by;     // "signal", "duration", "max_txs", "failure"; "running" in a snapshot
  std::string ended_text;   // "SIGTERM", "--duration 10s", ...: for people
  bool reached_load = true;  // false: ended during set-up
  base::Duration setup{0}, load{0}, drain{0};
  std::uint64_t seed = 0;
  std::optional<std::uint64_t> chain_id;
  std::string chain_label;
  bool dry_run = false;
  bool open_loop = false;
  double tps = 0;  // asked for; 0 = no limit
  std::uint64_t max_in_flight = 0;
  std::uint64_t accounts = 0;
  std::uint64_t workers = 0;
  std::vector<std::string> endpoints;
  bool mock_chain = false;  // the endpoint is the embedded chain, in this process

  // The ledger.
  std::uint64_t scheduled = 0, dropped = 0, admitted = 0;
  std::uint64_t accepted = 0, rejected = 0, failed = 0, unanswered = 0, unsent = 0;
  std::uint64_t in_flight_at_stop = 0;  // of the unanswered and unsent: the end of the run came first
  bool balanced = true;
  std::optional<std::uint64_t> in_flight;  // while the run goes on; then the counts need not add up
  std::uint64_t resent = 0, nonce_reads = 0;
  std::vector<ScenarioRow> scenarios;
  std::vector<ErrorRow> errors;

  // Rates over the load phase only.
  std::uint64_t accepted_in_load = 0;
  double average_tps = 0;
  double maximum_tps = 0;  // the best second; the average in a run shorter than one

  stats::HistogramSnapshot from_due, from_write, not_accepted;
  stats::HistogramSnapshot generator_lag;  // open loop, see load::Ledger::record_lag
  std::uint64_t seconds = 0, busy_seconds = 0;  // full ones of the load; in these the workers had next to no time left
  bool fell_short = false;                  // fewer were let in than the rate asked for
  std::vector<IntervalRow> intervals;

  Watched watched;

  base::Duration cpu{0};  // of the process, user and system
  std::uint64_t peak_memory = 0;
};

}  // namespace seiload::report
