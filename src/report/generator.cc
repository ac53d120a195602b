#include "report/generator.h"

#include "base/text.h"

namespace seiload::report {

std::vector<std::string> generator_warnings(const Summary& s) {
  constexpr std::string_view kFinding = "the generator, not the target, set the limit: ";
  std::vector<std::string> warnings;
  if (s.generator_lag.count() >= kLeastRequests && *s.generator_lag.quantile(0.99) > kMostLag)
    warnings.push_back(base::cat(kFinding, "one request in a hundred went out more than ",
                                 base::format_duration_rounded(*s.generator_lag.quantile(0.99)), " late"));
  if (s.fell_short && s.busy_seconds > 0 &&
      static_cast<double>(s.busy_seconds) >= kBusyShare * static_cast<double>(s.seconds))
    warnings.push_back(base::cat(kFinding, "the worker threads were busy all the time in ", s.busy_seconds, " of ",
                                 s.seconds, s.seconds == 1 ? " second" : " seconds"));
  return warnings;
}

}  // namespace seiload::report
