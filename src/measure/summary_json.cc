#include "measure/summary_json.h"

#include "base/text.h"
#include "measure/fields.h"
#include "measure/json_in.h"
#include "measure/json_out.h"

namespace seiload::measure {
namespace {

constexpr std::uint64_t kLayout = 1;
constexpr std::size_t kMaxReport = std::size_t{1} << 30;  // a hundred thousand intervals have 50 MB

}  // namespace

std::string to_json(const Summary& s) {
  std::string text;
  json::Writer out(text, true);
  out.begin_object();
  JsonOut io(out);
  fields(io, s, kLayout);
  out.end_object();
  return text += '\n';
}

base::Result<Summary> parse_summary(std::string_view text) {
  const auto value = json::parse(text, {.max_size = kMaxReport});
  if (!value) return value.error();
  JsonIn::Document document{text};
  JsonIn io(document, *value, "");
  Summary summary;
  summary.percentiles.clear();
  std::uint64_t layout = 0;
  fields(io, summary, layout);
  io.finish();
  if (!document.error && layout != kLayout)
    return base::invalid_input(
        base::cat("a report of layout ", layout, ", which is not known; known is ", kLayout));
  if (document.error) return *document.error;
  return summary;
}

}  // namespace seiload::measure
