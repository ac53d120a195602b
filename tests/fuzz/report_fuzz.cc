// Any bytes as a report, or as several, a report a line: reading ends, and whatever is accepted is written as
// a report that means the same, and can be rendered in each form, added up and compared.

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/check.h"
#include "measure/compare.h"
#include "measure/merge.h"
#include "measure/summary_json.h"
#include "report/compare_text.h"
#include "report/csv.h"
#include "report/html.h"
#include "report/text_report.h"

using namespace seiload;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto read = measure::parse_summaries(base::as_text({data, size}));
  if (!read || read->empty()) return 0;
  const measure::Summary &first = read->front(), &last = read->back();
  const auto again = measure::parse_summary(measure::to_json(last));
  CHECK(again);
  CHECK(*again == last);
  (void)report::to_text(last);
  const std::string rows = report::to_csv(last);
  CHECK(rows.ends_with("\r\n"));
  (void)report::histograms_csv(last);
  const std::string page = report::to_html(last);
  CHECK(page.find("<script>", page.find("<script>") + 1) == std::string::npos);
  measure::Summary sum = first;
  sum.seed = last.seed + 1;
  if (auto merged = measure::merge_files({{"a", sum}, {"b", last}})) {
    const auto text = measure::to_json(*merged);
    // Sums of times that none could have measured may not fit a report.
    if (const auto back = measure::parse_summary(text)) CHECK(measure::to_json(*back) == text);
  }
  if (size % 16 != 0) return 0;  // the draws of a bootstrap take a while
  const auto condition = measure::ChangeCondition::parse("p99 > +10%");
  const measure::Comparison comparison =
      measure::compare(std::span(&first, 1), last, std::span(&*condition, 1));
  (void)condition->check(comparison, last);
  (void)report::to_text(comparison, "a", std::span(&first, 1), {"b", last});
  return 0;
}
