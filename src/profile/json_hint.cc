#include "profile/json_hint.h"

#include "base/ascii.h"
#include "base/text.h"

namespace seiload::profile {

std::string json_hint(std::string_view text, std::size_t offset) {
  const std::string_view before = base::trim(text.substr(0, offset)), rest = text.substr(offset);
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff"))
    return "; this is UTF-16: save it as UTF-8";
  if (base::trim(text).empty()) return "; nothing is in it";
  if (rest.starts_with("//") || rest.starts_with("/*") || rest.starts_with('#'))
    return "; JSON has no comments: remove it";
  if (before.ends_with(',') && (rest.starts_with('}') || rest.starts_with(']')))
    return base::cat("; JSON has no comma before a '", rest.substr(0, 1), "': remove it");
  for (const std::string_view mark : {"'", "`", "\u2018", "\u2019", "\u201c", "\u201d"})
    if (rest.starts_with(mark)) return "; JSON has strings in \" quotes only";
  if (before.empty()) return rest.starts_with('{') ? "" : "; a profile is a JSON object: {...}";
  const bool is_key = before.ends_with('{') || before.ends_with(',');
  if (is_key && !rest.empty() && (base::is_letter(rest[0]) || rest[0] == '_'))
    return "; keys and strings are in \" quotes";
  return {};
}

}  // namespace seiload::profile
