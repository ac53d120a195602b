#pragma once
// A summary with something of everything.

#include <chrono>
#include <initializer_list>
#include <vector>

#include "measure/summary.h"

namespace seiload::test {

using namespace std::chrono_literals;

inline measure::Times samples(std::initializer_list<base::Duration> values) {
  measure::TimeHistogram histogram;
  for (const base::Duration value : values) histogram.record(value);
  return histogram.snapshot();
}

inline measure::Summary example_summary() {
  measure::Summary s;
  s.version = "1.2.3";
  s.started = base::WallTime(1763890200125ms);
  s.ended_by = "signal";
  s.ended_text = "SIGTERM";
  s.setup = 210ms;
  s.load = 10s;
  s.drain = 12ms;
  s.seed = 7;
  s.chain_id = 31337;
  s.chain_label = "local";
  s.open_loop = true;
  s.tps = 200;
  s.max_in_flight = 10000;
  s.accounts = 1000;
  s.workers = 2;
  s.endpoints = {"http://127.0.0.1:8545", "http://127.0.0.1:8546"};
  s.scheduled = 2000;
  s.dropped = 9;
  s.admitted = 1991;
  s.counts.accepted = 1980;
  s.counts.rejected = 7;
  s.counts.failed = 2;
  s.counts.unanswered = 1;
  s.counts.unsent = 1;
  s.resent = 1;
  s.nonce_reads = 9;
  s.scenarios = {{"EVMTransfer_0", "transfer", {990, 7, 0, 1, 0}},
                 {"EVMTransfer_1", "transfer", {990, 0, 2, 0, 1}}};
  s.errors = {{"rejected", "nonce_too_low", 7, "http://127.0.0.1:8545: nonce too low"},
              {"failed", "refused", 2, ""},
              {"unanswered", "unanswered_at_stop", 1, ""},
              {"unsent", "unsent_at_stop", 1, ""}};
  s.accepted_in_load = 1978;
  s.average_tps = 197.8;
  s.maximum_tps = 201;
  s.generator = {.workers_time = 20s,
                 .cpu_wait = 100ms,
                 .late = 3ms,
                 .longest_late = 2ms,
                 .throttled = 0s,
                 .judged = 1980,
                 .in_doubt = 20};
  s.from_due = samples({1ms, 2ms, 3ms});
  s.from_write = samples({1ms});
  s.not_accepted = samples({5s});
  s.generator_lag = samples({40us, 60us});
  s.intervals = {{0s, 10s, {1970, 7, 2, 0, 0}, 9, 11, {2ms, 3ms, 3ms}},
                 {10s, 12ms, {10, 0, 0, 1, 1}, 0, 0, {}}};
  s.cpu = 99ms;
  s.peak_memory = 5 << 20;
  return s;
}

// Where endpoints come and go.
inline std::vector<measure::EndpointRow> example_rows() {
  measure::EndpointRow first, second;
  first.endpoint = "http://node:8545 [10.0.0.1]";
  first.counts.accepted = 1980;
  first.counts.rejected = 7;
  first.counts.failed = 2;
  first.counts.unanswered = first.counts.unsent = 1;
  second.endpoint = "http://node:8545 [10.0.0.2]";
  second.note = "unreachable at the start (no answer)";
  return {first, second};
}

// With every part that a report may have.
inline measure::Summary whole_summary() {
  measure::Summary s = example_summary();
  s.in_flight = 1;
  s.mock_chain = true;
  s.endpoint_rows = example_rows();
  s.corpus.emplace();
  s.prewarm.emplace();
  s.tls.emplace();
  s.merged.emplace();
  s.chain = {measure::FeedReport{}, measure::BlocksReport{}, measure::InclusionReport{},
             measure::UserLatencyReport{}, measure::RampReport{}};
  s.chain.ramp->steps.emplace_back();
  s.poisson = true;
  s.rate_file = "rates";
  s.warmup.emplace();
  s.cooldown.emplace();
  s.search.emplace().steps.emplace_back();
  s.intervals.back().chain = {measure::BlocksInterval{}, measure::InclusionInterval{}};
  s.scenarios[0].on_chain = measure::OnChainReport{.gas = {}, .reasons = {{"out of gas", 1}}};
  return s;
}

}  // namespace seiload::test
