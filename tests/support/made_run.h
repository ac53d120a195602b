#pragma once
// Summaries of runs that never were: latencies drawn from a seed, an interval every ten seconds.

#include <chrono>
#include <cmath>
#include <cstdint>

#include "base/random.h"
#include "measure/summary.h"

namespace seiload::test {

struct MadeRun {
  std::uint64_t seed = 1;
  std::uint64_t intervals = 12, a_second = 100;
  double scale = 1;    // of all latencies
  double tail = 1;     // of one latency in twenty, besides
  double waves = 0;    // by how much the intervals differ: each one's scale is e^(waves * normal)
  double errors = 0;   // this share is rejected
  double accepts = 1;  // this share of what is offered is sent at all
};

inline measure::Summary make_run(const MadeRun& made) {
  using namespace std::chrono_literals;
  base::Random random(made.seed, 77);
  const auto normal = [&] {  // near enough: a sum of twelve
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += random.unit();
    return sum;
  };
  measure::Summary s;
  s.version = "1.2.3";
  s.started = base::WallTime(1763890200125ms + std::chrono::hours(made.seed % 1000));
  s.ended_by = "duration";
  s.ended_text = "--duration";
  s.chain_id = 1337;
  s.open_loop = true;
  s.tps = static_cast<double>(made.a_second);
  s.max_in_flight = 1000;
  s.accounts = 100;
  s.workers = 1;
  s.endpoints = {"http://127.0.0.1:8545"};
  s.load = std::chrono::seconds(10 * made.intervals);
  measure::TimeHistogram due, write;
  for (std::uint64_t i = 0; i < made.intervals; ++i) {
    const double wave = std::exp(made.waves * normal());
    measure::TimeHistogram part;
    measure::IntervalRow row;
    row.start = std::chrono::seconds(10 * i);
    row.length = 10s;
    const auto offered =
        static_cast<std::uint64_t>(std::llround(10 * static_cast<double>(made.a_second) * made.accepts));
    for (std::uint64_t n = 0; n < offered; ++n) {
      if (random.unit() < made.errors) {
        ++row.counts.rejected;
        continue;
      }
      double latency = 0.010 * made.scale * wave * std::exp(0.5 * normal());
      if (random.unit() < 0.05) latency *= 3 * made.tail;
      const auto time = base::Duration(static_cast<std::int64_t>(latency * 1e9));
      due.record(time);
      write.record(time);
      part.record(time);
      ++row.counts.accepted;
    }
    row.latency = row.write = quantiles(part.snapshot());
    s.counts += row.counts;
    s.intervals.push_back(row);
  }
  s.scheduled = s.admitted = s.counts.sum();
  s.accepted_in_load = s.counts.accepted;
  s.average_tps = static_cast<double>(s.counts.accepted) / static_cast<double>(10 * made.intervals);
  s.from_due = due.snapshot();
  s.from_write = write.snapshot();
  return s;
}

}  // namespace seiload::test
