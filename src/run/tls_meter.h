#pragma once
// The TLS handshakes of a run, counted and timed: for its report and its metrics. Thread rule: any thread.

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "measure/summary.h"
#include "net/tls_terms.h"
#include "report/metrics_text.h"
#include "stats/fixed_histogram.h"

namespace seiload::run {

// In ns.
inline constexpr std::uint64_t kHandshakeBounds[] = {
    500'000,     1'000'000,   2'000'000,   5'000'000,     10'000'000,    20'000'000,   50'000'000,
    100'000'000, 200'000'000, 500'000'000, 1'000'000'000, 2'000'000'000, 5'000'000'000};

class TlsMeter final : public net::HandshakeObserver {
 public:
  void on_handshake(const net::HandshakeResult& result) override;

  std::optional<measure::TlsRow> row() const;          // nothing: there was none
  std::vector<report::MetricFamily> families() const;  // empty: there was none

 private:
  mutable std::mutex mutex_;
  // Guarded by mutex_.
  std::uint64_t full_ = 0, resumed_ = 0, failed_ = 0;
  // 60 KB, which not every thread has on its stack.
  const std::unique_ptr<measure::TimeHistogram> took_ = std::make_unique<measure::TimeHistogram>();
  stats::FixedHistogram buckets_{kHandshakeBounds};
};

}  // namespace seiload::run
