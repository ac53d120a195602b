#include "run/tls_meter.h"

namespace seiload::run {

void TlsMeter::on_handshake(const net::HandshakeResult& result) {
  const std::lock_guard lock(mutex_);
  if (!result.is_open) {
    ++failed_;
    return;
  }
  ++(result.resumed ? resumed_ : full_);
  took_->record(result.took);
  buckets_.record(measure::to_nanoseconds(result.took));
}

std::optional<measure::TlsRow> TlsMeter::row() const {
  const std::lock_guard lock(mutex_);
  if (full_ + resumed_ + failed_ == 0) return std::nullopt;
  measure::TlsRow row;
  row.full = full_;
  row.resumed = resumed_;
  row.failed = failed_;
  row.took = took_->snapshot();
  return row;
}

std::vector<report::MetricFamily> TlsMeter::families() const {
  const std::lock_guard lock(mutex_);
  if (full_ + resumed_ + failed_ == 0) return {};
  report::MetricFamily count;
  count.name = "seiload_tls_handshakes";
  count.type = report::MetricFamily::Type::counter;
  count.help = "TLS handshakes, by result.";
  const auto add = [&](const char* result, std::uint64_t value) {
    count.samples.push_back({{{"result", result}}, static_cast<double>(value)});
  };
  add("full", full_);
  add("resumed", resumed_);
  add("failed", failed_);
  report::MetricFamily time;
  time.name = "seiload_tls_handshake_seconds";
  time.type = report::MetricFamily::Type::histogram;
  time.help = "Time of the TLS handshakes that succeeded, without that of connecting.";
  time.unit = "seconds";
  time.bounds = kHandshakeBounds;
  time.scale = 1e-9;
  stats::FixedCounts counts;
  buckets_.add_to(counts);
  time.histograms.push_back({{}, std::move(counts), {}});
  return {std::move(count), std::move(time)};
}

}  // namespace seiload::run
