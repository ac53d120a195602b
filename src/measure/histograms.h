#pragma once
// All histograms of a report, by the path of their keys in its JSON, from the fields that fields.h declares.

#include <string>
#include <vector>

#include "measure/summary.h"

namespace seiload::measure {

struct NamedHistogram {
  std::string path;                                  // "latency.from_due", "scenarios[0].on_chain.gas"
  const stats::HistogramSnapshot* values = nullptr;  // of the summary
};

// In the report's order; those without samples, too.
std::vector<NamedHistogram> histograms(const Summary& summary);

}  // namespace seiload::measure
