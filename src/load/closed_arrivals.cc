#include "load/closed_arrivals.h"

#include <algorithm>

#include "load/replay.h"

namespace seiload::load {
namespace {

// How soon to look again for more of a corpus that comes slower than it is sent.
constexpr sys::Duration kFeedRetry = std::chrono::milliseconds(1);

// How soon to look at a rate again that changes all the time.
constexpr sys::Duration kBend = std::chrono::milliseconds(10);
constexpr double kNever = 1e-12;  // starts a second

// Workers begin one after another, so that their starts lie evenly between each other: in parts of an
// interval.
double phase(const WorkerState& state) {
  return static_cast<double>(state.index) / static_cast<double>(state.run.partition.workers);
}

}  // namespace

ClosedArrivals::ClosedArrivals(const Parts& parts)
    : Arrivals(parts),
      pacer_(parts.state.run.start, 0, phase(parts.state)),
      next_endpoint_(parts.state.run.workload.order().pools()) {
  if (parts.state.run.rates == nullptr) return;
  rate_.emplace(*parts.state.run.rates);
  pacer_.set_rate((*rate_)->rate_at(parts.state.run.start) * share_, parts.state.run.start);
}

void ClosedArrivals::admit(sys::TimePoint now) {
  if (parts_.state.run.replay != nullptr) refill();
  resume_withdrawn(now);
  admit_free(now);
  if (parts_.state.run.replay != nullptr) follow_replay(now);
  if (parts_.builder.presigns() && parts_.builder.size() > 0) presign_turns();
  parts_.signing.finish();
}

void ClosedArrivals::finish(sys::TimePoint) {
  parts_.builder.disable_presign();
  parts_.signing.finish();
}

void ClosedArrivals::refill() {
  WorkerState& state = parts_.state;
  state.run.replay->refill(
      [&](const eth::Address& address) {
        state.senders.emplace_back().endpoint = parts_.builder.endpoint_of(address);
      },
      [&](std::uint32_t account) { parts_.turns.add(account); });
}

// The end of the corpus is that of the run, once all of it has been answered.
void ClosedArrivals::follow_replay(sys::TimePoint now) {
  WorkerState& state = parts_.state;
  Replay& replay = *state.run.replay;
  if (replay.is_done() && state.in_flight.size() == 0)
    state.run.stop.request(replay.is_spent() ? sys::StopReason::on_max_spend(state.run.settings.max_spend)
                                             : sys::StopReason::on_corpus_end());
  if (replay.starves()) next_ = std::min(next_, now + kFeedRetry);
}

void ClosedArrivals::admit_free(sys::TimePoint now) {
  WorkerState& state = parts_.state;
  const RunContext& run = state.run;
  // In a dry run an account is free again once its operation's event is handled.
  const int most = state.is_dry() ? static_cast<int>(Signer::kBatch) : kMaxPerRound;
  if (rate_) {
    rate_->follow();
    const double rate = (*rate_)->rate_at(now);
    if (rate > 0 && (*rate_)->is_sloped(now))
      pacer_.bend(rate * share_, now);
    else
      pacer_.set_rate(std::max(rate * share_, kNever), now);  // that after a pause begins with its phase
    if (rate == 0) {
      next_ = (*rate_)->is_sloped(now) ? now + kBend : (*rate_)->next_change(now);
      return;
    }
  }
  for (int round = 0; round < most; ++round) {
    next_ = sys::kNever;  // an answer wakes the worker
    const sys::TimePoint next = pacer_.next(now);
    count_missed();
    if (next >= run.end) return;
    if (next > now) {
      next_ = std::min(next, (*rate_)->is_sloped(now) ? now + kBend : (*rate_)->next_change(now));
      return;
    }
    const std::size_t pool = run.workload.order().pool_at(turn_);
    const std::uint32_t sender = state.has_room() ? take_free(pool, now) : kNone;
    if (sender == kNone) return blocked(cause_of_no_room(now));
    if (!state.senders[sender].pending.empty()) {
      resume(sender);
      continue;
    }
    const std::uint64_t arrival =
        run.replay != nullptr
            ? run.replay->number_of_next(sender)
            : run.workload.order().arrival_of(pool, state.account_of(sender), state.senders[sender].turns);
    if (!acquire(arrival, state.is_measured(now))) {
      parts_.turns.add(sender);
      next_ = now + kQuotaRetry;
      return blocked(measure::Missed::tickets);
    }
    ++state.senders[sender].turns;
    const std::uint32_t operation = state.admit(arrival, sender, now, now);
    if (run.replay != nullptr)
      run.replay->take(sender, state.in_flight[operation], state.in_flight.body_of(operation));
    if (parts_.nonces.must_read(sender))
      state.senders[sender].pending.push(state.in_flight, operation);
    else
      parts_.signing.add(operation);
    parts_.turns.add(sender);
    pacer_.started();
    ++turn_;
  }
  next_ = now;
}

void ClosedArrivals::resume_withdrawn(sys::TimePoint now) {
  const WorkerState& state = parts_.state;
  for (const std::uint32_t index : parts_.turns.take_resumed()) {
    const Sender& sender = state.senders[index];
    if (sender.pending.empty() || sender.resting) continue;
    if (sender.in_flight >= state.run.settings.account_in_flight) continue;
    if (state.is_dry() || parts_.queues[sender.endpoint]->has_capacity(now))
      resume(index);
    else
      parts_.turns.add(index);  // listed again
  }
}

// What was withdrawn before goes first: no new arrival.
void ClosedArrivals::resume(std::uint32_t sender) {
  WorkerState& state = parts_.state;
  if (parts_.nonces.must_read(sender)) return;
  parts_.signing.add(state.senders[sender].pending.pop(state.in_flight));
  parts_.turns.add(sender);
}

std::uint32_t ClosedArrivals::take_free(std::size_t pool, sys::TimePoint now) {
  const std::size_t endpoints = parts_.turns.endpoints();
  for (std::size_t k = 0; k < endpoints; ++k) {
    const std::size_t endpoint = (next_endpoint_[pool] + k) % endpoints;
    if (!parts_.state.is_dry() && !parts_.queues[endpoint]->has_capacity(now)) continue;
    while (!parts_.turns.empty(pool, endpoint)) {
      const std::uint32_t sender = parts_.turns.take(pool, endpoint);
      const Sender& account = parts_.state.senders[sender];
      // Since it was added; it comes back with its nonce or its money, or once what was resumed has ended.
      if (account.must_read || account.resting) continue;
      if (account.in_flight >= parts_.state.run.settings.account_in_flight) continue;
      if (parts_.state.run.replay != nullptr && !parts_.state.run.replay->has(sender)) continue;
      next_endpoint_[pool] = endpoint + 1;
      return sender;
    }
  }
  return kNone;
}

measure::Missed ClosedArrivals::cause_of_no_room(sys::TimePoint now) const {
  if (!parts_.state.has_room()) return measure::Missed::in_flight;
  if (parts_.state.is_dry()) return measure::Missed::accounts;
  bool any_reachable = false;
  for (const auto& queue : parts_.queues) {
    if (queue->has_capacity(now)) return measure::Missed::accounts;
    any_reachable = any_reachable || !queue->is_unreachable();
  }
  return any_reachable ? measure::Missed::connections : measure::Missed::unreachable;
}

void ClosedArrivals::blocked(measure::Missed cause) {
  pacer_.blocked();
  blocked_by_ = cause;
}

// Starts given up since the last time, which are of one cause: a whole number, the rest counts with the next
// ones.
void ClosedArrivals::count_missed() {
  const double given_up = pacer_.given_up() - missed_;
  if (given_up < 1) return;
  const auto whole = static_cast<std::uint64_t>(given_up);
  const measure::Missed cause = pacer_.is_blocked() ? blocked_by_ : measure::Missed::generator;
  parts_.state.ledger_of(parts_.state.now).missed[static_cast<std::size_t>(cause)].add(whole);
  missed_ += static_cast<double>(whole);
}

// Fills the batch: one for each account that is next in line, then more for those that are in the batch.
void ClosedArrivals::presign_turns() {
  constexpr std::size_t kBatch = PresignCache::kBatch;
  Builder& builder = parts_.builder;
  const auto& queues = parts_.turns.queues();
  const std::size_t needed = builder.size();
  if (needed >= kBatch) return;
  const std::size_t each = (kBatch - needed) / queues.size() + 1;
  for (const auto& queue : queues) {
    std::uint32_t sender = queue.empty() ? kNone : queue.front();
    for (std::size_t i = 0; i < each && sender != kNone; ++i, sender = parts_.state.senders[sender].next)
      if (builder.presigned(sender) == 0 && builder.size() < kBatch) presign_next(sender);
  }
  for (bool any = true; any && builder.size() < kBatch;) {
    any = false;
    for (std::size_t i = 0; i < needed && builder.size() < kBatch; ++i) {
      const Operation& operation = parts_.state.in_flight[builder.operation(i)];
      if (!operation.fresh_sender) any |= presign_next(operation.sender);
    }
  }
}

bool ClosedArrivals::presign_next(std::uint32_t sender) {
  const WorkerState& state = parts_.state;
  if (!state.senders[sender].pending.empty()) return false;  // that goes first
  const std::uint64_t turn = std::uint64_t{state.senders[sender].turns} + parts_.builder.presigned(sender);
  return parts_.builder.presign(
      sender,
      state.run.workload.order().arrival_of(parts_.turns.pool_of(sender), state.account_of(sender), turn),
      state.unix_seconds);
}

}  // namespace seiload::load
