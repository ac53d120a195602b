#pragma once
// Everything the final report says, as plain values: filled by run/, rendered by report/.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/duration.h"
#include "base/percentile.h"
#include "base/time_point.h"
#include "measure/chain_report.h"
#include "measure/class_counts.h"
#include "measure/missed.h"
#include "measure/on_chain.h"
#include "measure/search_report.h"
#include "measure/times.h"

namespace seiload::measure {

struct ScenarioRow {
  std::string scenario, operation;
  ClassCounts counts;
  std::optional<OnChainReport> on_chain{};  // with --track-receipts

  bool operator==(const ScenarioRow&) const = default;
};

struct ErrorRow {
  std::string outcome_class;  // "rejected", "failed", "unanswered", "unsent"
  std::string reason;         // "nonce_too_low"
  std::uint64_t count = 0;
  std::string example;  // the first detail seen, may be empty

  bool operator==(const ErrorRow&) const = default;
};

// What ended in one interval between progress lines; the last one reaches to the end of the drain. Where
// neighbours were merged, their common p50 and p99 are not known.
struct IntervalRow {
  base::Duration start{0}, length{0};  // since the load began
  ClassCounts counts;
  std::uint64_t dropped = 0;
  std::uint64_t in_flight = 0;        // at its end
  Quantiles<base::Duration> latency;  // accepted, from the due time
  Quantiles<base::Duration> write{};  // the same from the write of the request
  ChainInterval chain{};

  bool operator==(const IntervalRow&) const = default;
};

// What the generator measured of itself: how long its worker threads were kept from running.
struct GeneratorReport {
  base::Duration workers_time{0};  // of all workers together
  std::optional<base::Duration>
      cpu_wait;  // in it: runnable, waiting for a CPU; nothing: the system does not tell
  base::Duration late{0}, longest_late{0};  // waits that ended later than asked for
  std::optional<base::Duration> throttled;  // by the cgroup's quota, of the whole process
  std::uint64_t judged = 0,
                in_doubt = 0;  // latencies of accepted transactions; those that include such delays

  std::optional<double> doubt_share() const {
    return judged == 0 ? std::nullopt
                       : std::optional(static_cast<double>(in_doubt) / static_cast<double>(judged));
  }

  bool operator==(const GeneratorReport&) const = default;
};

// What went to one endpoint, with --all-addresses one address.
struct EndpointRow {
  std::string endpoint;
  ClassCounts counts;
  std::string note;  // "unreachable at the start (...); load from 12s on"; may be empty

  bool operator==(const EndpointRow&) const = default;
};

// What was sent, where it was a corpus.
struct Corpus {
  std::string name;
  std::uint64_t transactions = 0;  // read, not all of which need have been sent
  std::string sha256;              // of its bytes, hexadecimal; empty: not read to its end

  bool operator==(const Corpus&) const = default;
};

// --prewarm: transfers before the load, in none of its counts.
struct PrewarmRow {
  std::uint64_t accounts = 0, included = 0, failed = 0;
  base::Duration took{0};

  bool operator==(const PrewarmRow&) const = default;
};

// TLS handshakes of the whole run, the set-up included, where there was any TLS.
struct TlsRow {
  std::uint64_t full = 0, resumed = 0, failed = 0;
  Times took;               // of those that did not fail
  bool unverified = false;  // --tls-insecure, of some endpoint: its certificate was not checked

  bool operator==(const TlsRow&) const = default;
};

// Of several reports that were added up (merge()).
struct MergedRow {
  std::uint64_t reports = 0;
  base::WallTime last_started;  // the first one is Summary::started

  bool operator==(const MergedRow&) const = default;
};

// --warmup and --cooldown: what was due then, in none of the other figures. Adds up as the rest does.
struct ApartRow {
  base::Duration length{0};
  std::uint64_t scheduled = 0, dropped = 0, admitted = 0;
  ClassCounts counts;

  bool balances() const { return scheduled == dropped + admitted && admitted == counts.sum(); }
  bool operator==(const ApartRow&) const = default;
};

struct Summary {
  std::string version;

  // The run.
  base::WallTime started;
  std::string ended_by;      // sys/stop.h; "running" in a snapshot
  std::string ended_text;    // "SIGTERM", "--duration 10s", ...: for people
  bool reached_load = true;  // false: ended during set-up
  base::Duration setup{0}, load{0}, drain{0};
  std::uint64_t seed = 0;
  std::optional<Corpus> corpus;
  std::optional<std::uint64_t> chain_id;
  std::string chain_label;
  bool dry_run = false;
  bool open_loop = false;
  bool poisson = false;   // open loop, due at random
  std::string rate_file;  // that says the rate; may be empty
  double tps = 0;  // asked for; 0 = no limit
  std::uint64_t max_in_flight = 0;
  std::uint64_t accounts = 0;
  std::uint64_t workers = 0;
  std::vector<std::string> endpoints;
  std::vector<EndpointRow>
      endpoint_rows;        // where endpoints may come and go: --all-addresses, --start-without
  bool mock_chain = false;  // the endpoint is the embedded chain, in this process
  std::optional<PrewarmRow> prewarm;
  std::optional<TlsRow> tls;
  std::optional<MergedRow> merged;
  std::optional<ApartRow> warmup, cooldown;

  // The ledger.
  std::uint64_t scheduled = 0, dropped = 0, admitted = 0;
  ClassCounts counts;
  std::uint64_t in_flight_at_stop = 0;     // of the unanswered and unsent: the end of the run came first
  std::optional<std::uint64_t> in_flight;  // while the run goes on; then the counts need not add up
  std::uint64_t resent = 0, nonce_reads = 0;
  std::vector<ScenarioRow> scenarios;
  std::vector<ErrorRow> errors;

  // Rates over the load phase only.
  std::uint64_t accepted_in_load = 0;
  std::optional<double> average_tps;  // nothing: less than a second, or fewer than two transactions
  std::optional<double> maximum_tps;  // the best whole second; nothing: there was none
  std::optional<double>
      scheduled_share;  // of what --tps asked for; nothing: no such rate, or less than a second
  MissedCounts missed{};

  std::vector<base::Percentile> percentiles = *base::parse_percentiles(base::kDefaultPercentiles);
  Times from_due, from_write, not_accepted;
  Times generator_lag;  // open loop, see Ledger::record_lag
  std::uint64_t seconds = 0,
                busy_seconds = 0;  // full ones of the load; in these the workers had next to no time left
  bool fell_short = false;         // fewer were admitted than the rate asked for
  GeneratorReport generator;
  std::vector<IntervalRow> intervals;

  ChainReport chain;
  std::optional<SearchReport> search;

  base::Duration cpu{0};  // of the process, user and system
  std::uint64_t peak_memory = 0;

  bool balances() const { return scheduled == dropped + admitted && admitted == counts.sum(); }
  bool operator==(const Summary&) const = default;
};

}  // namespace seiload::measure
