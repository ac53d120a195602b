#include "sys/stop.h"

#include <algorithm>

#include "base/text.h"
#include "sys/signals.h"

namespace seiload::sys {

using base::cat;

StopReason StopReason::on_signal(int signal) { return {Kind::signal, signal, {}}; }

StopReason StopReason::on_duration(base::Duration duration) {
  return {.kind = Kind::deadline, .error = {}, .detail = cat("--duration ", base::format_duration(duration))};
}

StopReason StopReason::on_max_txs(std::uint64_t max_txs) {
  return {.kind = Kind::planned_end, .error = {}, .detail = cat("--max-txs ", max_txs)};
}

StopReason StopReason::on_corpus_end() {
  return {
      .kind = Kind::planned_end, .error = {}, .controller = "corpus_end", .detail = "the end of the corpus"};
}

StopReason StopReason::on_max_spend(std::string_view amount) {
  return {.kind = Kind::planned_end,
          .error = {},
          .controller = "max_spend",
          .detail = cat("--max-spend ", amount, ", which one more transaction might pass")};
}

StopReason StopReason::on_verdict(std::string_view controller, std::string_view option,
                                  std::string_view why) {
  return {.kind = Kind::verdict,
          .error = {},
          .controller = std::string(controller),
          .detail = cat(option, ": ", why)};
}

StopReason StopReason::on_failure(base::Error error) { return {Kind::failure, 0, std::move(error)}; }

std::string_view StopReason::key() const {
  switch (kind) {
    case Kind::none:
      return "running";
    case Kind::signal:
      return "signal";
    case Kind::deadline:
      return "duration";
    case Kind::planned_end:
      return controller.empty() ? std::string_view("max_txs") : controller;
    case Kind::failure:
      return "failure";
    case Kind::verdict:
      return controller;
  }
  return {};
}

std::string to_text(const StopReason& reason) {
  switch (reason.kind) {
    case StopReason::Kind::none:
      return "still running";
    case StopReason::Kind::signal:
      return signal_name(reason.signal);
    case StopReason::Kind::failure:
      return cat("a failure: ", reason.error.message);
    case StopReason::Kind::deadline:
    case StopReason::Kind::planned_end:
    case StopReason::Kind::verdict:
      return reason.detail;
  }
  return {};
}

bool Stop::request(StopReason reason) {
  {
    const std::lock_guard lock(mutex_);
    if (reason_.kind != StopReason::Kind::none) return false;
    reason_ = std::move(reason);
  }
  source_.request_stop();
  event_.set();
  return true;
}

void Stop::on_signal(int signal, TimePoint now) {
  {
    const std::lock_guard lock(mutex_);
    if (!signalled_at_) signalled_at_ = now;
  }
  if (!request(StopReason::on_signal(signal))) skip_final_waits();
}

std::optional<TimePoint> Stop::signalled_at() const {
  const std::lock_guard lock(mutex_);
  return signalled_at_;
}

TimePoint Stop::cut_short(TimePoint deadline) const {
  const auto signalled = signalled_at();
  return signalled ? std::min(deadline, *signalled + kPatience) : deadline;
}

bool Stop::request_failure(base::Error error) { return request(StopReason::on_failure(std::move(error))); }

StopReason Stop::reason() const {
  const std::lock_guard lock(mutex_);
  return reason_;
}

}  // namespace seiload::sys
