#pragma once
// The run as scrapers see it: collects the values, answers /metrics, and remembers who has seen what. Answers
// are rendered at most four times a second and format, however often they are asked for, but anew once the
// final values are there. Thread rule: any thread; the main thread sets, the server's thread reads.

#include <array>
#include <functional>
#include <mutex>
#include <optional>

#include "net/http_server.h"
#include "run/metric_families.h"
#include "run/tls_meter.h"
#include "sys/clock.h"
#include "sys/stop.h"

namespace seiload::run {

class Metrics final : public net::HttpServer::Handler {
 public:
  using Source = std::function<measure::Totals()>;

  Metrics(report::MetricLabels target, const sys::Clock& clock) : target_(std::move(target)), clock_(clock) {}

  void set_names(MetricNames names);
  void set_endpoint_name(std::size_t endpoint, const std::string& name);

  // While it lives, scrapes ask `source` for the totals, on the server's thread; then what it said last
  // stands.
  class Feed {
   public:
    Feed(Metrics& metrics, Source source) : metrics_(metrics) { metrics.set_source(std::move(source)); }
    ~Feed() { metrics_.drop_source(); }
    Feed(const Feed&) = delete;
    Feed& operator=(const Feed&) = delete;

   private:
    Metrics& metrics_;
  };

  // The same for what is known of the chain.
  using ChainSource = std::function<std::vector<report::MetricFamily>()>;
  class ChainFeed {
   public:
    ChainFeed(Metrics& metrics, ChainSource source) : metrics_(metrics) {
      metrics.set_chain_source(std::move(source));
    }
    ~ChainFeed() { metrics_.drop_chain_source(); }
    ChainFeed(const ChainFeed&) = delete;
    ChainFeed& operator=(const ChainFeed&) = delete;

   private:
    Metrics& metrics_;
  };

  // Its handshakes are among the metrics from now on; it outlives these.
  void watch_tls(const TlsMeter& meter);

  // The totals and the run-summary metrics that stand from now on.
  void finish(measure::Totals totals, const measure::Summary& summary);

  std::optional<measure::Totals> totals() const;  // nothing before the load

  std::vector<report::MetricFamily> families() const;  // all that stand now
  // Everything but the process's own numbers, for a file that node_exporter reads: it has such of itself.
  std::string file_text() const;

  bool was_scraped() const;
  // After finish(): waits until a scrape has got the final values, the deadline, or skip_final_waits()
  // (sys/stop.h).
  bool wait_for_final_scrape(sys::TimePoint deadline, const sys::Stop& stop) const;

  net::HttpReply answer(const net::HttpRequest& request) override;
  void sent(std::uint64_t mark) override;

 private:
  void set_source(Source source);
  void drop_source();
  void set_chain_source(ChainSource source);
  void drop_chain_source();
  std::vector<report::MetricFamily> families_locked() const;
  net::HttpReply render(report::MetricsFormat format) const;

  struct Rendered {
    sys::TimePoint at;
    net::HttpReply reply;
  };

  const report::MetricLabels target_;
  const sys::Clock& clock_;
  const sys::Event final_taken_;                     // by a scrape
  std::array<std::optional<Rendered>, 2> rendered_;  // one a format; of the server's thread
  mutable std::mutex mutex_;
  // Guarded by mutex_.
  MetricNames names_;
  Source source_;
  std::optional<measure::Totals> totals_;
  ChainSource chain_source_;
  std::vector<report::MetricFamily> chain_;  // what chain_source_ said last
  const TlsMeter* tls_ = nullptr;
  std::vector<report::MetricFamily> final_;  // empty until finish()
  bool scraped_ = false;
};

}  // namespace seiload::run
