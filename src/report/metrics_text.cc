#include "report/metrics_text.h"

#include <algorithm>
#include <cmath>

#include "base/number.h"
#include "base/text.h"

namespace seiload::report {
namespace {

using Type = MetricFamily::Type;

class Writer {
 public:
  explicit Writer(MetricsFormat format) : open_(format == MetricsFormat::openmetrics) {}

  void family(const MetricFamily& family) {
    if (family.samples.empty() && family.histograms.empty()) return;
    head(family);
    const std::string name = base::cat(family.name, suffix(family.type));
    for (const MetricSample& sample : family.samples)
      line(name, sample.labels, {}, {}, family.type == Type::info ? 1 : sample.value);
    for (const HistogramSample& sample : family.histograms) histogram(family, sample);
  }

  std::string finish() {
    if (open_) out_ += "# EOF\n";
    return std::move(out_);
  }

 private:
  static std::string_view suffix(Type type) {
    return type == Type::counter ? "_total" : type == Type::info ? "_info" : "";
  }

  void head(const MetricFamily& family) {
    // The older format knows no families of suffixed names, and no type for an info.
    std::string name = family.name;
    if (!open_) name += suffix(family.type);
    const std::string_view type = family.type == Type::counter     ? "counter"
                                  : family.type == Type::histogram ? "histogram"
                                  : family.type == Type::gauge     ? "gauge"
                                  : open_                          ? "info"
                                                                   : "gauge";
    out_ += base::cat("# HELP ", name, ' ');
    escape(family.help, open_);
    out_ += base::cat("\n# TYPE ", name, ' ', type, '\n');
    if (open_ && !family.unit.empty()) out_ += base::cat("# UNIT ", name, ' ', family.unit, '\n');
  }

  void histogram(const MetricFamily& family, const HistogramSample& sample) {
    const std::string bucket_name = family.name + "_bucket";
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < sample.counts.buckets.size(); ++i) {
      count += sample.counts.buckets[i];
      const std::string bound =
          i < family.bounds.size() ? number(scaled(family.bounds[i], family.scale), open_) : "+Inf";
      line(bucket_name, sample.labels, "le", bound, static_cast<double>(count),
           i < sample.exemplars.size() ? &sample.exemplars[i] : nullptr);
    }
    line(family.name + "_sum", sample.labels, {}, {}, scaled(sample.counts.sum, family.scale));
    line(family.name + "_count", sample.labels, {}, {}, static_cast<double>(count));
  }

  void line(std::string_view name, const MetricLabels& labels, std::string_view more_name,
            std::string_view more_value, double value, const std::optional<Exemplar>* exemplar = nullptr) {
    out_ += name;
    if (!labels.empty() || !more_name.empty()) label_set(labels, more_name, more_value);
    out_ += ' ';
    out_ += number(value, false);
    if (open_ && exemplar != nullptr && exemplar->has_value()) {
      out_ += " # ";
      label_set((*exemplar)->labels, {}, {});
      out_ += base::cat(' ', number((*exemplar)->value, false), ' ',
                        base::format_fixed((*exemplar)->unix_seconds, 3));
    }
    out_ += '\n';
  }

  void label_set(const MetricLabels& labels, std::string_view more_name, std::string_view more_value) {
    char separator = '{';
    const auto one = [&](std::string_view name, std::string_view value) {
      out_ += separator;
      out_ += name;
      out_ += "=\"";
      escape(value, true);
      out_ += '"';
      separator = ',';
    };
    for (const MetricLabel& label : labels) one(label.name, label.value);
    if (!more_name.empty()) one(more_name, more_value);
    if (separator == '{') out_ += '{';
    out_ += '}';
  }

  void escape(std::string_view text, bool quotes) {
    for (const char c : text) {
      if (c == '\\')
        out_ += "\\\\";
      else if (c == '\n')
        out_ += "\\n";
      else if (c == '"' && quotes)
        out_ += "\\\"";
      else
        out_ += c;
    }
  }

  // `canonical`: with a point, as OpenMetrics wants the values of "le" ("1.0").
  static std::string number(double value, bool canonical) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
    // As other exporters write them: 100000, and not the shorter 1e+05.
    const bool whole = value == std::trunc(value) && std::abs(value) < 1e15;
    std::string text =
        whole ? std::to_string(static_cast<std::int64_t>(value)) : base::format_shortest(value);
    if (canonical && text.find_first_of(".e") == std::string::npos) text += ".0";
    return text;
  }

  const bool open_;
  std::string out_;
};

bool is_type(std::string_view range, std::string_view type) {
  return base::equals_ignoring_case(range, type);
}

}  // namespace

double scaled(std::uint64_t value, double scale) {
  return scale < 1 ? static_cast<double>(value) / std::round(1 / scale) : static_cast<double>(value) * scale;
}

std::string to_text(std::span<const MetricFamily> families, MetricsFormat format) {
  Writer writer(format);
  for (const MetricFamily& family : families) writer.family(family);
  return writer.finish();
}

MetricsFormat negotiate(std::string_view accept) {
  double open = 0, plain = 0;
  while (!accept.empty()) {
    const std::size_t comma = std::min(accept.find(','), accept.size());
    std::string_view range = accept.substr(0, comma);
    accept.remove_prefix(std::min(comma + 1, accept.size()));
    double weight = 1;
    bool known_version = true;
    const std::string_view type = base::trim(range.substr(0, range.find(';')));
    while (range.find(';') != std::string_view::npos) {
      range.remove_prefix(range.find(';') + 1);
      const std::string_view parameter = base::trim(range.substr(0, range.find(';')));
      const std::size_t equals = std::min(parameter.find('='), parameter.size());
      const std::string_view name = base::trim(parameter.substr(0, equals));
      const std::string_view value = base::trim(parameter.substr(std::min(equals + 1, parameter.size())));
      if (is_type(name, "q")) weight = base::parse_decimal(value).value_or(0);
      if (is_type(name, "version")) known_version = value == "1.0.0" || value == "0.0.1" || value == "0.0.4";
    }
    if (is_type(type, "application/openmetrics-text") && known_version) open = std::max(open, weight);
    if (is_type(type, "text/plain") && known_version) plain = std::max(plain, weight);
  }
  return open > 0 && open >= plain ? MetricsFormat::openmetrics : MetricsFormat::prometheus;
}

std::string_view content_type(MetricsFormat format) {
  return format == MetricsFormat::openmetrics ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                                              : "text/plain; version=0.0.4; charset=utf-8";
}

}  // namespace seiload::report
