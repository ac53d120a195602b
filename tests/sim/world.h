#pragma once
// The simulated world: a clock that jumps to the next thing that happens, the events that it holds, and the
// threads that wait by it. They take turns in one real thread (sim/fibers.h): one runs until it waits, and
// who is next among those that may go on is drawn. What waits takes no time of ours; what computes takes none
// of the world's. One seed: the same one gives the same events and turns, one by one.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/random.h"
#include "sim/fibers.h"
#include "sys/clock.h"
#include "sys/thread.h"

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

class World final : public sys::Clock, private sys::ThreadHost {
 public:
  explicit World(std::uint64_t seed) : turns_(seed, 3) {}
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  sys::TimePoint now() const override { return now_; }
  sys::WallTime wall_now() const override { return kWallStart + (now_ - kStart); }
  // On a thread of run(): until a descriptor is ready or the deadline has come.
  int wait(std::span<pollfd> descriptors, sys::TimePoint deadline) const override;

  // Runs `body` as a thread, with those that it starts, and the events, until it ends. Throws the first
  // Violation; so is a wait for ever while nothing will happen. Then the threads are thrown away as they
  // stand, with all they own. Once only.
  void run(std::function<void()> body);

  static constexpr sys::TimePoint kStart{std::chrono::hours(1)};

  void at(sys::TimePoint time, std::function<void()> event);
  void after(sys::Duration time, std::function<void()> event) { at(now_ + time, std::move(event)); }
  // To be called by an event that may have made a descriptor of the system's ready, such as a stop's.
  void touch() { asks_system_ = true; }
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

  // What a thread waits for: its descriptors, a time, or the end of another.
  struct Wait {
    std::span<pollfd> descriptors;
    sys::TimePoint deadline = sys::kPast;
    std::size_t joins = kNone;
  };
  static constexpr std::size_t kNone = ~std::size_t{0};

  std::size_t start(std::function<void()> body) override;
  void join(std::size_t thread) noexcept override;
  bool may_go_on(std::size_t thread) const;
  std::size_t next_thread() const;  // kNone: none may go on
  void go_on_to_next_time();
  void step();
  int look(std::span<pollfd> descriptors, bool asks_system) const;

  sys::TimePoint now_ = kStart;
  std::map<Key, std::function<void()>> queue_;
  mutable Fibers threads_;
  mutable std::vector<Wait> waits_;  // one a thread
  mutable base::Random turns_;
  bool asks_system_ = true;  // descriptors of the system's may be ready; after each turn of a thread
  std::uint64_t order_ = 0;
  std::map<int, const Pollable*> pollables_;
  int next_fd_ = kFirstFd;
  std::function<void()> invariants_;
  std::uint64_t hash_ = 0xcbf29ce484222325;
  bool keeps_trace_ = false;
  std::vector<std::string> trace_;
};

}  // namespace seiload::sim
