#include "support/random_summary.h"

#include <chrono>
#include <iterator>
#include <optional>
#include <string>

namespace seiload::test {
namespace {

using namespace measure;

class Maker {
 public:
  explicit Maker(base::Random& random) : random_(random) {}

  bool coin() { return random_.below(2) == 0; }
  std::uint64_t count() { return random_.next() >> random_.below(64); }
  std::uint64_t small() { return random_.below(1'000'000'000); }  // sums of some of them fit
  base::Duration time() { return base::Duration(static_cast<std::int64_t>(count() >> 1)); }
  double real() { return static_cast<double>(count()) / static_cast<double>(1 + random_.below(1000)); }
  std::string text() {
    static const char* const kTexts[] = {
        "", "a", "\"\\\n\t", "\xc3\xa4\xe2\x82\xac", "http://127.0.0.1:8545", "null"};
    return kTexts[random_.below(std::size(kTexts))];
  }
  template <class F>
  auto maybe(F make) -> std::optional<decltype(make())> {
    return coin() ? std::optional(make()) : std::nullopt;
  }
  stats::HistogramSnapshot histogram() {
    stats::Histogram all;
    // Into the last bucket, too, whose sum is exact below 2^53.
    for (std::uint64_t samples = random_.below(20); samples > 0; --samples) all.record(count() >> 20);
    return all.snapshot();
  }
  Times times() { return Times(histogram()); }
  ClassCounts counts() { return {small(), small(), small(), small(), small()}; }
  template <class T, class F>
  Quantiles<T> quantiles(F make) {
    return {maybe(make), maybe(make), maybe(make)};
  }
  auto time_quantiles() {
    return quantiles<base::Duration>([&] { return time(); });
  }

  FeedReport feed() {
    return {text(), count(), count(), count(), count(), count(), count(), count(), count(), count(), count()};
  }
  BlocksReport blocks() {
    const std::uint64_t number = small();
    return {number,
            number > 0 ? count() : 0,
            number > 0 ? count() : 0,
            count(),
            count(),
            count(),
            count(),
            count(),
            times(),
            histogram(),
            histogram()};
  }
  InclusionReport inclusion() {
    InclusionReport made{.receipts = {count(), count(), count(), count(), count(), time(), text()},
                         .registered = small(),
                         .included = small(),
                         .succeeded = small(),
                         .reverted = small(),
                         .dropped = small(),
                         .expired = small(),
                         .in_flight = small(),
                         .dropped_at_cap = count(),
                         .reopened = count(),
                         .receipt_errors = count(),
                         .unanswered = count(),
                         .unanswered_included = count(),
                         .limit = count(),
                         .drain = time(),
                         .from_due = times(),
                         .from_accepted = times()};
    made.by_receipts = coin();
    if (!made.by_receipts) made.receipts = {};
    return made;
  }
  OnChainReport on_chain() {
    OnChainReport made{small(), small(), small(), small(), histogram(), {}};
    while (coin()) made.reasons.push_back({text(), small()});
    return made;
  }
  RampStep step() {
    return {count(),
            count(),
            count(),
            count(),
            count(),
            maybe([&] { return time(); }),
            maybe([&] { return time(); }),
            maybe([&] { return time(); }),
            coin(),
            text()};
  }
  RampReport ramp() {
    RampReport made{count(),
                    count(),
                    count(),
                    time(),
                    time(),
                    time(),
                    coin(),
                    coin(),
                    text(),
                    text(),
                    {},
                    count(),
                    maybe([&] { return count(); }),
                    maybe([&] { return time(); })};
    while (coin()) made.steps.push_back(step());
    return made;
  }
  SearchStep search_step() {
    return {real(), coin(), time(), real(), real(), real(), maybe([&] { return time(); }),
            maybe([&] { return time(); }), maybe([&] { return coin(); }), text()};
  }
  SearchReport search() {
    SearchReport made{maybe([&] { return real(); }), text(), real(), real(), maybe([&] { return real(); }),
                      time(), {}, {}};
    while (coin()) made.conditions.push_back(text());
    while (coin()) made.steps.push_back(search_step());
    return made;
  }
  IntervalRow interval() {
    IntervalRow row{time(), time(), counts(), count(), count(), time_quantiles(), time_quantiles(), {}};
    row.chain.blocks = maybe([&] {
      return BlocksInterval{
          count(), count(), count(),          count(),
          count(), count(), time_quantiles(), quantiles<std::uint64_t>([&] { return count(); })};
    });
    row.chain.inclusion = maybe(
        [&] { return InclusionInterval{count(), count(), count(), count(), count(), time_quantiles()}; });
    return row;
  }

  void run(Summary& s) {
    s.version = text();
    s.started = base::WallTime(
        std::chrono::milliseconds(static_cast<std::int64_t>(random_.below(9'000'000'000'000))));
    s.ended_by = text();
    s.ended_text = text();
    s.reached_load = coin();
    s.setup = time();
    s.load = time();
    s.drain = time();
    s.seed = count();
    s.chain_id = maybe([&] { return count(); });
    s.chain_label = text();
    s.dry_run = coin();
    s.open_loop = coin();
    s.poisson = coin();
    s.rate_file = coin() ? text() : std::string();
    s.tps = real();
    s.max_in_flight = count();
    s.accounts = count();
    s.workers = count();
    while (coin()) s.endpoints.push_back(text());
    while (coin()) s.endpoint_rows.push_back({text(), counts(), text()});
    s.mock_chain = coin();
    for (auto* apart : {&s.warmup, &s.cooldown})
      *apart = maybe([&] { return ApartRow{time(), small(), small(), small(), counts()}; });
    s.prewarm = maybe([&] { return PrewarmRow{small(), small(), small(), time()}; });
    s.merged = maybe([&] { return MergedRow{small(), s.started}; });
  }
  void load(Summary& s) {
    s.scheduled = small();
    s.dropped = small();
    s.admitted = small();
    s.counts = counts();
    s.in_flight_at_stop = count();
    s.in_flight = maybe([&] { return count(); });
    s.resent = count();
    s.nonce_reads = count();
    while (coin()) s.scenarios.push_back({text(), text(), counts(), maybe([&] { return on_chain(); })});
    while (coin()) s.errors.push_back({text(), text(), small(), text()});
    s.accepted_in_load = count();
    s.average_tps = maybe([&] { return real(); });
    s.maximum_tps = maybe([&] { return real(); });
    s.scheduled_share = maybe([&] { return real(); });
    for (auto& missed : s.missed) missed = count();
    if (coin()) s.percentiles = *base::parse_percentiles("12.5,50,100");
    for (Times* all : {&s.from_due, &s.from_write, &s.not_accepted, &s.generator_lag}) *all = times();
    s.seconds = small();
    s.busy_seconds = small();
    s.fell_short = coin();
    s.generator = {time(), maybe([&] { return time(); }), time(),
                   time(), maybe([&] { return time(); }), count(),
                   count()};
    while (coin()) s.intervals.push_back(interval());
    s.cpu = time();
    s.peak_memory = count();
  }
  Summary summary() {
    Summary s;
    run(s);
    load(s);
    s.chain.feed = maybe([&] { return feed(); });
    s.chain.blocks = maybe([&] { return blocks(); });
    s.chain.inclusion = maybe([&] { return inclusion(); });
    s.chain.user_latency = maybe([&] { return UserLatencyReport{count(), count(), times(), times()}; });
    s.chain.ramp = maybe([&] { return ramp(); });
    s.search = maybe([&] { return search(); });
    return s;
  }

 private:
  base::Random& random_;
};

}  // namespace

measure::Summary random_summary(base::Random& random) { return Maker(random).summary(); }

}  // namespace seiload::test
