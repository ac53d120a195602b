#pragma once
// What several sections of the JSON report are made of.

#include <optional>
#include <span>
#include <string_view>

#include "base/percentile.h"
#include "json/writer.h"
#include "stats/histogram.h"

namespace seiload::report {

template <typename T>
void number_or_null(json::Writer& out, std::string_view key, std::optional<T> value) {
  out.key(key);
  if (value)
    out.number(*value);
  else
    out.null();
}

void seconds(json::Writer& out, std::string_view key, std::optional<base::Duration> value);

// An object of count, percentiles (the default ones and those given) and buckets.
void latency_object(json::Writer& out, std::string_view key, const stats::HistogramSnapshot& histogram,
                    std::span<const base::Percentile> percentiles = {});

// The same without buckets, of numbers that the histogram holds as durations: a nanosecond stands for `unit`.
void numbers_object(json::Writer& out, std::string_view key, const stats::HistogramSnapshot& histogram,
                    double unit);

}  // namespace seiload::report
