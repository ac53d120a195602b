#pragma once
// The quantities that conditions name (measure/threshold.h): the one table of their names, units and
// meanings.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "measure/summary.h"
#include "measure/threshold.h"

namespace seiload::measure {

struct ConditionName {
  enum class Kind { count, rate, share, time };

  std::string_view name;  // of a family "block_time_p": a percentile follows, as in block_time_p90
  Kind kind = Kind::count;
  Threshold::Needs needs = Threshold::Needs::nothing;
  std::string_view meaning;
  std::optional<double> (*of)(const Summary&) = nullptr;  // nothing: not measured; times in seconds
  const Times* (*times)(const Summary&) = nullptr;        // of a family; null: not measured
  bool needs_end = false;                                 // known only of a whole run that has ended
};

// Families last: no other name begins as theirs do.
std::span<const ConditionName> condition_names();

}  // namespace seiload::measure
