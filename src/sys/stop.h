#pragma once
// The one stop of a run. Whoever triggers it first leaves the reason; main turns the reason into the exit
// status and into nothing else. Thread rule: every member may be called from any thread; the object outlives
// all of them.

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/duration.h"
#include "base/result.h"
#include "sys/clock.h"
#include "sys/event.h"

namespace seiload::sys {

// Why a run ended, and who ended it.
struct StopReason {
  enum class Kind { none, signal, deadline, planned_end, failure, verdict };
  Kind kind = Kind::none;
  int signal = 0;               // which, with Kind::signal
  base::Error error;            // what failed, with Kind::failure
  std::string controller =
      {};  // whose verdict, with Kind::verdict: "ramp"; which planned end, if not max_txs
  std::string detail =
      {};  // of a deadline, a planned end and a verdict: the option, and what it asked or found

  static StopReason on_signal(int signal);
  static StopReason on_duration(base::Duration duration);
  static StopReason on_max_txs(std::uint64_t max_txs);
  static StopReason on_corpus_end();
  static StopReason on_max_spend(std::string_view amount);
  static StopReason on_verdict(std::string_view controller, std::string_view option, std::string_view why);
  static StopReason on_failure(base::Error error);

  // For reports, stable: "signal", "duration", "max_txs", "corpus_end", "max_spend", "failure", the
  // controller; "running" until then.
  std::string_view key() const;
};
// For people: "SIGTERM", "--duration 10s", "--ramp-up: blocks ...", "a failure: ...", "still running".
std::string to_text(const StopReason& reason);

class Stop {
 public:
  // From the first signal on, what was not asked for by an option of its own waits no longer than this. With
  // what ends without waiting it stays below two seconds.
  static constexpr Duration kPatience = std::chrono::milliseconds(1500);

  Stop() = default;

  // The first call wins: its reason is kept, the stop token triggers, fd() becomes readable for good. Returns
  // whether this was the first.
  bool request(StopReason reason);
  bool request_failure(base::Error error);

  // A signal arrived at `now`: it requests the stop, and after a stop of another kind it calls
  // skip_final_waits().
  void on_signal(int signal, TimePoint now);
  std::optional<TimePoint> signalled_at() const;  // the first one

  // `deadline`, or earlier where a signal has come: kPatience after it.
  TimePoint cut_short(TimePoint deadline) const;

  bool requested() const { return source_.stop_requested(); }
  StopReason reason() const;  // Kind::none until requested
  std::stop_token token() const { return source_.get_token(); }

  // Set once a stop is requested and ever after: every wait of the program includes it.
  const Event& event() const { return event_; }
  operator const Event&() const { return event_; }  // NOLINT(*-explicit-*): whoever waits needs no more
  int fd() const { return event_.fd(); }

  // What still goes on after the stop on purpose, such as serving the last metrics, is to end, too. A signal
  // that comes after a stop of another kind says so.
  void skip_final_waits() { skip_final_waits_.set(); }
  const Event& final_waits_skipped() const { return skip_final_waits_; }  // set from then on

 private:
  const Event event_, skip_final_waits_;
  std::stop_source source_;
  mutable std::mutex mutex_;
  StopReason reason_;                      // guarded by mutex_
  std::optional<TimePoint> signalled_at_;  // guarded by mutex_
};

}  // namespace seiload::sys
