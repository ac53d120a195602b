// Any bytes as a report: reading ends, and whatever is accepted is written as a report that means the same,
// and can be rendered.

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/check.h"
#include "measure/summary_json.h"
#include "report/text_report.h"

using namespace seiload;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto summary = measure::parse_summary(base::as_text({data, size}));
  if (!summary) return 0;
  const auto again = measure::parse_summary(measure::to_json(*summary));
  CHECK(again);
  CHECK(*again == *summary);
  (void)report::to_text(*summary);
  return 0;
}
