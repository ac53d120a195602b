#include "report/csv.h"

#include <optional>
#include <string_view>

#include "base/number.h"
#include "base/text.h"
#include "measure/fields.h"
#include "measure/histograms.h"

namespace seiload::report {
namespace {

using base::cat;

// Has the members of measure::JsonOut, and writes the keys or the values as cells of one line.
class Cells {
 public:
  static constexpr bool kReads = false;
  enum class What { keys, values };

  Cells(std::string& line, What what) : line_(line), what_(what) {}

  template <class T>
  void member(std::string_view key, const T& value) {
    what_ == What::keys ? cell(cat(prefix_, key)) : is_blank_ ? cell({}) : cell(text(value));
  }
  template <class T>
  void member(std::string_view key, const std::optional<T>& value) {
    what_ == What::values && !value ? cell({}) : member(key, value.value_or(T()));
  }
  void null_if_zero(std::string_view key, std::uint64_t value) {
    member(key, value == 0 ? std::nullopt : std::optional(value));
  }
  template <class F>
  void derived(std::string_view key, F value) {
    member(key, value());
  }
  // All cells of what is not there are empty.
  template <class T, class F>
  void optional_object(std::string_view key, const std::optional<T>& value, F fields) {
    Cells inner(line_, what_);
    inner.prefix_ = cat(key, '_');
    inner.is_blank_ = !value;
    const T none{};
    fields(inner, value ? *value : none);
  }

 private:
  void cell(std::string_view text) { line_.append(line_.empty() ? "" : ",").append(text); }
  static std::string text(std::uint64_t value) { return std::to_string(value); }
  static std::string text(double value) { return base::format_shortest(value); }
  static std::string text(base::Duration value) {
    return base::format_scaled(measure::to_nanoseconds(value), 9);
  }

  std::string& line_;
  const What what_;
  std::string prefix_;
  bool is_blank_ = false;
};

std::string line_of(std::string_view first, const measure::IntervalRow& row, Cells::What what) {
  std::string line(first);
  Cells cells(line, what);
  measure::fields(cells, row);
  return line += "\r\n";
}

}  // namespace

std::string to_csv(const measure::Summary& summary) {
  std::string out = line_of("time", {}, Cells::What::keys);
  const base::Duration load = base::saturating_add(summary.started.time_since_epoch(), summary.setup);
  for (const measure::IntervalRow& row : summary.intervals) {
    const base::WallTime begin(base::saturating_add(load, row.start));
    out += line_of(base::format_utc(begin), row, Cells::What::values);
  }
  return out;
}

std::string histograms_csv(const measure::Summary& summary) {
  std::string out = "histogram,bucket,next,count\r\n";
  for (const measure::NamedHistogram& one : measure::histograms(summary))
    for (const auto& bucket : one.values->buckets()) {
      const std::uint64_t last = stats::BucketLayout::upper_bound(bucket.bucket);
      out += cat(one.path, ',', stats::BucketLayout::lower_bound(bucket.bucket), ',',
                 last == ~std::uint64_t{0} ? std::string() : std::to_string(last + 1), ',', bucket.count,
                 "\r\n");
    }
  return out;
}

}  // namespace seiload::report
