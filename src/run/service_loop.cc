#include "run/service_loop.h"

#include <algorithm>

#include "base/at_end.h"

namespace seiload::run {

ServiceLoop::~ServiceLoop() { end_.set(); }

base::Status ServiceLoop::add(Service& service) {
  {
    const std::lock_guard lock(mutex_);
    if (has_ended_) return service.on_loop_end(), base::Status();
    added_.push_back(&service);
  }
  changed_.set();
  if (thread_.joinable()) return {};
  auto thread = sys::Thread::start(
      "services", [this] { run(); }, stop_);
  if (!thread) return std::move(thread).error();
  thread_ = std::move(*thread);
  return {};
}

void ServiceLoop::run() {
  const auto tell = base::at_end([this] {  // also by an exception
    const std::lock_guard lock(mutex_);
    has_ended_ = true;
    for (const Entry& entry : entries_) entry.service->on_loop_end();
    for (Service* service : added_) service->on_loop_end();
  });
  turn_until_end();
}

void ServiceLoop::take_added() {
  changed_.clear();
  const std::lock_guard lock(mutex_);
  for (Service* service : added_) entries_.push_back({service});
  added_.clear();
}

void ServiceLoop::turn_until_end() {
  while (true) {
    take_added();
    descriptors_.clear();
    descriptors_.push_back({end_.fd(), POLLIN, 0});
    descriptors_.push_back({changed_.fd(), POLLIN, 0});
    sys::TimePoint next = sys::kNever;
    for (Entry& entry : entries_) {
      entry.begin = descriptors_.size();
      next = std::min(next, entry.service->add_polls(descriptors_));
      entry.end = descriptors_.size();
    }
    clock_.wait(descriptors_, next);
    if (descriptors_[0].revents != 0) return;
    const std::span<const pollfd> polled = descriptors_;
    for (const Entry& entry : entries_)
      entry.service->on_poll(polled.subspan(entry.begin, entry.end - entry.begin), clock_.now());
  }
}

}  // namespace seiload::run
