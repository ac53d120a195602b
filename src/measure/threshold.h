#pragma once
// --fail-if: a condition on the final report under which a run that ended as asked still exits with status 3,
// so that a pipeline can refuse a slow or failing target: "p99 > 500ms", "error_share >= 1%", "tps < 150".

#include <optional>
#include <string>
#include <string_view>

#include "base/percentile.h"
#include "base/result.h"
#include "measure/summary.h"

namespace seiload::measure {

class Threshold {
 public:
  // NAME OP VALUE, blanks between allowed. NAME: a number of the report (names()); OP: > >= < <=; VALUE: a
  // number, with % for a share, or a duration for a latency. The error says what was expected.
  static base::Result<Threshold> parse(std::string_view text);

  // "accepted, rejected, ...": what may stand on the left.
  static std::string names();

  // Why it is crossed, as "p99 > 500ms: it was 1.20s"; nothing if it is not. A latency of which there is no
  // sample, or a share of nothing, crosses every threshold: what was not measured was not shown to be good.
  std::optional<std::string> crossed(const Summary& summary) const;

 private:
  std::string text_;
  std::optional<base::Percentile> percentile_;  // of latency; nothing: another quantity
  std::size_t quantity_ = 0;                    // a row of the table
  bool greater_ = true, or_equal_ = false;
  double value_ = 0;  // a count, a share, a rate, or seconds
};

}  // namespace seiload::measure
