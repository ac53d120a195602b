#include "run/metrics.h"

namespace seiload::run {
namespace {

using report::MetricFamily;

// The marks of answers.
constexpr std::uint64_t kOther = 0, kScrape = 1, kFinalScrape = 2;

// Of one format. What a scrape costs goes with the number of series, and is taken from the load's CPUs.
constexpr sys::Duration kRenderEvery = std::chrono::milliseconds(250);

void append(std::vector<MetricFamily>& all, std::vector<MetricFamily> more) {
  for (MetricFamily& one : more) all.push_back(std::move(one));
}

}  // namespace

void Metrics::set_names(MetricNames names) {
  const std::lock_guard lock(mutex_);
  names_ = std::move(names);
}

void Metrics::set_endpoint_name(std::size_t endpoint, const std::string& name) {
  const std::lock_guard lock(mutex_);
  names_.endpoints.at(endpoint) = name;
}

void Metrics::set_source(Source source) {
  const std::lock_guard lock(mutex_);
  source_ = std::move(source);
}

void Metrics::drop_source() {
  const std::lock_guard lock(mutex_);
  if (source_) totals_ = source_();
  source_ = nullptr;
}

void Metrics::set_chain_source(ChainSource source) {
  const std::lock_guard lock(mutex_);
  chain_source_ = std::move(source);
}

void Metrics::drop_chain_source() {
  const std::lock_guard lock(mutex_);
  chain_ = chain_source_();
  chain_source_ = nullptr;
}

void Metrics::watch_tls(const TlsMeter& meter) {
  const std::lock_guard lock(mutex_);
  tls_ = &meter;
}

void Metrics::finish(measure::Totals totals, const measure::Summary& summary) {
  const std::lock_guard lock(mutex_);
  totals_ = std::move(totals);
  final_ = final_families(summary);
}

std::vector<MetricFamily> Metrics::families_locked() const {
  std::vector<MetricFamily> all = target_families(target_);
  if (source_)
    append(all, load_families(names_, source_()));
  else if (totals_)
    append(all, load_families(names_, *totals_));
  if (tls_ != nullptr) append(all, tls_->families());
  append(all, chain_source_ ? chain_source_() : chain_);
  append(all, final_);
  return all;
}

std::optional<measure::Totals> Metrics::totals() const {
  const std::lock_guard lock(mutex_);
  return source_ ? source_() : totals_;
}

std::vector<MetricFamily> Metrics::families() const {
  std::vector<MetricFamily> all;
  {
    const std::lock_guard lock(mutex_);
    all = families_locked();
  }
  append(all, process_families(process_values()));
  return all;
}

std::string Metrics::file_text() const {
  const std::lock_guard lock(mutex_);
  return report::to_text(families_locked(), report::MetricsFormat::prometheus);
}

bool Metrics::was_scraped() const {
  const std::lock_guard lock(mutex_);
  return scraped_;
}

bool Metrics::wait_for_final_scrape(sys::TimePoint deadline, const sys::Stop& stop) const {
  {
    const std::lock_guard lock(mutex_);
    if (final_.empty()) return false;
  }
  return clock_.wait_for(final_taken_.fd(), POLLIN, deadline, stop.final_waits_skipped()) ||
         final_taken_.is_set();
}

net::HttpReply Metrics::answer(const net::HttpRequest& request) {
  if (request.path == "/")
    return {200, "text/plain; charset=utf-8", "seiload: the metrics are at /metrics\n", kOther};
  if (request.path != "/metrics") return {404, "text/plain; charset=utf-8", "Not Found\n", kOther};
  const report::MetricsFormat format = report::negotiate(request.accept);
  bool has_final = false;
  {
    const std::lock_guard lock(mutex_);
    has_final = !final_.empty();
  }
  const sys::TimePoint now = clock_.now();
  auto& rendered = rendered_[static_cast<std::size_t>(format)];
  const bool lacks_final = rendered && has_final && rendered->reply.mark != kFinalScrape;
  if (!rendered || lacks_final || now - rendered->at >= kRenderEvery) rendered = {now, render(format)};
  return rendered->reply;
}

net::HttpReply Metrics::render(report::MetricsFormat format) const {
  std::vector<MetricFamily> families;
  std::uint64_t mark = kScrape;
  {
    const std::lock_guard lock(mutex_);
    families = families_locked();
    if (!final_.empty()) mark = kFinalScrape;
  }
  append(families, process_families(process_values()));
  return {200, std::string(report::content_type(format)), report::to_text(families, format), mark};
}

void Metrics::sent(std::uint64_t mark) {
  if (mark == kOther) return;
  const std::lock_guard lock(mutex_);
  scraped_ = true;
  if (mark != kFinalScrape) return;
  final_taken_.set();
}

}  // namespace seiload::run
