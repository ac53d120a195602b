#pragma once
// Pushes a run's metrics to an OpenTelemetry collector, OTLP over HTTP with JSON bodies: every so often, and
// once at the end. A collector that cannot be reached or refuses is one warning of the run, and costs it
// nothing but a bounded wait at the end. A service of the loop: it waits for the look-up of the collector's
// name, its connection and its answer without keeping others from theirs.

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "net/http_connection.h"
#include "net/tls_terms.h"
#include "report/otlp.h"
#include "run/metrics.h"
#include "run/name_lookup.h"
#include "run/service_loop.h"
#include "sys/log.h"
#include "sys/stop.h"

namespace seiload::run {

struct OtlpSettings {
  std::string url;                             // where the metrics go; empty: nowhere
  std::shared_ptr<const net::TlsTerms> tls{};  // given where the url is https://
  std::string header;  // field lines for each request, each with its CRLF; may be secret
  base::Duration interval = std::chrono::seconds(10);
  report::MetricLabels resource;  // attributes
};

class OtlpPush final : public Service, private net::HttpConnection::Listener {
 public:
  // How long the end of a run waits for the last push.
  static constexpr base::Duration kMaxFinal = std::chrono::seconds(2);

  // All but the settings outlive it. Requires settings.url.
  OtlpPush(const OtlpSettings& settings, const Metrics& metrics, std::string_view version,
           sys::WallTime started, const sys::Clock& clock, sys::Log& log);
  // Begins to push, on this loop, which must not outlive it. `stop`, which outlives this, is requested if a
  // thread fails.
  base::Status start(ServiceLoop& loop, sys::Stop& stop);

  // The run's thread, after start(): the last push, of the values that are stored now.
  void begin_final();
  // Waits for it: until kMaxFinal after begin_final(), less after a signal, or skip_final_waits()
  // (sys/stop.h).
  void finish(const sys::Stop& stop);

 private:
  enum class State { waiting, looking_up, sending, ended };

  sys::TimePoint add_polls(std::vector<pollfd>& descriptors) override;
  void on_poll(std::span<const pollfd> descriptors, sys::TimePoint now) override;
  void on_loop_end() noexcept override { done_.set(); }

  void begin_push(sys::TimePoint now, sys::Duration most);
  void see_lookup(sys::TimePoint now);
  void begin_target(const net::Addresses::List& found);
  void send(sys::TimePoint now);
  void see_connection(short revents, sys::TimePoint now);
  void end_push(const base::Status& status, sys::TimePoint now);
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
  sys::Stop* stop_ = nullptr;  // once started

  const sys::Event final_, done_;                 // the last push is wanted; it has ended, or never will
  std::optional<sys::TimePoint> final_deadline_;  // the run's thread
  std::atomic<bool> warned_{false};

  // The loop's own.
  State state_ = State::waiting;
  bool is_final_ = false;           // the push under way is the last one
  sys::TimePoint next_, deadline_;  // of a push, while waiting; of the one under way
  std::unique_ptr<NameLookup> lookup_;
  std::optional<net::HttpTarget> target_;  // once its name has been found
  std::unique_ptr<net::HttpConnection> connection_;
  std::optional<base::Status> outcome_;  // of the request that is out
};

}  // namespace seiload::run
