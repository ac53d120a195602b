#pragma once
// A condition on what was measured, as --fail-if, --abort-if and --slo share it: "p99 > 500ms",
// "error_share >= 1%", "block_time_p90 < 2s", "interval:tps < 150". `seiload --help conditions` prints the
// table of names.

#include <optional>
#include <string>
#include <string_view>

#include "base/percentile.h"
#include "base/result.h"
#include "measure/summary.h"

namespace seiload::measure {

class Threshold {
 public:
  // What must be watched for a quantity to be measured.
  enum class Needs { nothing, blocks, inclusion };

  // NAME OP VALUE, blanks between allowed. NAME: a quantity of the report (names()), with "interval:" before
  // it of the last interval instead of the whole run; OP: > >= < <=; VALUE: a number, with % for a share, or
  // a duration for a time. The error says what was expected.
  static base::Result<Threshold> parse(std::string_view text);

  // "accepted, rejected, ...": what may stand on the left.
  static std::string names();
  // The same as a table, a line each: name, unit, meaning.
  static std::string help();

  const std::string& text() const { return text_; }
  bool is_of_interval() const { return is_of_interval_; }
  Needs needs() const;
  // Whether the quantity is known only of a whole run, when it has ended.
  bool needs_end() const;

  // Nothing: not measured.
  std::optional<bool> holds(const Summary& summary) const;

  // Why it is crossed, as "p99 > 500ms: it was 1.20s"; nothing if it is not. A latency of which there is no
  // sample, or a share of nothing, crosses every threshold: what was not measured was not shown to be good.
  std::optional<std::string> crossed(const Summary& summary) const;
  // The same of a condition that is to hold: why it does not.
  std::optional<std::string> missed(const Summary& summary) const;

 private:
  std::optional<double> measured(const Summary& summary) const;
  std::string found(const Summary& summary) const;  // "p99 > 500ms: it was 1.20s"

  std::string text_;
  std::size_t quantity_ = 0;                    // a row of the table
  std::optional<base::Percentile> percentile_;  // of the row's times, where it is one of percentiles
  bool is_of_interval_ = false;
  bool greater_ = true, or_equal_ = false;
  double value_ = 0;  // a count, a share, a rate, or seconds
};

}  // namespace seiload::measure
