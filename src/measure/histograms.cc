#include "measure/histograms.h"

#include "base/text.h"
#include "measure/fields.h"
#include "measure/summary_json.h"

namespace seiload::measure {
namespace {

// Has the members of JsonOut, and keeps the histograms alone.
class Collector {
 public:
  static constexpr bool kReads = false;

  Collector(std::vector<NamedHistogram>& all, std::string path) : all_(all), path_(std::move(path)) {}

  template <class T>
  void member(std::string_view, const T&) {}
  void null_if_zero(std::string_view, std::uint64_t) {}
  template <class T>
  void optional(std::string_view, const T&) {}
  template <class F>
  void derived(std::string_view, F) {}
  template <class F>
  void derived_if(bool, std::string_view, F) {}
  void layout(std::string_view, std::uint64_t) {}
  void word(std::string_view, bool, std::string_view, std::string_view) {}

  template <class F>
  void object(std::string_view key, F body) {
    Collector inner(all_, path_of(key));
    body(inner);
  }
  template <class F>
  void object_if(bool there, std::string_view key, F body) {
    if (there) object(key, body);
  }
  template <class T, class F>
  void optional_object(std::string_view key, const std::optional<T>& value, F fields) {
    if (value) object(key, [&](Collector& io) { fields(io, *value); });
  }
  template <class T, class F>
  void rows(std::string_view key, const std::vector<T>& values, F fields) {
    std::size_t number = 0;
    for (const T& value : values)
      object(base::cat(key, '[', number++, ']'), [&](Collector& io) { fields(io, value); });
  }
  template <class T, class F>
  void optional_rows(std::string_view key, const std::vector<T>& values, F fields) {
    rows(key, values, fields);
  }
  void histogram(std::string_view key, const stats::HistogramSnapshot& value, int,
                 std::span<const base::Percentile>) {
    all_.push_back({path_of(key), &value});
  }
  void times(std::string_view key, const Times& value, std::span<const base::Percentile> = {}) {
    all_.push_back({path_of(key), &value.nanoseconds()});
  }

 private:
  std::string path_of(std::string_view key) const {
    return path_.empty() ? std::string(key) : base::cat(path_, '.', key);
  }

  std::vector<NamedHistogram>& all_;
  const std::string path_;
};

}  // namespace

std::vector<NamedHistogram> histograms(const Summary& summary) {
  std::vector<NamedHistogram> all;
  Collector collector(all, "");
  fields(collector, summary, kReportLayout);
  return all;
}

}  // namespace seiload::measure
