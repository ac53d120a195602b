#include "load/worker.h"

#include <algorithm>

#include "load/closed_arrivals.h"
#include "load/endpoint_queues.h"
#include "load/open_arrivals.h"
#include "sys/clock.h"
#include "sys/scheduling.h"

namespace seiload::load {
namespace {

using State = Operation::State;

// No wait is longer: that a worker was kept from running is seen from how late its waits end.
constexpr sys::Duration kLongestWait = std::chrono::milliseconds(50);

}  // namespace

Worker::Worker(const RunContext& run, std::uint32_t index)
    : run_(run),
      state_(run, index),
      queues_(make_queues(state_, nonces_)),
      nonces_(run, index, state_.senders, state_.ledger),
      turns_(state_),
      builder_(run, index, state_.in_flight, state_.senders),
      signing_(state_, builder_, queues_),
      recorder_(state_),
      completion_({state_, nonces_, turns_, queues_, recorder_}),
      reassignment_({state_, nonces_, turns_, queues_, recorder_}, builder_, completion_) {
  const Arrivals::Parts parts{state_, nonces_, turns_, queues_, builder_, signing_};
  if (state_.is_open_loop()) arrivals_ = std::make_unique<OpenArrivals>(parts);
  if (!state_.is_open_loop()) arrivals_ = std::make_unique<ClosedArrivals>(parts);
}

void Worker::run() {
  state_.ledger.thread.set(sys::thread_id());
  woke_ = run_.clock.now();
  while (true) {
    const sys::TimePoint now = state_.now = run_.clock.now();
    state_.unix_seconds =
        std::chrono::duration_cast<std::chrono::seconds>(run_.clock.wall_now().time_since_epoch()).count();
    if (!draining_ && run_.stop.requested()) begin_drain();
    if (draining_ && (state_.in_flight.count(State::sent) == 0 || now >= drain_end_)) break;
    if (!draining_) {
      reassignment_.follow(now);
      read_doubtful_nonces();
      completion_.wake_topped_up();
      if (now >= run_.start) arrivals_->admit(now);  // signs, and queues at endpoints
    }
    send();
    wait();
    completion_.handle_events();
    nonces_.on_time(woke_);
    recorder_.hand_over();
  }
  finish();
}

// Of accounts that the chain's watch found to be behind.
void Worker::read_doubtful_nonces() {
  if (run_.doubtful == nullptr) return;
  for (const std::uint32_t account : run_.doubtful->take(state_.index))
    nonces_.doubt(run_.partition.local(account));
}

void Worker::send() {
  for (const auto& queue : queues_) queue->submit();
  const bool any = completion_.handle_events();
  if (any && state_.is_dry()) arrivals_->wake(state_.now);
  for (std::size_t i = 0; i < queues_.size(); ++i)  // nonces of what was withdrawn
    if (nonces_.questions(static_cast<std::uint16_t>(i)) > 0) queues_[i]->submit();
  completion_.handle_events();
}

void Worker::wait() {
  descriptors_.clear();
  sys::TimePoint next = draining_ ? drain_end_ : arrivals_->next();
  // A signal after a stop of another kind ends the drain.
  descriptors_.push_back({draining_ ? run_.stop.final_waits_skipped().fd() : run_.stop.fd(), POLLIN, 0});
  std::size_t first = descriptors_.size();
  for (std::size_t i = 0; i < queues_.size(); ++i) {
    next = std::min(next, queues_[i]->add_polls(descriptors_, state_.now));
    state_.ledger.set_connections(i, queues_[i]->open_connections());
  }
  next = std::min(next, nonces_.next_due());
  const sys::TimePoint begin = run_.clock.now();
  if (!draining_) {
    state_.ledger.busy.add(static_cast<std::uint64_t>((begin - woke_).count()));
    state_.ledger.seconds.add_busy(woke_, begin);
  }
  const sys::TimePoint asked = std::min(next, begin + kLongestWait);
  run_.clock.wait(descriptors_, asked);
  const sys::TimePoint now = woke_ = run_.clock.now();
  if (draining_ && descriptors_[0].revents != 0) drain_end_ = now;
  if (!draining_) note_wake(std::max(asked, begin), now);
  for (const auto& queue : queues_) first += queue->on_poll(descriptors_.data() + first, now);
  if (now >= next)
    for (const auto& queue : queues_) queue->on_time(now);
}

void Worker::note_wake(sys::TimePoint asked, sys::TimePoint now) {
  const sys::Duration late = now - asked;
  if (late < measure::Ledger::kLate) return;
  measure::Ledger& ledger = state_.ledger;
  ledger.late_wakes.add();
  ledger.late.add(static_cast<std::uint64_t>(late.count()));
  ledger.longest_late.set(std::max(ledger.longest_late.value(), static_cast<std::uint64_t>(late.count())));
}

void Worker::begin_drain() {
  const sys::TimePoint now = state_.now;
  arrivals_->finish(now);
  nonces_.stop();
  for (const auto& queue : queues_) queue->end_load();
  completion_.handle_events();
  draining_ = true;
  drain_end_ = now + run_.settings.drain;
  end_all(State::admitted, measure::Outcome::unsent_at_stop, now);
  end_all(State::queued, measure::Outcome::unsent_at_stop, now);
}

void Worker::finish() {
  const sys::TimePoint now = run_.clock.now();
  end_all(State::sent, measure::Outcome::unanswered_at_stop, now);
  recorder_.hand_over();
  for (std::size_t i = 0; i < queues_.size(); ++i) {
    queues_[i]->abandon(now);
    state_.ledger.set_connections(i, 0);
  }
}

void Worker::give_up() noexcept {
  const sys::TimePoint now = run_.clock.now();
  try {
    for (const State state : {State::admitted, State::signing, State::queued})
      end_all(state, measure::Outcome::unsent_at_stop, now);
    end_all(State::sent, measure::Outcome::unanswered_at_stop, now);
  } catch (const std::exception&) {  // no memory for that either; the report shows what is missing
  }
}

void Worker::end_all(State state, measure::Outcome outcome, sys::TimePoint now) {
  const Ending ending{outcome, state == State::sent, false, {}, now};
  for (std::uint32_t place = 0; place < state_.in_flight.places(); ++place)
    if (state_.in_flight[place].state == state) completion_.end(place, ending);
}

}  // namespace seiload::load
