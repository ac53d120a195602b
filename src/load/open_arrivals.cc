#include "load/open_arrivals.h"

#include <algorithm>

namespace seiload::load {
namespace {

// How long arrivals that are still owed at the end of the load are admitted.
constexpr sys::Duration kOwedTime = std::chrono::milliseconds(100);

}  // namespace

OpenArrivals::OpenArrivals(const Parts& parts)
    : Arrivals(parts),
      rate_(*parts.state.run.rates),
      own_(parts.state.run.workload.order(), parts.state.run.accounts.pools(), parts.state.run.partition,
           parts.state.index),
      arrival_(own_.first_from(0)) {
  if (parts.state.run.settings.arrival_model == profile::ArrivalModel::poisson)
    poisson_.emplace(parts.state.run.seed);
}

sys::TimePoint OpenArrivals::due(std::uint64_t arrival) {
  return poisson_ ? poisson_->due(*rate_, arrival) : rate_->due(arrival);
}

std::uint64_t OpenArrivals::count_before(sys::TimePoint time) {
  return poisson_ ? poisson_->count_before(*rate_, time) : rate_->count_before(time);
}

void OpenArrivals::admit(sys::TimePoint now) {
  rate_.follow();
  admit_due(now);
  sign_waiting();
  if (parts_.builder.presigns() && parts_.builder.size() > 0) presign_due();
  parts_.signing.finish();
}

void OpenArrivals::admit_due(sys::TimePoint now) {
  WorkerState& state = parts_.state;
  for (int round = 0; round < kMaxPerRound; ++round) {
    const sys::TimePoint at = due(arrival_);
    next_ = at < state.run.end ? at : sys::kNever;
    if (at > now || at >= state.run.end) return;
    if (!state.has_room()) {
      drop_due(now);
      continue;
    }
    if (!acquire(arrival_, state.is_measured(at))) {
      next_ = quota_since_ = now + kQuotaRetry;
      return;
    }
    const std::uint32_t sender = state.run.partition.local(state.run.workload.order().account_of(arrival_));
    const std::uint32_t operation = state.admit(arrival_, sender, at, std::max(at, quota_since_));
    if (state.run.workload.has_fresh_sender(arrival_)) {
      fresh_.push(state.in_flight, operation);
    } else {
      state.senders[sender].pending.push(state.in_flight, operation);
      parts_.turns.add(sender);
    }
    arrival_ = own_.first_from(arrival_ + 1);
  }
}

// All arrivals that are due by now, however many they are.
void OpenArrivals::drop_due(sys::TimePoint now) {
  WorkerState& state = parts_.state;
  const sys::TimePoint end = std::min(sys::saturating_add(now, sys::Duration(1)), state.run.end);
  for (const sys::TimePoint cut : {state.run.measured_from, state.run.measured_to})
    if (cut < end) drop_until(cut);
  drop_until(end);
}

// Those before it, all of which count in the same place.
void OpenArrivals::drop_until(sys::TimePoint end) {
  const std::uint64_t next = std::max(arrival_, count_before(end));
  if (next == arrival_) return;
  measure::Ledger& ledger = parts_.state.ledger_of(due(arrival_));
  const std::uint64_t count = own_.between(arrival_, next);
  ledger.scheduled.add(count);
  ledger.dropped.add(count);
  arrival_ = own_.first_from(next);
}

void OpenArrivals::sign_waiting() {
  WorkerState& state = parts_.state;
  while (!fresh_.empty()) parts_.signing.add(fresh_.pop(state.in_flight));
  for (std::size_t endpoint = 0; endpoint < parts_.turns.endpoints(); ++endpoint) {
    while (!parts_.turns.empty(0, endpoint) &&
           (state.is_dry() || parts_.queues[endpoint]->queue_has_room())) {
      const std::uint32_t sender = parts_.turns.take(0, endpoint);
      Sender& of = state.senders[sender];
      // Since it was added; comes back with its money, or its nonce.
      if (of.resting || parts_.nonces.must_read(sender)) continue;
      const std::uint32_t operation = of.pending.pop(state.in_flight);
      state.set_free(of, state.in_flight[operation].free_since);  // it waited behind this one
      parts_.signing.add(operation);
      parts_.turns.add(sender);
    }
  }
}

// Fills the batch with what is due next.
void OpenArrivals::presign_due() {
  WorkerState& state = parts_.state;
  // They may be dropped, and then nothing is to be spent on them.
  if (state.in_flight.size() > state.max_in_flight / 2) return;
  presigned_ = std::max(presigned_, arrival_);
  const std::uint64_t end =
      arrival_ + std::uint64_t{2} * PresignCache::kOpenBatch * state.run.partition.workers;
  while (parts_.builder.size() < PresignCache::kOpenBatch) {
    presigned_ = own_.first_from(presigned_);
    if (presigned_ >= end || due(presigned_) >= state.run.end) return;
    const std::uint32_t sender = state.run.partition.local(state.run.workload.order().account_of(presigned_));
    if (state.senders[sender].pending.empty()) parts_.builder.presign(sender, presigned_, state.unix_seconds);
    ++presigned_;
  }
}

void OpenArrivals::finish(sys::TimePoint now) {
  const RunContext& run = parts_.state.run;
  if (now >= run.end) {
    // Kept from its CPU at the end, a worker still owes the arrivals that were due before it: they count as
    // admitted. What is not admitted within kOwedTime counts as dropped, as what is beyond max-in-flight
    // does.
    const sys::TimePoint until = now + kOwedTime;
    for (std::uint64_t before = arrival_ + 1; before != arrival_;) {
      before = arrival_;
      admit_due(run.end);
      if (run.clock.now() >= until) drop_due(run.end);
    }
    sign_waiting();
  }
  parts_.builder.disable_presign();
  parts_.signing.finish();
}

}  // namespace seiload::load
