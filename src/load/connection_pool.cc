#include "load/connection_pool.h"

#include <algorithm>
#include <utility>

namespace seiload::load {
namespace {

// Idle connections but the next one to be used need looking at for their end alone, and polling one costs as
// much as polling one that is in use: with 5,000 accounts at 20,000 TPS that was two thirds of all CPU time.
constexpr sys::Duration kIdleLook = std::chrono::milliseconds(100);

}  // namespace

ConnectionPool::ConnectionPool(const rpc::Endpoint& endpoint, std::size_t connections,
                               const net::ConnectionLimits& http, const sys::Clock& clock,
                               Outstanding& outstanding)
    : endpoint_(endpoint),
      connections_(connections),
      http_(http),
      pipeline_(http.pipeline),
      clock_(clock),
      outstanding_(outstanding) {}

std::uint32_t ConnectionPool::take() {
  while (!idle_.empty()) {
    const std::uint32_t link = idle_.back();
    idle_.pop_back();
    links_[link].is_idle = false;
    if (has_room(link)) return link;  // else pipelining was given up meanwhile
  }
  if (links_.size() >= connections_) return kNone;
  Link& link = links_.emplace_back();
  link.connection = rpc::make_channel(endpoint_, http_, outstanding_);
  link.is_idle = false;
  return static_cast<std::uint32_t>(links_.size() - 1);
}

bool ConnectionPool::has_room(std::uint32_t link) const {
  const rpc::Channel& connection = *links_[link].connection;
  return connection.can_submit() && connection.outstanding() < depth();
}

void ConnectionPool::give_back(std::uint32_t link) {
  keep_busy(link);
  settle(link);
}

void ConnectionPool::settle(std::uint32_t link) {
  if (links_[link].is_idle || !has_room(link)) return;
  links_[link].is_idle = true;
  idle_.push_back(link);
}

void ConnectionPool::keep_busy(std::uint32_t link) {
  if (std::exchange(links_[link].is_busy, true)) return;
  busy_.push_back(link);
}

void ConnectionPool::end_sending(sys::TimePoint now) {
  for (const Link& link : links_) link.connection->end_sending(now);
}

void ConnectionPool::abandon(sys::TimePoint now) {
  for (const Link& link : links_) link.connection->abandon(now);
}

void ConnectionPool::add_poll(std::uint32_t link, std::vector<pollfd>& descriptors) {
  const rpc::Channel& connection = *links_[link].connection;
  if (connection.fd() < 0) return;
  polled_.push_back(link);
  descriptors.push_back({connection.fd(), connection.interest(), 0});
}

sys::TimePoint ConnectionPool::add_polls(std::vector<pollfd>& descriptors, sys::TimePoint now) {
  sys::TimePoint next = sys::kNever;
  polled_.clear();
  bool any_changed = false;
  std::size_t kept = 0;
  for (const std::uint32_t link : busy_) {
    const rpc::Channel& connection = *links_[link].connection;
    const sys::TimePoint deadline = connection.deadline();
    any_changed = any_changed || links_[link].has_changed();
    links_[link].is_busy =
        deadline != sys::kNever || connection.outstanding() > 0 || (connection.interest() & POLLOUT) != 0;
    if (!links_[link].is_busy) continue;
    busy_[kept++] = link;
    next = std::min(next, deadline);
    add_poll(link, descriptors);
  }
  busy_.resize(kept);
  if (any_changed) restarts_.look_at(links_, outstanding_.accepted());
  if (now >= look_at_idle_) {
    look_at_idle_ = now + kIdleLook;
    for (std::uint32_t link = 0; link < links_.size(); ++link)
      if (!links_[link].is_busy) add_poll(link, descriptors);
  } else if (!idle_.empty() && !links_[idle_.back()].is_busy) {
    add_poll(idle_.back(), descriptors);  // it is used next: what is sent over one that has ended is lost
  }
  return polled_.size() < restarts_.open_connections() ? std::min(next, look_at_idle_) : next;
}

std::size_t ConnectionPool::on_poll(const pollfd* descriptors, sys::TimePoint now) {
  restarts_.begin_round();
  const std::size_t count = polled_.size();
  if (on_ready(descriptors, now)) see_changes(now);
  return count;
}

// True if any connection has opened or ended.
bool ConnectionPool::on_ready(const pollfd* descriptors, sys::TimePoint now) {
  bool any_changed = false;
  for (std::size_t i = 0; i < polled_.size(); ++i) {
    if (descriptors[i].revents == 0) continue;
    Link& link = links_[polled_[i]];
    const std::uint64_t answers = outstanding_.answers();
    link.connection->on_ready(descriptors[i].revents, now);
    // One answer a connection is how a server works that keeps none: an orderly end.
    if (outstanding_.answers() != answers && link.answered_in == 0)
      restarts_.on_first_answer(link,
                                endpoint_.transport == rpc::Transport::http && link.connection->fd() < 0);
    any_changed = any_changed || link.has_changed();
    keep_busy(polled_[i]);
    settle(polled_[i]);
  }
  return any_changed;
}

// Immediately: a connection may be opened again before the next look, and then nothing would show that it had
// ended. Where one has ended, idle ones may have too.
void ConnectionPool::see_changes(sys::TimePoint now) {
  if (std::any_of(links_.begin(), links_.end(), [](const Link& it) { return it.has_ended(); })) {
    polled_.clear();
    idle_descriptors_.clear();
    for (std::uint32_t link = 0; link < links_.size(); ++link)
      if (!links_[link].is_busy) add_poll(link, idle_descriptors_);
    clock_.wait(idle_descriptors_, sys::kPast);
    on_ready(idle_descriptors_.data(), now);
  }
  restarts_.look_at(links_, outstanding_.accepted());
}

void ConnectionPool::on_time(sys::TimePoint now) {
  bool any_changed = false;
  for (std::size_t i = 0; i < busy_.size(); ++i) {
    const std::uint32_t link = busy_[i];
    if (links_[link].connection->deadline() > now) continue;
    links_[link].connection->on_time(now);
    any_changed = any_changed || links_[link].has_changed();
    settle(link);
  }
  if (any_changed) see_changes(now);
}

}  // namespace seiload::load
