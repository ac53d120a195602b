#pragma once
// --rate-file: the rate over time, a line a point: seconds since the load began, and transactions a second.

#include <string_view>
#include <vector>

#include "base/result.h"
#include "profile/settings.h"

namespace seiload::cli {

// The error names the line.
base::Result<std::vector<profile::Settings::RatePoint>> parse_rate_file(std::string_view text);

}  // namespace seiload::cli
