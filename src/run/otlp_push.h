#pragma once
// Pushes a run's metrics to an OpenTelemetry collector, OTLP over HTTP with JSON bodies: every so often, and
// once at the end. A collector that cannot be reached or refuses is one warning of the run, and costs it
// nothing but a bounded wait at the end. On a thread of its own.

#include <memory>
#include <optional>
#include <string>

#include "net/http_connection.h"
#include "report/otlp.h"
#include "run/metrics.h"
#include "sys/log.h"
#include "sys/stop.h"
#include "sys/thread.h"

namespace seiload::run {

struct OtlpSettings {
  std::string url;     // where the metrics go, http:// only; empty: nowhere
  std::string header;  // field lines for each request, each with its CRLF; may be secret
  base::Duration interval = std::chrono::seconds(10);
  report::MetricLabels resource;  // attributes
};

class OtlpPush final : private net::HttpConnection::Listener {
 public:
  // How long the end of a run waits for the last push.
  static constexpr base::Duration kMostFinal = std::chrono::seconds(2);

  // All but the settings outlive it. Requires settings.url.
  OtlpPush(const OtlpSettings& settings, const Metrics& metrics, std::string_view version,
           sys::WallTime started, const sys::Clock& clock, sys::Log& log);
  // Begins to push. `stop`, which outlives this, is requested if the thread fails.
  base::Status start(sys::Stop& stop);
  ~OtlpPush() override;  // without a last push, if finish() was not called

  void begin_final();  // the last push, of the values that stand now
  // Waits for it: until kMostFinal after begin_final(), less after a signal, or hurry (sys/stop.h).
  void finish(const sys::Stop& stop);

 private:
  void run();
  void push_until_end();
  void push(sys::TimePoint deadline, bool is_final);
  base::Status try_push(sys::TimePoint deadline, bool is_final);
  base::Status connect(sys::TimePoint deadline);
  std::string body() const;
  void warn(std::string_view what);

  void on_answer(const net::HttpAnswer& answer) override;
  void on_failure(const net::RequestFailure& failure) override;

  const OtlpSettings settings_;
  std::string name_;  // the URL without user information
  const Metrics& metrics_;
  const std::string_view version_;
  const sys::WallTime started_;
  const sys::Clock& clock_;
  sys::Log& log_;

  const sys::Event end_;           // of everything, immediately
  const sys::Event final_, done_;  // the last push is wanted; the thread has ended
  std::optional<sys::TimePoint> final_deadline_;

  // The thread's own.
  std::optional<net::HttpTarget> target_;  // once its name has been found
  std::unique_ptr<net::HttpConnection> connection_;
  std::optional<base::Status> outcome_;  // of the request that is out
  bool warned_ = false;

  sys::Thread thread_;  // last: it uses all of the above
};

}  // namespace seiload::run
