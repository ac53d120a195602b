#include "sim/world.h"

#include "base/text.h"

namespace seiload::sim {

int World::wait(std::span<pollfd> descriptors, sys::TimePoint deadline) const {
  while (true) {
    if (const int ready = look(descriptors); ready > 0) return ready;
    if (now_ >= deadline) return 0;
    if (queue_.empty() || queue_.begin()->first.first > deadline) {
      if (deadline == sys::kNever) throw Violation("a wait for ever, and nothing will happen");
      now_ = deadline;
      return 0;
    }
    step();
  }
}

void World::step() const {
  auto event = queue_.extract(queue_.begin());
  now_ = std::max(now_, event.key().first);
  event.mapped()();
  if (invariants_) invariants_();
}

int World::look(std::span<pollfd> descriptors) const {
  int ready = 0;
  for (pollfd& descriptor : descriptors) {
    descriptor.revents = 0;
    if (descriptor.fd < 0) continue;
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
