#pragma once
// What --find-limit found: the answer, and a row for each rate that was tried.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/duration.h"

namespace seiload::measure {

struct SearchStep {
  double tps = 0;  // asked for
  bool confirms = false;
  base::Duration length{0};
  double sent_tps = 0, accepted_tps = 0, included_tps = 0;
  std::optional<base::Duration> p50{}, p99{};  // latency of what was accepted, from the due time
  std::optional<bool> held{};                  // nothing: void, the generator was the limit
  std::string why{};                           // it did not hold, or is void; may be empty

  bool operator==(const SearchStep&) const = default;
};

struct SearchReport {
  std::optional<double> limit_tps;  // the highest rate that held and was confirmed
  // "found", "upper_bound", "generator", "none", "unsettled" as run/search_plan.h has them; "stopped": the
  // run ended before.
  std::string outcome;
  double resolution = 0, from = 0;
  std::optional<double> to;
  base::Duration hold{0};
  std::vector<std::string> conditions;  // of --slo
  std::vector<SearchStep> steps;

  bool operator==(const SearchReport&) const = default;
};

}  // namespace seiload::measure
