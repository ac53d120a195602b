#include "measure/summary_json.h"

#include <algorithm>

#include "base/text.h"
#include "measure/fields.h"
#include "measure/json_in.h"
#include "measure/json_out.h"

namespace seiload::measure {
namespace {

constexpr std::size_t kMaxReport = std::size_t{1} << 30;  // a hundred thousand intervals have 50 MB

std::string written(const Summary& s, bool is_pretty) {
  std::string text;
  json::Writer out(text, is_pretty);
  out.begin_object();
  JsonOut io(out);
  fields(io, s, kReportLayout);
  out.end_object();
  return text += '\n';
}

}  // namespace

std::string to_json(const Summary& s) { return written(s, true); }
std::string to_json_line(const Summary& s) { return written(s, false); }

base::Result<Summary> parse_summary(std::string_view text) {
  const auto value = json::parse(text, {.max_size = kMaxReport});
  if (!value) return value.error();
  JsonIn::Document document{text};
  JsonIn io(document, *value, "");
  Summary summary;
  summary.percentiles.clear();
  std::uint64_t layout = kReportLayout;
  fields(io, summary, layout);
  io.finish();
  if (layout != kReportLayout)
    return base::invalid_input(
        base::cat("a report of layout ", layout, ", which is not known; known is ", kReportLayout));
  if (document.error) return *document.error;
  return summary;
}

base::Result<std::vector<Summary>> parse_summaries(std::string_view text) {
  std::vector<Summary> all;
  const std::string_view first = base::trim(text.substr(0, text.find('\n')));
  // "{": an object of many lines.
  if (first.size() < 2 || base::trim(text.substr(std::min(text.find('\n'), text.size()))).empty()) {
    auto one = parse_summary(text);
    if (!one) return std::move(one).error();
    all.push_back(std::move(*one));
    return all;
  }
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (base::trim(line).empty()) continue;
    auto one = parse_summary(line);
    if (!one) return std::move(one).error().with(base::cat("line ", number));
    all.push_back(std::move(*one));
  }
  return all;
}

}  // namespace seiload::measure
