#pragma once
// The simulated world: a clock that jumps to the next thing that happens, and the events that it holds. What
// waits by this clock takes no time; what computes takes none either. One thread, and one seed: the same one
// gives the same events, one by one.

#include <cstdint>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sys/clock.h"

namespace seiload::sim {

// What must not happen has happened: its sentence.
class Violation : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// What a descriptor of the simulation says to poll(2).
class Pollable {
 public:
  virtual ~Pollable() = default;
  virtual short ready(short events) const = 0;
};

class World final : public sys::Clock {
 public:
  World() = default;
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  sys::TimePoint now() const override { return now_; }
  sys::WallTime wall_now() const override { return kWallStart + (now_ - kStart); }
  // Runs events until a descriptor is ready or the deadline has come. Throws a Violation where neither can.
  int wait(std::span<pollfd> descriptors, sys::TimePoint deadline) const override;

  static constexpr sys::TimePoint kStart{std::chrono::hours(1)};

  void at(sys::TimePoint time, std::function<void()> event);
  void after(sys::Duration time, std::function<void()> event) { at(now_ + time, std::move(event)); }
  // Called after every event.
  void check_by(std::function<void()> invariants) { invariants_ = std::move(invariants); }

  // Descriptors of the simulation's own; real ones are asked for in the system.
  int add(const Pollable& pollable);
  void remove(int fd) { pollables_.erase(fd); }

  // The trace: its hash tells two runs apart, its text is kept where it is wanted.
  void note(std::string_view what, std::uint64_t a = 0, std::uint64_t b = 0);
  void keep_trace() { keeps_trace_ = true; }
  std::uint64_t hash() const { return hash_; }
  std::uint64_t events() const { return order_; }
  const std::vector<std::string>& trace() const { return trace_; }

 private:
  static constexpr sys::WallTime kWallStart{std::chrono::seconds(1'800'000'000)};
  static constexpr int kFirstFd = 1 << 20;

  using Key = std::pair<sys::TimePoint, std::uint64_t>;  // events of one time happen in their order

  int look(std::span<pollfd> descriptors) const;
  void step() const;

  mutable sys::TimePoint now_ = kStart;
  mutable std::map<Key, std::function<void()>> queue_;
  std::uint64_t order_ = 0;
  std::map<int, const Pollable*> pollables_;
  int next_fd_ = kFirstFd;
  std::function<void()> invariants_;
  std::uint64_t hash_ = 0xcbf29ce484222325;
  bool keeps_trace_ = false;
  std::vector<std::string> trace_;
};

}  // namespace seiload::sim
