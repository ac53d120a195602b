#pragma once
// The quantities of a report that compare() looks at, by their names: the value, and what repetitions of the
// run could have measured.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "measure/compare.h"
#include "measure/resample.h"

namespace seiload::measure {

struct Quantity {
  std::string name;
  Unit unit = Unit::count;
  Wanted wanted = Wanted::neither;
  std::size_t row = 0;  // of the table
  double quantile = 0;  // 0 < q <= 1, of what has quantiles

  std::optional<double> value(const Summary& summary) const;  // nothing: not measured
  Draws draws(const Summary& summary, base::Random random) const;
};

// "tps", "p99", "inclusion_p90", "block_time_p50"; nothing if there is none of this name.
std::optional<Quantity> find_quantity(std::string_view name);
// All that have a name of their own, and those with a percentile as "block_time_p50".
std::vector<std::string_view> quantity_names();

// What a comparison to this report shows, in its order; of percentiles those that it has samples beyond.
std::vector<Quantity> quantities_of(const Summary& summary);

}  // namespace seiload::measure
