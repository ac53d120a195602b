#include "load/worker.h"

#include <algorithm>

#include "base/hex.h"
#include "base/text.h"
#include "sys/clock.h"
#include "sys/scheduling.h"

namespace seiload::load {
namespace {

// Arrivals looked at before the connections are looked after again.
constexpr int kMostPerRound = 1024;
// How long a worker admits arrivals that it still owes at the end of the load.
constexpr sys::Duration kOwedTime = std::chrono::milliseconds(100);
// How soon to look again when other workers hold the last tickets of --max-txs.
constexpr sys::Duration kQuotaRetry = std::chrono::milliseconds(10);

// Transactions a second from which some are signed before their turn: below, most would be of a second that
// is over.
constexpr double kPresignFrom = 1000;

// Bytes of an answer, for the whole and for each transaction in it: with those that may be out, a bound on
// memory.
constexpr std::size_t kAnswerRoom = 1 << 20, kAnswerRoomEach = 16 << 10;

std::int64_t unix_seconds(sys::WallTime time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

// The share of `total` that worker `index` of `workers` gets; all shares add up to total.
std::uint64_t share(std::uint64_t total, std::uint32_t index, std::uint32_t workers) {
  return total / workers + (index < total % workers ? 1 : 0);
}

double own_share_of_arrivals(const RunContext& plan, std::uint32_t index) {
  double sum = 0;
  for (std::size_t pool = 0; pool < plan.workload.order().pools(); ++pool) {
    const workload::PoolRange& range = plan.accounts.pools()[pool];
    std::size_t own = 0;
    for (std::size_t i = 0; i < range.count; ++i)
      own += plan.partition.worker_of(range.first + i) == index ? 1 : 0;
    sum += plan.workload.order().share_of(pool) * static_cast<double>(own) / static_cast<double>(range.count);
  }
  return sum;
}

// Workers begin one after another, so that their starts lie evenly between each other: in parts of an
// interval.
double phase(const RunContext& plan, std::uint32_t index) {
  return static_cast<double>(index) / static_cast<double>(plan.partition.workers);
}

// No wait is longer: that a worker was kept from running is seen from how late its waits end.
constexpr sys::Duration kLongestWait = std::chrono::milliseconds(50);

}  // namespace

Worker::Worker(const RunContext& plan, std::uint32_t index)
    : plan_(plan),
      index_(index),
      ledger_(plan.workload.labels().size(), plan.endpoints.size(), plan.traces != nullptr, plan.start),
      builder_(plan, index, in_flight_, senders_),
      nonces_(plan, index, senders_, lanes_, ledger_),
      out_limit_(share(plan.settings.max_in_flight, index, plan.partition.workers)),
      next_start_(plan.start),
      schedule_(plan.ramp != nullptr ? Schedule(*plan.ramp)
                                     : Schedule(plan.start, plan.settings.tps > 0 ? plan.settings.tps : 1)),
      own_(plan.workload.order(), plan.accounts.pools(), plan.partition, index),
      share_(own_share_of_arrivals(plan, index)),
      pacer_(plan.start, plan.settings.tps * share_, phase(plan, index)) {
  const auto& settings = plan.settings;
  const std::uint32_t workers = plan.partition.workers;
  const Lane::Limits limits{.connections = plan.connections,
                            .waiting = std::max<std::size_t>(1, share(settings.buffer_size, index, workers)),
                            .batch = settings.batch,
                            .linger = settings.batch_linger,
                            .http = {.connect_timeout = settings.connect_timeout,
                                     .request_timeout = settings.request_timeout,
                                     .max_body = kAnswerRoom + settings.batch * kAnswerRoomEach,
                                     .pipeline = static_cast<unsigned>(settings.pipeline)}};
  for (std::size_t i = 0; i < plan.endpoints.size(); ++i)
    lanes_.push_back(
        std::make_unique<Lane>(plan.endpoints[i], limits, plan.clock, in_flight_, plan.pipelining[i], *this));

  if (plan.assignment != nullptr) builder_.assign_by(plan.assignment->first());
  const std::size_t pools = plan.workload.order().pools();
  const std::size_t lanes = std::max<std::size_t>(1, lanes_.size());
  free_.resize(is_open_loop() ? lanes : lanes * pools);
  next_lane_.resize(pools);
  for (std::size_t pool = 0; pool < pools; ++pool) {
    const workload::PoolRange& range = plan.accounts.pools()[pool];
    for (std::size_t account = range.first; account < range.first + range.count; ++account) {
      if (plan.partition.worker_of(account) != index) continue;
      Sender& sender = senders_.emplace_back();
      sender.next_nonce = plan.first_nonces[account];
      sender.lane = builder_.lane_of(plan.accounts.addresses()[account]);
      if (pools > 1) pool_of_sender_.push_back(static_cast<std::uint16_t>(pool));
      if (!is_open_loop()) enqueue(static_cast<std::uint32_t>(senders_.size() - 1));
    }
  }
  if (is_open_loop()) find_next_arrival();
  if (plan.ramp == nullptr && (settings.tps <= 0 || settings.tps * share_ >= kPresignFrom))
    builder_.enable_presign();
}

void Worker::run() {
  ledger_.thread.set(sys::thread_id());
  woke_ = plan_.clock.now();
  while (true) {
    const sys::TimePoint now = round_ = plan_.clock.now();
    unix_seconds_ = unix_seconds(plan_.clock.wall_now());
    if (!draining_ && plan_.stop.requested()) begin_drain(now);
    if (draining_ && (in_flight_.count(Operation::State::sent) == 0 || now >= drain_end_)) break;
    if (!draining_) follow_assignment(now);
    if (!draining_ && plan_.doubtful != nullptr)
      for (const std::uint32_t account : plan_.doubtful->take(index_))
        nonces_.doubt(plan_.partition.local(account));
    if (!draining_ && now >= plan_.start) {
      if (is_open_loop()) {
        admit_due(now);
        build_waiting();
      } else {
        admit_free(now);
      }
      finish_batch();
    }
    for (const auto& lane : lanes_) lane->pump();
    wait(now);
    hand_over_accepted();
  }
  const sys::TimePoint now = plan_.clock.now();
  end_all(Operation::State::sent, rpc::Outcome::unanswered_at_stop, now);
  hand_over_accepted();
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    lanes_[i]->abandon(now);
    ledger_.set_connections(i, 0);
  }
}

// --- open loop ---------------------------------------------------------------------------------------------

void Worker::find_next_arrival() {
  while (plan_.partition.worker_of(plan_.workload.order().account_of(next_arrival_)) != index_)
    ++next_arrival_;
}

void Worker::admit_due(sys::TimePoint now) {
  for (int round = 0; round < kMostPerRound; ++round) {
    const sys::TimePoint due = schedule_.due(next_arrival_);
    next_start_ = due < plan_.end ? due : sys::kNever;
    if (due > now || due >= plan_.end) return;
    if (in_flight_.size() >= out_limit_) {
      drop_due(now);
      continue;
    }
    if (!plan_.quota.acquire()) {
      next_start_ = now + kQuotaRetry;
      quota_since_ = next_start_;
      return;
    }
    const std::uint32_t sender = plan_.partition.local(plan_.workload.order().account_of(next_arrival_));
    const std::uint32_t slot = admit(next_arrival_, sender, due);
    if (plan_.workload.has_fresh_sender(next_arrival_)) {
      fresh_.push(in_flight_, slot);
    } else {
      senders_[sender].pending.push(in_flight_, slot);
      enqueue(sender);
    }
    ++next_arrival_;
    find_next_arrival();
  }
}

// All arrivals that are due by now, however many they are.
void Worker::drop_due(sys::TimePoint now) {
  const sys::TimePoint end = std::min(sys::later(now, sys::Duration(1)), plan_.end);
  const std::uint64_t next = schedule_.first_due_at(end, next_arrival_);
  const std::uint64_t count = own_.between(next_arrival_, next);
  ledger_.scheduled.add(count);
  ledger_.dropped.add(count);
  next_arrival_ = next;
  find_next_arrival();
}

void Worker::build_waiting() {
  while (!fresh_.empty()) build(fresh_.pop(in_flight_));
  for (std::size_t lane = 0; lane < free_.size(); ++lane) {
    while (!free_[lane].empty() && (is_dry() || lanes_[lane]->queue_has_room())) {
      const std::uint32_t sender = free_[lane].pop(senders_);
      senders_[sender].queued = false;
      if (nonces_.must_read(sender)) continue;  // since it was queued; comes back with its nonce
      const std::uint32_t slot = senders_[sender].pending.pop(in_flight_);
      free_next(senders_[sender], in_flight_[slot].free_since);  // it stood behind this one
      build(slot);
      enqueue(sender);
    }
  }
}

// --- closed loop -------------------------------------------------------------------------------------------

void Worker::admit_free(sys::TimePoint now) {
  if (plan_.ramp != nullptr) pacer_.set_rate(plan_.ramp->rate_at(now) * share_, now);
  for (int round = 0; round < kMostPerRound; ++round) {
    next_start_ = sys::kNever;  // an answer wakes us
    const sys::TimePoint next = pacer_.next(now);
    count_missed();
    if (next >= plan_.end) return;
    if (next > now) {
      next_start_ = plan_.ramp != nullptr ? std::min(next, plan_.ramp->next_change(now)) : next;
      return;
    }
    const std::size_t pool = plan_.workload.order().pool_at(turn_);
    const std::uint32_t sender = in_flight_.size() < out_limit_ ? take_free(pool, now) : kNone;
    if (sender == kNone) return blocked(cause_of_no_room(now));
    if (!senders_[sender].pending.empty()) {  // taken back before: no new arrival
      if (nonces_.must_read(sender)) continue;
      build(senders_[sender].pending.pop(in_flight_));
      enqueue(sender);
      continue;
    }
    if (!plan_.quota.acquire()) {
      enqueue(sender);
      next_start_ = now + kQuotaRetry;
      return blocked(measure::Missed::tickets);
    }
    const std::uint64_t arrival =
        plan_.workload.order().arrival_of(pool, account_of(sender), senders_[sender].turns++);
    const std::uint32_t slot = admit(arrival, sender, now);
    if (nonces_.must_read(sender))
      senders_[sender].pending.push(in_flight_, slot);
    else
      build(slot);
    enqueue(sender);
    pacer_.started();
    ++turn_;
  }
  next_start_ = now;
}

std::uint32_t Worker::take_free(std::size_t pool, sys::TimePoint now) {
  const std::size_t lanes = next_lane_.empty() ? 1 : free_.size() / next_lane_.size();
  for (std::size_t k = 0; k < lanes; ++k) {
    const std::size_t lane = (next_lane_[pool] + k) % lanes;
    auto& queue = free_[pool * lanes + lane];
    if (!is_dry() && !lanes_[lane]->has_capacity(now)) continue;
    while (!queue.empty()) {
      const std::uint32_t sender = queue.pop(senders_);
      senders_[sender].queued = false;
      if (senders_[sender].must_read) continue;  // since it was queued; comes back with its nonce
      next_lane_[pool] = lane + 1;
      return sender;
    }
  }
  return kNone;
}

measure::Missed Worker::cause_of_no_room(sys::TimePoint now) const {
  if (in_flight_.size() >= out_limit_) return measure::Missed::in_flight;
  if (lanes_.empty()) return measure::Missed::accounts;
  bool any_reachable = false;
  for (const auto& lane : lanes_) {
    if (lane->has_capacity(now)) return measure::Missed::accounts;
    any_reachable = any_reachable || !lane->is_unreachable();
  }
  return any_reachable ? measure::Missed::connections : measure::Missed::unreachable;
}

void Worker::blocked(measure::Missed cause) {
  pacer_.blocked();
  blocked_by_ = cause;
}

// Starts given up since the last time, which are of one cause: a whole number, the rest counts with the next
// ones.
void Worker::count_missed() {
  const double given_up = pacer_.given_up() - missed_;
  if (given_up < 1) return;
  const auto whole = static_cast<std::uint64_t>(given_up);
  ledger_.missed[static_cast<std::size_t>(pacer_.is_blocked() ? blocked_by_ : measure::Missed::generator)]
      .add(whole);
  missed_ += static_cast<double>(whole);
}

// --- both --------------------------------------------------------------------------------------------------

void Worker::enqueue(std::uint32_t index) {
  Sender& sender = senders_[index];
  if (sender.queued || sender.must_read || sender.in_flight >= plan_.settings.account_in_flight) return;
  if (is_open_loop() && sender.pending.empty()) return;
  const std::size_t lanes = std::max<std::size_t>(1, lanes_.size());
  const std::size_t pool = is_open_loop() || pool_of_sender_.empty() ? 0 : pool_of_sender_[index];
  sender.queued = true;
  free_[pool * lanes + sender.lane].push(senders_, index);
}

std::uint32_t Worker::admit(std::uint64_t arrival, std::uint32_t sender, sys::TimePoint due) {
  const std::uint32_t index = in_flight_.admit();  // before it counts: there may be no memory for it
  ledger_.scheduled.add();
  ledger_.admitted.add();
  Operation& slot = in_flight_[index];
  slot.arrival = arrival;
  slot.sender = sender;
  slot.instance = plan_.workload.order().instance_at(arrival);
  slot.fresh_sender = false;
  slot.is_returned = false;
  slot.due = due;
  slot.free_since = std::max(due, quota_since_);
  return index;
}

void Worker::build(std::uint32_t index) {
  const bool is_signed = builder_.build(index, unix_seconds_);
  if (!is_dry()) lanes_[in_flight_[index].endpoint]->reserve();
  if (is_signed) return on_signed(index, round_);
  if (builder_.is_full()) finish_batch();
}

void Worker::finish_batch() {
  if (builder_.size() == 0) return;
  if (builder_.presigns()) is_open_loop() ? add_due_next() : add_next_turns();
  sys::TimePoint ready;
  builder_.finish([&](std::uint32_t slot) {
    if (ready == sys::TimePoint())
      ready = plan_.clock.now();  // once a batch: it costs as much as the encoding
    on_signed(slot, ready);
  });
}

void Worker::on_signed(std::uint32_t index, sys::TimePoint ready) {
  Operation& slot = in_flight_[index];
  if (!is_dry()) return lanes_[slot.endpoint]->push(index, ready);
  if (is_open_loop()) ledger_.record_lag(ready - slot.free_since);
  end(index, {.outcome = rpc::Outcome::accepted,
              .delivered = true,
              .resent = false,
              .written = ready,
              .now = ready,
              .detail = {}});
  next_start_ = ready;  // its account is free again, and no answer will wake us
}

// --- before their turn -------------------------------------------------------------------------------------

void Worker::add_due_next() {
  if (in_flight_.size() > out_limit_ / 2)
    return;  // they may be dropped, and then nothing is to be spent on them
  next_presign_ = std::max(next_presign_, next_arrival_);
  const std::uint64_t end =
      next_arrival_ + std::uint64_t{2} * PresignCache::kOpenBatch * plan_.partition.workers;
  for (; next_presign_ < end && builder_.size() < PresignCache::kOpenBatch; ++next_presign_) {
    const std::size_t account = plan_.workload.order().account_of(next_presign_);
    if (plan_.partition.worker_of(account) != index_ || schedule_.due(next_presign_) >= plan_.end) continue;
    const std::uint32_t sender = plan_.partition.local(account);
    if (senders_[sender].pending.empty()) builder_.presign(sender, next_presign_, unix_seconds_);
  }
}

// One for each account that is next in line, then more for those that are in the batch.
void Worker::add_next_turns() {
  const std::size_t needed = builder_.size();
  if (needed >= PresignCache::kBatch) return;
  const std::size_t each = (PresignCache::kBatch - needed) / free_.size() + 1;
  for (const auto& queue : free_) {
    std::uint32_t sender = queue.empty() ? kNone : queue.front();
    for (std::size_t i = 0; i < each && sender != kNone; ++i, sender = senders_[sender].next)
      if (builder_.presigned(sender) == 0 && builder_.size() < PresignCache::kBatch) sign_next_turn(sender);
  }
  for (bool any = true; any && builder_.size() < PresignCache::kBatch;) {
    any = false;
    for (std::size_t i = 0; i < needed && builder_.size() < PresignCache::kBatch; ++i) {
      const Operation& slot = in_flight_[builder_.slot(i)];
      if (!slot.fresh_sender) any |= sign_next_turn(slot.sender);
    }
  }
}

bool Worker::sign_next_turn(std::uint32_t sender) {
  if (!senders_[sender].pending.empty()) return false;  // that goes first
  const std::size_t pool = pool_of_sender_.empty() ? 0 : pool_of_sender_[sender];
  const std::uint64_t turn = std::uint64_t{senders_[sender].turns} + builder_.presigned(sender);
  return builder_.presign(sender, plan_.workload.order().arrival_of(pool, account_of(sender), turn),
                          unix_seconds_);
}

// --- the connections ---------------------------------------------------------------------------------------

bool Worker::revalidate(std::uint32_t index, sys::TimePoint now, sys::TimePoint room_since) {
  Operation& slot = in_flight_[index];
  const bool is_stale = !slot.fresh_sender && nonces_.must_read(slot.sender);
  if (!is_stale) {
    if (!slot.is_returned) ledger_.sent.add();
    if (is_open_loop() && !slot.is_returned) ledger_.record_lag(now - std::max(slot.free_since, room_since));
    return true;
  }
  // An earlier transaction of this account went wrong, so this nonce leaves a gap: build it again with a new
  // one.
  take_back(index);
  return false;
}

// One that is ready waits for its account's turn again. The account's nonce must be read first.
void Worker::take_back(std::uint32_t index) {
  Operation& slot = in_flight_[index];
  in_flight_.withdraw(index);
  Sender& sender = senders_[slot.sender];
  sender.pending.push_front(in_flight_, index);
  if (--sender.in_flight == 0) nonces_.read(slot.sender);
}

// Endpoints have begun or ceased to take load: accounts go where they are assigned to now, and read their
// nonces there first. What is out stays where it is; what waits at an endpoint that takes no more load is
// taken back.
void Worker::follow_assignment(sys::TimePoint now) {
  if (plan_.assignment == nullptr || plan_.assignment->version() == assignment_version_) return;
  assignment_version_ = plan_.assignment->version();
  const auto assignment = plan_.assignment->now();
  builder_.assign_by(assignment);
  for (auto& queue : free_)
    while (!queue.empty()) senders_[queue.pop(senders_)].queued = false;
  for (std::uint32_t index = 0; index < senders_.size(); ++index) {
    Sender& sender = senders_[index];
    const std::uint16_t lane = builder_.lane_of(plan_.accounts.addresses()[account_of(index)]);
    if (lane == sender.lane) continue;
    sender.lane = lane;
    sender.restart_epoch =
        static_cast<std::uint16_t>(lanes_[lane]->restart_epoch() - 1);  // as after a restart of the endpoint
  }
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    if (assignment->is_active(i)) continue;
    const Lane::Waiting waiting = lanes_[i]->take_waiting();
    for (auto it = waiting.operations.rbegin(); it != waiting.operations.rend(); ++it) {
      Operation& slot = in_flight_[*it];
      if (!slot.fresh_sender) {
        nonces_.must_read(slot.sender);  // it has moved
        take_back(*it);
        continue;
      }
      in_flight_.reroute(*it, static_cast<std::uint16_t>(assignment->any(slot.arrival)), now);
      lanes_[slot.endpoint]->reserve();
      lanes_[slot.endpoint]->push(*it, now);
    }
    for (const std::uint32_t sender : waiting.senders) nonces_.read(sender);
  }
  for (std::uint32_t index = 0; index < senders_.size(); ++index) enqueue(index);
}

void Worker::on_pipelining_given_up(Lane& lane, std::string_view why) {
  plan_.log.warning(
      base::cat(lane.name(), ": one request at a time a connection from now on, no pipelining: ", why));
}

void Worker::on_batch_refused(Lane& lane, std::size_t largest, std::string_view why) {
  plan_.log.warning(base::cat(lane.name(), ": a batch was refused, at most ", largest,
                              largest == 1 ? " transaction a request" : " transactions in one",
                              " from now on: ", why));
}

bool Worker::wants_detail(rpc::Outcome outcome) {
  return plan_.settings.debug || !ledger_.has_example(outcome);
}

void Worker::log_first(rpc::Outcome outcome, const std::string& endpoint, std::string_view detail) {
  std::string text = base::cat("first ", rpc::name_of(rpc::class_of(outcome)), ": ", rpc::name_of(outcome),
                               " (", endpoint, ": ", detail, ')');
  if (outcome == rpc::Outcome::insufficient_funds)
    text += base::cat("; 'seiload accounts' with the options of this run and --seed ", plan_.seed,
                      " lists the accounts: send them funds, or give them some in the chain's genesis");
  plan_.log.warning(text);
}

void Worker::wait(sys::TimePoint now) {
  descriptors_.clear();
  sys::TimePoint next = draining_ ? drain_end_ : next_start_;
  // A signal after a stop of another kind ends the drain.
  descriptors_.push_back({draining_ ? plan_.stop.hurried().fd() : plan_.stop.fd(), POLLIN, 0});
  std::size_t first = descriptors_.size();
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    next = std::min(next, lanes_[i]->add_polls(descriptors_, now));
    ledger_.set_connections(i, lanes_[i]->open_connections());
  }
  next = std::min(next, nonces_.next_due());
  const sys::TimePoint begin = plan_.clock.now();
  if (!draining_) {
    ledger_.busy.add(static_cast<std::uint64_t>((begin - woke_).count()));
    ledger_.seconds.add_busy(woke_, begin);
  }
  const sys::TimePoint asked = std::min(next, begin + kLongestWait);
  plan_.clock.wait(descriptors_, asked);
  now = woke_ = plan_.clock.now();
  if (draining_ && descriptors_[0].revents != 0) drain_end_ = now;
  if (!draining_) note_wake(std::max(asked, begin), now);
  for (const auto& lane : lanes_) first += lane->on_poll(descriptors_.data() + first, now);
  if (now >= next)
    for (const auto& lane : lanes_) lane->on_time(now);
  nonces_.on_time(now);
}

void Worker::note_wake(sys::TimePoint asked, sys::TimePoint now) {
  const sys::Duration late = now - asked;
  if (late < measure::Ledger::kLate) return;
  ledger_.late_wakes.add();
  ledger_.late.add(static_cast<std::uint64_t>(late.count()));
  ledger_.longest_late.set(std::max(ledger_.longest_late.value(), static_cast<std::uint64_t>(late.count())));
}

// --- the end of a transaction ------------------------------------------------------------------------------

void Worker::on_end(std::uint32_t index, Lane&, const Lane::End& end_of_it) { end(index, end_of_it); }

void Worker::end(std::uint32_t index, const Lane::End& end) {
  Operation& slot = in_flight_[index];
  if (end.resent) ledger_.resent.add();
  if (slot.state != Operation::State::admitted && !is_dry())
    ledger_.end_at(slot.endpoint, rpc::class_of(end.outcome));
  if (end.outcome == rpc::Outcome::accepted) {
    ledger_.seconds.add_accepted(end.now);
    ledger_.from_due.record(end.now - slot.due);
    ledger_.from_write.record(end.now - end.written);
    report_for_watching(slot, end.now, true);
    record_latency(slot, true, end.now - end.written, end.now);
  } else {
    plan_.quota.release();
    if (rpc::class_of(end.outcome) != rpc::OutcomeClass::unsent) {
      ledger_.not_accepted.record(end.now - slot.due);
      const bool answered = end.written != sys::TimePoint();
      record_latency(slot, false, end.now - (answered ? end.written : slot.due), end.now);
      if (rpc::class_of(end.outcome) == rpc::OutcomeClass::unanswered)
        report_for_watching(slot, end.now, false);
    }
    if (!end.detail.empty()) {
      const std::string& endpoint = plan_.endpoints[slot.endpoint].name;
      ledger_.example(end.outcome, endpoint, end.detail);
      if (plan_.first_errors != nullptr && plan_.first_errors->claim(end.outcome))
        log_first(end.outcome, endpoint, end.detail);
    }
  }
  if (plan_.settings.debug) log_end(slot, end);
  if (!slot.fresh_sender && slot.state != Operation::State::admitted) release(slot.sender, slot.nonce, end);
  ledger_.end(slot.instance,
              end.outcome);  // after all that takes memory, so that give_up() counts it otherwise
  if (end.outcome == rpc::Outcome::accepted && plan_.quota.accepted())
    plan_.stop.request({sys::StopReason::Kind::planned_end, 0, {}});
  in_flight_.end(index);
}

void Worker::record_latency(const Operation& slot, bool accepted, base::Duration write, sys::TimePoint now) {
  const base::Duration due = now - slot.due;
  if (plan_.traces == nullptr || is_dry() || slot.state != Operation::State::sent)
    return ledger_.record_latency(slot.instance, accepted, due, write);
  ledger_.record_latency(slot.instance, accepted, due, write, plan_.traces->of(slot.trace), now);
}

void Worker::report_for_watching(const Operation& slot, sys::TimePoint now, bool answered) {
  if (plan_.accepted == nullptr) return;
  const auto account =
      slot.fresh_sender ? chain::kNoAccount : static_cast<std::uint32_t>(account_of(slot.sender));
  accepted_.push_back({slot.hash, slot.due, now, slot.nonce, account, answered});
}

// One lock a loop round, not one a transaction.
void Worker::hand_over_accepted() {
  if (accepted_.empty()) return;
  plan_.accepted->add(accepted_);
  accepted_.clear();
}

void Worker::release(std::uint32_t index, std::uint64_t nonce, const Lane::End& end) {
  Sender& sender = senders_[index];
  if (sender.in_flight-- == plan_.settings.account_in_flight && !is_dry()) free_next(sender, end.now);
  nonces_.on_end(index, nonce, end);
  enqueue(index);
}

std::string_view Worker::header_of(std::uint32_t index) {
  if (plan_.traces == nullptr) return {};
  in_flight_[index].trace = in_flight_[index].arrival;
  return plan_.traces->write_header(in_flight_[index].arrival, trace_header_);
}

void Worker::on_nonce(std::uint32_t index, const net::HttpAnswer& answer) {
  if (draining_ || !nonces_.take(index, answer)) return;
  free_next(senders_[index], answer.now);
  enqueue(index);
}

void Worker::on_nonce_lost(std::uint32_t index, std::string_view detail, sys::TimePoint now) {
  if (!draining_) nonces_.fail(index, detail, now);
}

// The transaction that waits for the nonce could not be sent either: it ends here, so that the report names
// the reason.
void Worker::on_nonce_unreachable(std::uint32_t index, const Lane::End& end_of_it) {
  if (draining_) return;
  nonces_.fail(index, end_of_it.detail, end_of_it.now);
  Sender& sender = senders_[index];
  if (sender.pending.empty()) return;
  const std::uint32_t slot = sender.pending.pop(in_flight_);
  in_flight_[slot].endpoint = sender.lane;
  ledger_.end_at(sender.lane, rpc::class_of(end_of_it.outcome));
  end(slot, end_of_it);
}

// Whatever else it waits for is the generator's own doing, until there is no room at its endpoint.
void Worker::free_next(const Sender& sender, sys::TimePoint now) {
  if (sender.pending.empty()) return;
  Operation& slot = in_flight_[sender.pending.front()];
  slot.free_since = std::max(slot.free_since, now);
}

void Worker::log_end(const Operation& slot, const Lane::End& end) {
  const auto& label = plan_.workload.labels()[slot.instance];
  std::string line = base::cat("tx ", slot.arrival, ' ', label.scenario, ' ', label.operation);
  if (slot.state == Operation::State::admitted) {
    line += " not sent";
  } else {
    line += base::cat(" hash ", base::to_hex(slot.hash), " nonce ", slot.nonce);
    if (!slot.fresh_sender)
      line += base::cat(" from ", eth::to_checksum(plan_.accounts.addresses()[account_of(slot.sender)]));
    if (!is_dry()) line += base::cat(" to ", plan_.endpoints[slot.endpoint].name);
  }
  line += base::cat(": ", rpc::name_of(end.outcome), " after ",
                    base::format_duration_rounded(end.now - slot.due));
  if (!end.detail.empty()) line += base::cat(": ", end.detail);
  plan_.log.debug(line);
}

// --- the end of the run ------------------------------------------------------------------------------------

void Worker::begin_drain(sys::TimePoint now) {
  if (is_open_loop() && now >= plan_.end) {
    // Kept from its CPU at the end, a worker still owes the arrivals that were due before it: they count as
    // let in. What is not admitted within kOwedTime counts as dropped, as what is beyond max-in-flight does.
    const sys::TimePoint until = now + kOwedTime;
    for (std::uint64_t before = next_arrival_ + 1; before != next_arrival_;) {
      before = next_arrival_;
      admit_due(plan_.end);
      if (plan_.clock.now() >= until) drop_due(plan_.end);
    }
    build_waiting();
  }
  builder_.disable_presign();
  finish_batch();
  for (const auto& lane : lanes_) lane->end_load();
  draining_ = true;
  nonces_.stop();
  drain_end_ = now + plan_.settings.drain;
  end_all(Operation::State::admitted, rpc::Outcome::unsent_at_stop, now);
  end_all(Operation::State::queued, rpc::Outcome::unsent_at_stop, now);
}

void Worker::give_up() noexcept {
  const sys::TimePoint now = plan_.clock.now();
  try {
    end_all(Operation::State::admitted, rpc::Outcome::unsent_at_stop, now);
    end_all(Operation::State::signing, rpc::Outcome::unsent_at_stop, now);
    end_all(Operation::State::queued, rpc::Outcome::unsent_at_stop, now);
    end_all(Operation::State::sent, rpc::Outcome::unanswered_at_stop, now);
  } catch (const std::exception&) {  // no memory for that either; the report shows what is missing
  }
}

void Worker::end_all(Operation::State state, rpc::Outcome outcome, sys::TimePoint now) {
  for (std::uint32_t slot = 0; slot < in_flight_.places(); ++slot) {
    if (in_flight_[slot].state != state) continue;
    end(slot, {.outcome = outcome,
               .delivered = state == Operation::State::sent,
               .resent = false,
               .written = {},
               .now = now,
               .detail = {}});
  }
}

}  // namespace seiload::load
