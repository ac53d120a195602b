#pragma once
// A summary short enough for a container's termination message: Kubernetes keeps 4096 bytes of it.

#include <string>

#include "measure/summary.h"

namespace seiload::report {

inline constexpr std::size_t kMaxTerminationBytes = 4095;

std::string to_termination_text(const measure::Summary& summary);

// For a run that failed before there was anything to sum up.
std::string to_termination_text(std::string_view version, std::string_view failure);

}  // namespace seiload::report
