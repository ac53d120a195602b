#include "measure/merge.h"

#include <algorithm>
#include <functional>
#include <type_traits>

#include "base/text.h"
#include "measure/counters.h"
#include "measure/intervals.h"

namespace seiload::measure {
namespace {

template <class T>
std::optional<T> sum(const std::optional<T>& a, const std::optional<T>& b) {
  if (!a || !b) return a ? a : b;
  if constexpr (std::is_same_v<T, base::Duration>)
    return base::saturating_add(*a, *b);
  else
    return *a + *b;
}

// Reports come from elsewhere: a sum of times that fits no number is the longest there is.
void add_time(base::Duration& into, base::Duration more) { into = base::saturating_add(into, more); }

template <class T>
void merge_part(std::optional<T>& into, const std::optional<T>& more,
                std::type_identity_t<void (*)(T&, const T&)> add) {
  if (into && more)
    add(*into, *more);
  else if (more)
    into = more;
}

// Adds each row to the one of the same name.
template <class Row, class Same, class Add>
void merge_rows(std::vector<Row>& into, const std::vector<Row>& more, Same same, Add add) {
  for (const Row& row : more) {
    const auto found = std::find_if(into.begin(), into.end(), [&](const Row& one) { return same(one, row); });
    found == into.end() ? into.push_back(row) : add(*found, row);
  }
}

void merge_tables(Summary& into, const Summary& more) {
  merge_rows(
      into.scenarios, more.scenarios,
      [](const ScenarioRow& a, const ScenarioRow& b) {
        return a.scenario == b.scenario && a.operation == b.operation;
      },
      [](ScenarioRow& row, const ScenarioRow& other) {
        row.counts += other.counts;
        merge_part(row.on_chain, other.on_chain,
                   [](OnChainReport& on_chain, const OnChainReport& another) { on_chain.merge(another); });
      });
  merge_rows(
      into.errors, more.errors,
      [](const ErrorRow& a, const ErrorRow& b) {
        return a.outcome_class == b.outcome_class && a.reason == b.reason;
      },
      [](ErrorRow& row, const ErrorRow& other) {
        row.count += other.count;
        if (row.example.empty()) row.example = other.example;
      });
  merge_rows(
      into.endpoint_rows, more.endpoint_rows,
      [](const EndpointRow& a, const EndpointRow& b) { return a.endpoint == b.endpoint; },
      [](EndpointRow& row, const EndpointRow& other) {
        row.counts += other.counts;
        if (row.note.empty()) row.note = other.note;
      });
  merge_rows(into.endpoints, more.endpoints, std::equal_to<>(), [](std::string&, const std::string&) {});
  merge_rows(into.percentiles, more.percentiles, std::equal_to<>(),
             [](base::Percentile&, const base::Percentile&) {});
  std::sort(into.percentiles.begin(), into.percentiles.end(),
            [](const auto& a, const auto& b) { return a.share < b.share; });
}

void merge_run(Summary& into, const Summary& more) {
  const auto part = [](const Summary& s) { return s.merged.value_or(MergedRow{1, s.started}); };
  const MergedRow first = part(into), second = part(more);
  into.merged = {first.reports + second.reports, std::max(first.last_started, second.last_started)};
  into.started = std::min(into.started, more.started);
  if (into.ended_by != more.ended_by)
    into.ended_by = into.ended_by == "failure" || more.ended_by == "failure" ? "failure" : "several";
  if (into.ended_text != more.ended_text) into.ended_text += "; " + more.ended_text;
  into.reached_load = into.reached_load || more.reached_load;
  into.setup = std::max(into.setup, more.setup);
  into.load = std::max(into.load, more.load);
  into.drain = std::max(into.drain, more.drain);
  into.dry_run = into.dry_run && more.dry_run;
  into.tps = into.tps > 0 && more.tps > 0 ? into.tps + more.tps : 0;
  into.max_in_flight += more.max_in_flight;
  into.accounts += more.accounts;
  into.workers += more.workers;
  into.mock_chain = into.mock_chain || more.mock_chain;
  if (into.corpus != more.corpus) into.corpus.reset();  // several
  if (into.prewarm && more.prewarm) {
    into.prewarm->accounts += more.prewarm->accounts;
    into.prewarm->included += more.prewarm->included;
    into.prewarm->failed += more.prewarm->failed;
    into.prewarm->took = std::max(into.prewarm->took, more.prewarm->took);
  } else if (more.prewarm) {
    into.prewarm = more.prewarm;
  }
  if (into.tls && more.tls) {
    into.tls->full += more.tls->full;
    into.tls->resumed += more.tls->resumed;
    into.tls->failed += more.tls->failed;
    into.tls->took.merge(more.tls->took);
    into.tls->unverified = into.tls->unverified || more.tls->unverified;
  } else if (more.tls) {
    into.tls = more.tls;
  }
}

void merge_apart(ApartRow& into, const ApartRow& more) {
  into.length = std::max(into.length, more.length);
  into.scheduled += more.scheduled;
  into.dropped += more.dropped;
  into.admitted += more.admitted;
  into.counts += more.counts;
}

// Of all that --tps asked of both.
std::optional<double> scheduled_share(const Summary& a, const Summary& b) {
  if (!a.scheduled_share || !b.scheduled_share) return std::nullopt;
  const double all = a.tps + b.tps;
  return all > 0 ? (*a.scheduled_share * a.tps + *b.scheduled_share * b.tps) / all : 0;
}

void merge_load(Summary& into, const Summary& more) {
  into.scheduled_share = scheduled_share(into, more);
  add(into, more, kArrivalCounters);
  add(into, more, kOtherCounters);
  into.counts += more.counts;
  into.in_flight = sum(into.in_flight, more.in_flight);
  into.accepted_in_load += more.accepted_in_load;
  into.average_tps = sum(into.average_tps, more.average_tps);
  into.maximum_tps = std::nullopt;
  for (std::size_t cause = 0; cause < kMissed; ++cause) into.missed[cause] += more.missed[cause];
  into.from_due.merge(more.from_due);
  into.from_write.merge(more.from_write);
  into.not_accepted.merge(more.not_accepted);
  into.generator_lag.merge(more.generator_lag);
  into.seconds += more.seconds;
  into.busy_seconds += more.busy_seconds;
  into.fell_short = into.fell_short || more.fell_short;
  GeneratorReport& generator = into.generator;
  add_time(generator.workers_time, more.generator.workers_time);
  generator.cpu_wait = sum(generator.cpu_wait, more.generator.cpu_wait);
  add_time(generator.late, more.generator.late);
  generator.longest_late = std::max(generator.longest_late, more.generator.longest_late);
  generator.throttled = sum(generator.throttled, more.generator.throttled);
  generator.judged += more.generator.judged;
  generator.in_doubt += more.generator.in_doubt;
  for (std::size_t i = 0; i < more.intervals.size(); ++i) {
    if (i < into.intervals.size())
      into.intervals[i] = side_by_side(into.intervals[i], more.intervals[i]);
    else
      into.intervals.push_back(more.intervals[i]);
  }
  add_time(into.cpu, more.cpu);
  into.peak_memory += more.peak_memory;
}

void merge_feed(FeedReport& into, const FeedReport& more) {
  if (into.source != more.source) into.source += ", " + more.source;
  into.gaps += more.gaps;
  into.lost += more.lost;
  into.reorgs = std::max(into.reorgs, more.reorgs);
  into.orphaned = std::max(into.orphaned, more.orphaned);
  into.errors += more.errors;
  into.breaks += more.breaks;
  into.stalls = std::max(into.stalls, more.stalls);
  into.behind = std::max(into.behind, more.behind);
  into.most_behind = std::max(into.most_behind, more.most_behind);
  into.head = std::max(into.head, more.head);
}

void merge_blocks(BlocksReport& into, const BlocksReport& more) {
  const std::uint64_t ours = into.ours + more.ours;
  if (more.count > into.count) into = more;
  into.ours = ours;
}

void merge_inclusion(InclusionReport& into, const InclusionReport& more) {
  ReceiptsReport& receipts = into.receipts;
  const std::uint64_t read = receipts.blocks_read + more.receipts.blocks_read;
  if (read > 0) {  // of the blocks that were read, as far as the averages tell
    const double time =
        static_cast<double>(receipts.a_block.count()) * static_cast<double>(receipts.blocks_read) +
        static_cast<double>(more.receipts.a_block.count()) * static_cast<double>(more.receipts.blocks_read);
    receipts.a_block =
        base::Duration(static_cast<std::int64_t>(std::min(time / static_cast<double>(read), 9e18)));
  }
  add(receipts, more.receipts, kReceiptsCounters);
  if (receipts.last_error.empty()) receipts.last_error = more.receipts.last_error;
  into.by_receipts = into.by_receipts || more.by_receipts;
  add(into, more, kInclusionCounters);
  into.drain = std::max(into.drain, more.drain);
  into.from_due.merge(more.from_due);
  into.from_accepted.merge(more.from_accepted);
}

// Each has looked at transfers of all.
void merge_user_latency(UserLatencyReport& into, const UserLatencyReport& more) {
  Times ours = into.ours;
  ours.merge(more.ours);
  if (more.transfers > into.transfers) into = more;
  into.ours = std::move(ours);
}

}  // namespace

base::Status merge(Summary& into, const Summary& more) {
  if (into.chain_id && more.chain_id && into.chain_id != more.chain_id)
    return base::invalid_input(
        base::cat("reports of different chains, ", *into.chain_id, " and ", *more.chain_id));
  if (into.open_loop != more.open_loop || into.poisson != more.poisson)
    return base::invalid_input("reports of different arrival models, open and closed loop");
  if (into.dry_run != more.dry_run)
    return base::invalid_input("reports of a dry run and of one that sent something");
  if (into.chain.ramp || more.chain.ramp)
    return base::invalid_input("a report of a ramp: its steps are those of one process");
  if (into.search || more.search)
    return base::invalid_input("a report of a search: its steps are those of one process");
  merge_load(into, more);
  merge_run(into, more);
  merge_tables(into, more);
  if (!into.chain_id) into.chain_id = more.chain_id;
  if (into.chain_label.empty()) into.chain_label = more.chain_label;
  merge_part(into.warmup, more.warmup, merge_apart);
  merge_part(into.cooldown, more.cooldown, merge_apart);
  merge_part(into.chain.feed, more.chain.feed, merge_feed);
  merge_part(into.chain.blocks, more.chain.blocks, merge_blocks);
  merge_part(into.chain.inclusion, more.chain.inclusion, merge_inclusion);
  merge_part(into.chain.user_latency, more.chain.user_latency, merge_user_latency);
  return {};
}

namespace {

base::Duration end_of(const Summary& s) {
  using base::saturating_add;
  return saturating_add(saturating_add(s.started.time_since_epoch(), s.setup),
                        saturating_add(s.load, s.drain));
}

// Why they are no two parts of one load; empty: they may be.
std::string why_apart(const Summary& a, const Summary& b) {
  if (a == b) return "the same report twice";
  const Summary &first = a.started <= b.started ? a : b, &second = a.started <= b.started ? b : a;
  if (end_of(first) > second.started.time_since_epoch()) return {};
  return base::cat("not at the same time: one began at ", base::format_utc(second.started),
                   ", after the other had ended");
}

}  // namespace

base::Result<Summary> merge_files(const std::vector<ReportOfFile>& reports) {
  const ReportOfFile& first = reports.front();
  Summary merged = first.summary;
  for (std::size_t i = 1; i < reports.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j)
      if (const std::string why = why_apart(reports[j].summary, reports[i].summary); !why.empty())
        return base::invalid_input(base::cat(reports[j].file, " and ", reports[i].file, ": ", why));
    if (auto status = merge(merged, reports[i].summary); !status)
      return std::move(status).error().with(base::cat(first.file, " and ", reports[i].file));
  }
  return merged;
}

}  // namespace seiload::measure
