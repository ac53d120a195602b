#include "mockchain/fault.h"

#include <algorithm>

#include "base/number.h"
#include "base/random.h"
#include "base/text.h"

namespace seiload::mockchain {
namespace {

using base::cat;
using base::Duration;
using Kind = Fault::Kind;

enum Keys : unsigned { kNone = 0, kShare = 1, kLatency = 2, kFor = 4, kEvery = 8, kStatus = 16, kEach = 32 };
constexpr unsigned kWindow = kFor | kEvery;

struct Row {
  std::string_view name;
  Kind kind;
  unsigned keys;    // that it has
  unsigned needed;  // of for, every, status and each
};

constexpr Row kRows[] = {
    {"latency", Kind::latency, kShare | kLatency | kWindow, kNone},
    {"stall", Kind::stall, kWindow, kWindow},
    {"refuse", Kind::refuse, kWindow, kWindow},
    {"reset", Kind::reset, kShare | kWindow, kNone},
    {"close", Kind::close, kShare | kWindow, kNone},
    {"bytes", Kind::bytes, kShare | kWindow, kNone},
    {"http", Kind::http, kShare | kStatus | kWindow, kStatus},
    {"truncate", Kind::truncate, kShare | kWindow, kNone},
    {"garble", Kind::garble, kShare | kWindow, kNone},
    {"wrong-id", Kind::wrong_id, kShare | kWindow, kNone},
    {"batch-order", Kind::batch_order, kShare | kWindow, kNone},
    {"batch-partial", Kind::batch_partial, kShare | kWindow, kNone},
    {"pool-full", Kind::pool_full, kShare | kWindow, kNone},
    {"nonce-error", Kind::nonce_error, kShare | kWindow, kNone},
    {"accept-and-drop", Kind::accept_and_drop, kShare | kWindow, kNone},
    {"receipts-cost", Kind::receipts_cost, kShare | kEach | kWindow, kEach},
    {"halt", Kind::halt, kWindow, kWindow},
    {"skip", Kind::skip, kShare | kWindow, kNone},
    {"restart", Kind::restart, kEvery, kEvery},
};

constexpr double kMaxCost = 3600e9;  // nanoseconds; what is later never comes

const Row* find_row(std::string_view name) {
  const auto* found =
      std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& row) { return row.name == name; });
  return found == std::end(kRows) ? nullptr : found;
}

base::Error unknown_kind(std::string_view name) {
  std::vector<std::string_view> names;
  for (const Row& row : kRows) names.push_back(row.name);
  return base::invalid_input(cat("unknown fault ", base::quote(name), base::did_you_mean(name, names)));
}

// What is wrong with the value, or nothing.
std::string set(Fault& fault, unsigned keys, std::string_view key, std::string_view value) {
  const auto duration = [&](Duration& out) -> std::string {
    const auto read = base::parse_duration(value);
    if (!read) return cat("expected a duration such as 2s, got ", base::quote(value));
    out = *read;
    return {};
  };
  if (key == "share" && (keys & kShare) != 0) {
    const auto read = base::parse_decimal(value);
    if (!read || !(*read > 0) || *read > 1)
      return cat("expected a number over 0 and up to 1, got ", base::quote(value));
    fault.share = *read;
    return {};
  }
  if (key == "min" && (keys & kLatency) != 0) return duration(fault.least);
  if (key == "max" && (keys & kLatency) != 0) return duration(fault.most);
  if (key == "for" && (keys & kFor) != 0) return duration(fault.length);
  if (key == "every" && (keys & kEvery) != 0) return duration(fault.every);
  if (key == "at" && (keys & kEvery) != 0) return duration(fault.at.emplace());
  if (key == "each" && (keys & kEach) != 0) return duration(fault.each);
  if (key == "status" && (keys & kStatus) != 0) {
    const auto read = base::parse_u64(value);
    if (!read || *read < 400 || *read > 599)
      return cat("expected a number from 400 to 599, got ", base::quote(value));
    fault.status = static_cast<int>(*read);
    return {};
  }
  return "no such setting";
}

}  // namespace

base::Result<Fault> parse_fault(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::string_view name = text.substr(0, colon);
  const Row* row = find_row(name);
  if (row == nullptr) return unknown_kind(name);
  Fault fault;
  fault.kind = row->kind;
  for (std::string_view rest = colon == std::string_view::npos ? "" : text.substr(colon); !rest.empty();) {
    rest.remove_prefix(1);
    const std::string_view setting = rest.substr(0, rest.find(':'));
    rest.remove_prefix(setting.size());
    const std::size_t equals = setting.find('=');
    if (equals == std::string_view::npos)
      return base::invalid_input(cat(name, ": expected KEY=VALUE, got ", base::quote(setting)));
    const std::string_view key = setting.substr(0, equals);
    const std::string problem = set(fault, row->keys, key, setting.substr(equals + 1));
    if (!problem.empty()) return base::invalid_input(cat(name, ": ", key, ": ", problem));
  }
  const auto missing = [&](std::string_view what) {
    return base::invalid_input(cat(name, ": needs ", what));
  };
  if ((row->needed & kStatus) != 0 && fault.status == 0) return missing("status=N");
  if ((row->needed & kEach) != 0 && fault.each.count() == 0) return missing("each=D");
  const bool timed = fault.every.count() != 0 || fault.at;
  const bool windowed =
      (row->needed & kFor) != 0 || fault.length.count() != 0 || ((row->keys & kFor) != 0 && timed);
  if (windowed && fault.length.count() == 0) return missing("for=D");
  if ((windowed || (row->needed & kEvery) != 0) && !timed) return missing("every=D or at=D");
  if (fault.at && fault.every.count() != 0)
    return base::invalid_input(cat(name, ": at: cannot be combined with every"));
  if (windowed && !fault.at && fault.length >= fault.every)
    return base::invalid_input(cat(name, ": for: must be less than every"));
  if ((row->keys & kLatency) != 0) {
    if (fault.most.count() == 0) fault.most = fault.least;
    if (fault.most.count() == 0) return missing("min=D or max=D");
    if (fault.most < fault.least) return base::invalid_input(cat(name, ": max: must not be less than min"));
  }
  return fault;
}

std::optional<Duration> window_end(const Fault& fault, Duration since_start) {
  const Duration end = fault.at ? *fault.at + fault.length : (since_start / fault.every + 1) * fault.every;
  return since_start >= end - fault.length && since_start < end ? std::optional(end) : std::nullopt;
}

bool Faults::hits(std::size_t i, std::uint64_t n, Duration since_start) const {
  const Fault& fault = faults_[i];
  if (fault.length.count() != 0 && !window_end(fault, since_start)) return false;
  return fault.share >= 1 || base::Random(seed_, 2 * i, n).unit() < fault.share;
}

AnswerFaults Faults::for_answer(Duration since_start) const {
  AnswerFaults out;
  if (faults_.empty()) return out;
  const std::uint64_t n = answers_.fetch_add(1, std::memory_order_relaxed);
  for (std::size_t i = 0; i < faults_.size(); ++i) {
    const Fault& fault = faults_[i];
    if (!hits(i, n, since_start)) continue;
    switch (fault.kind) {
      case Kind::latency: {
        const auto span = static_cast<std::uint64_t>((fault.most - fault.least).count());
        out.delay += fault.least +
                     Duration(static_cast<Duration::rep>(base::Random(seed_, 2 * i + 1, n).below(span + 1)));
        break;
      }
      case Kind::reset:
        out.reset = true;
        break;
      case Kind::close:
        out.close = true;
        break;
      case Kind::bytes:
        out.bytes = true;
        break;
      case Kind::http:
        out.status = fault.status;
        break;
      case Kind::truncate:
        out.truncate = true;
        break;
      case Kind::garble:
        out.garble = true;
        break;
      case Kind::wrong_id:
        out.wrong_id = true;
        break;
      case Kind::batch_order:
        out.batch.reorder = true;
        break;
      case Kind::batch_partial:
        out.batch.drop_one = true;
        break;
      default:
        break;
    }
  }
  out.batch.draw = base::Random(seed_, 2 * faults_.size(), n).next();
  out.delay += hold(since_start + out.delay);  // after what comes later by itself
  return out;
}

Duration Faults::hold(Duration since_start) const {
  Duration held{0};
  for (const Fault& fault : faults_) {
    if (fault.kind != Kind::stall) continue;
    if (const auto end = window_end(fault, since_start + held)) held = *end - since_start;
  }
  return held;
}

SendFaults Faults::for_send(Duration since_start) const {
  SendFaults out;
  if (faults_.empty()) return out;
  const std::uint64_t n = sends_.fetch_add(1, std::memory_order_relaxed);
  for (std::size_t i = 0; i < faults_.size(); ++i) {
    const Kind kind = faults_[i].kind;
    if (kind != Kind::pool_full && kind != Kind::nonce_error && kind != Kind::accept_and_drop) continue;
    if (!hits(i, n, since_start)) continue;
    if (kind == Kind::accept_and_drop)
      out.drop = true;
    else if (!out.refusal)
      out.refusal = kind == Kind::pool_full ? "txpool is full" : "nonce too low: injected fault";
  }
  return out;
}

Duration Faults::receipts_cost(std::size_t transactions, bool single, Duration since_start) const {
  Duration cost{0};
  if (faults_.empty() || transactions == 0) return cost;
  const std::uint64_t n = receipts_.fetch_add(1, std::memory_order_relaxed);
  const double times = static_cast<double>(transactions) * (single ? 1 : static_cast<double>(transactions));
  for (std::size_t i = 0; i < faults_.size(); ++i) {
    if (faults_[i].kind != Kind::receipts_cost || !hits(i, n, since_start)) continue;
    const double nanoseconds = std::min(times * static_cast<double>(faults_[i].each.count()), kMaxCost);
    cost = std::min(cost + Duration(static_cast<Duration::rep>(nanoseconds)),
                    Duration(static_cast<Duration::rep>(kMaxCost)));
  }
  return cost;
}

bool Faults::in_window(Kind kind, Duration since_start) const {
  return std::any_of(faults_.begin(), faults_.end(), [&](const Fault& fault) {
    return fault.kind == kind && window_end(fault, since_start);
  });
}

bool Faults::halts_blocks(Duration since_start) const { return in_window(Kind::halt, since_start); }

bool Faults::refuses_connections(Duration since_start) const { return in_window(Kind::refuse, since_start); }

std::uint64_t Faults::skipped_heights(Duration since_start) const {
  const std::uint64_t n = blocks_.fetch_add(1, std::memory_order_relaxed);
  std::uint64_t skipped = 0;
  for (std::size_t i = 0; i < faults_.size(); ++i)
    if (faults_[i].kind == Kind::skip && hits(i, n, since_start)) ++skipped;
  return skipped;
}

Duration Faults::next_change(Duration since_start) const {
  Duration next = Duration::max();
  for (const Fault& fault : faults_) {
    if (fault.kind != Kind::restart && fault.kind != Kind::refuse) continue;
    const Duration end = fault.at ? *fault.at + fault.length : (since_start / fault.every + 1) * fault.every;
    for (const Duration change : {end - fault.length, end})
      if (change > since_start) next = std::min(next, change);
  }
  return next;
}

std::uint64_t Faults::restarts(Duration since_start) const {
  std::uint64_t count = 0;
  for (const Fault& fault : faults_)
    if (fault.kind == Kind::restart)
      count += fault.at ? since_start >= *fault.at : static_cast<std::uint64_t>(since_start / fault.every);
  return count;
}

}  // namespace seiload::mockchain
