#include "sim/world.h"

#include <algorithm>

#include "base/text.h"

namespace seiload::sim {

int World::wait(std::span<pollfd> descriptors, sys::TimePoint deadline) const {
  Wait& wait = waits_[threads_.current()];
  wait = {descriptors, deadline, kNone};
  threads_.park();
  return look(descriptors, true);
}

void World::run(std::function<void()> body) {
  const sys::ThreadHost::Override hosts(*this);
  const std::size_t first = start(std::move(body));
  while (!threads_.has_ended(first)) {
    const std::size_t next = next_thread();
    asks_system_ = next != kNone;  // what else may make its descriptors ready says so: touch()
    if (next != kNone)
      threads_.resume(next);
    else
      go_on_to_next_time();
  }
}

std::size_t World::start(std::function<void()> body) {
  const std::size_t thread = threads_.make(std::move(body));
  waits_.resize(threads_.count());
  return thread;
}

void World::join(std::size_t thread) noexcept {
  waits_[threads_.current()] = {{}, sys::kNever, thread};
  threads_.park();
}

bool World::may_go_on(std::size_t thread) const {
  const Wait& wait = waits_[thread];
  if (threads_.has_ended(thread)) return false;
  if (wait.joins != kNone) return threads_.has_ended(wait.joins);
  return now_ >= wait.deadline || look(wait.descriptors, asks_system_) > 0;
}

std::size_t World::next_thread() const {
  std::size_t chosen = kNone, found = 0;
  for (std::size_t thread = 0; thread < threads_.count(); ++thread) {
    if (!may_go_on(thread)) continue;
    if (++found == 1 || turns_.below(found) == 0) chosen = thread;
  }
  return chosen;
}

void World::go_on_to_next_time() {
  sys::TimePoint next = sys::kNever;
  for (std::size_t thread = 0; thread < threads_.count(); ++thread)
    if (!threads_.has_ended(thread)) next = std::min(next, waits_[thread].deadline);
  if (!queue_.empty() && queue_.begin()->first.first <= next) {
    step();
    return;
  }
  if (next == sys::kNever) throw Violation("a wait for ever, and nothing will happen");
  now_ = std::max(now_, next);
}

void World::step() {
  auto event = queue_.extract(queue_.begin());
  now_ = std::max(now_, event.key().first);
  event.mapped()();
  if (invariants_) invariants_();
}

int World::look(std::span<pollfd> descriptors, bool asks_system) const {
  int ready = 0;
  for (pollfd& descriptor : descriptors) {
    descriptor.revents = 0;
    if (descriptor.fd < 0) continue;
    if (descriptor.fd < kFirstFd && !asks_system) continue;
    if (descriptor.fd < kFirstFd) {
      pollfd real{descriptor.fd, descriptor.events, 0};
      if (::poll(&real, 1, 0) > 0) descriptor.revents = real.revents;
    } else if (const auto found = pollables_.find(descriptor.fd); found != pollables_.end()) {
      descriptor.revents = found->second->ready(descriptor.events);
    } else {
      descriptor.revents = POLLNVAL;
    }
    ready += descriptor.revents != 0 ? 1 : 0;
  }
  return ready;
}

void World::at(sys::TimePoint time, std::function<void()> event) {
  queue_.emplace(Key{std::max(time, now_), order_++}, std::move(event));
}

int World::add(const Pollable& pollable) {
  pollables_[next_fd_] = &pollable;
  return next_fd_++;
}

// FNV-1a.
void World::note(std::string_view what, std::uint64_t a, std::uint64_t b) {
  constexpr std::uint64_t kPrime = 0x100000001b3;
  const auto mix = [&](std::uint64_t value) {
    for (int i = 0; i < 8; ++i) hash_ = (hash_ ^ (value >> (8 * i) & 0xff)) * kPrime;
  };
  mix(static_cast<std::uint64_t>((now_ - kStart).count()));
  for (const char c : what) hash_ = (hash_ ^ static_cast<unsigned char>(c)) * kPrime;
  mix(a);
  mix(b);
  if (keeps_trace_)
    trace_.push_back(base::cat(base::format_duration(now_ - kStart), ' ', what, ' ', a, ' ', b));
}

}  // namespace seiload::sim
