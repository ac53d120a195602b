#include "report/otlp.h"

#include <cmath>

#include "json/writer.h"

namespace seiload::report {
namespace {

using Type = MetricFamily::Type;

constexpr int kCumulative = 2;  // AGGREGATION_TEMPORALITY_CUMULATIVE

std::string nanoseconds(sys::WallTime time) { return std::to_string(time.time_since_epoch().count()); }

// Of UCUM, as OpenTelemetry has it.
std::string_view unit_code(std::string_view unit) {
  return unit == "seconds" ? "s" : unit == "bytes" ? "By" : unit;
}

class Writer {
 public:
  Writer(std::string& text, const OtlpContext& context)
      : out_(text), context_(context), start_(nanoseconds(context.start)), now_(nanoseconds(context.now)) {}

  void request(std::span<const MetricFamily> families) {
    out_.begin_object().key("resourceMetrics").begin_array().begin_object();
    out_.key("resource").begin_object();
    attributes("attributes", context_.resource);
    out_.end_object();
    out_.key("scopeMetrics").begin_array().begin_object();
    out_.key("scope")
        .begin_object()
        .member("name", "seiload")
        .member("version", context_.version)
        .end_object();
    out_.key("metrics").begin_array();
    for (const MetricFamily& family : families)
      if (family.type != Type::info && !(family.samples.empty() && family.histograms.empty())) metric(family);
    out_.end_array().end_object().end_array().end_object().end_array().end_object();
  }

 private:
  void attributes(std::string_view key, const MetricLabels& labels) {
    out_.key(key).begin_array();
    for (const MetricLabel& label : labels) {
      out_.begin_object().member("key", label.name);
      out_.key("value").begin_object().member("stringValue", label.value).end_object().end_object();
    }
    out_.end_array();
  }

  void metric(const MetricFamily& family) {
    out_.begin_object().member("name", family.name).member("description", family.help);
    if (!family.unit.empty()) out_.member("unit", unit_code(family.unit));
    out_.key(family.type == Type::counter ? "sum"
             : family.type == Type::gauge ? "gauge"
                                          : "histogram")
        .begin_object();
    if (family.type != Type::gauge) out_.member("aggregationTemporality", kCumulative);
    if (family.type == Type::counter) out_.member("isMonotonic", true);
    out_.key("dataPoints").begin_array();
    for (const MetricSample& sample : family.samples) number(family, sample);
    for (const HistogramSample& sample : family.histograms) histogram(family, sample);
    out_.end_array().end_object().end_object();
  }

  void begin_point(const MetricLabels& labels, bool has_start) {
    out_.begin_object();
    attributes("attributes", labels);
    if (has_start) out_.member("startTimeUnixNano", start_);
    out_.member("timeUnixNano", now_);
  }

  void number(const MetricFamily& family, const MetricSample& sample) {
    begin_point(sample.labels, family.type != Type::gauge);
    if (family.whole)
      out_.member("asInt", std::to_string(static_cast<std::int64_t>(sample.value)));
    else
      out_.member("asDouble", sample.value);
    out_.end_object();
  }

  void histogram(const MetricFamily& family, const HistogramSample& sample) {
    begin_point(sample.labels, true);
    out_.member("count", std::to_string(sample.counts.count()));
    out_.member("sum", scaled(sample.counts.sum, family.scale));
    out_.key("bucketCounts").begin_array();
    for (const std::uint64_t count : sample.counts.buckets) out_.string(std::to_string(count));
    out_.end_array().key("explicitBounds").begin_array();
    for (const std::uint64_t bound : family.bounds) out_.number(scaled(bound, family.scale));
    out_.end_array();
    exemplars(sample);
    out_.end_object();
  }

  void exemplars(const HistogramSample& sample) {
    bool any = false;
    for (const std::optional<Exemplar>& one : sample.exemplars) {
      if (!one) continue;
      if (!std::exchange(any, true)) out_.key("exemplars").begin_array();
      const double nanos = std::round(one->unix_seconds * 1e3) * 1e6;  // as exact as it is shown elsewhere
      out_.begin_object().member("timeUnixNano", std::to_string(static_cast<std::int64_t>(nanos)));
      out_.member("asDouble", one->value);
      for (const MetricLabel& label : one->labels)
        if (label.name == kTraceIdLabel) out_.member("traceId", label.value);
      out_.end_object();
    }
    if (any) out_.end_array();
  }

  json::Writer out_;
  const OtlpContext& context_;
  const std::string start_, now_;
};

}  // namespace

std::string to_otlp_json(const OtlpContext& context, std::span<const MetricFamily> families) {
  std::string text;
  Writer(text, context).request(families);
  return text;
}

}  // namespace seiload::report
