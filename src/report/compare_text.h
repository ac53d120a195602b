#pragma once
// What changed between reports, for people: a table, and in a sentence what of it is beyond noise.

#include <span>
#include <string>

#include "measure/compare.h"

namespace seiload::report {

struct Compared {
  std::string name;  // of its file
  measure::Summary summary;
};

// `base` is the name of the first baseline's file.
std::string to_text(const measure::Comparison& comparison, const std::string& base,
                    std::span<const measure::Summary> baselines, const Compared& now);

// "worse: p99 (+50.0 %), tps (-20.1 %)\nbetter: p50 (-3.0 %)\n", or "no difference beyond noise\n".
std::string verdict_text(const measure::Comparison& comparison);

}  // namespace seiload::report
