#pragma once
// The style and the script of the page of report/html.h.

#include <string_view>

namespace seiload::report {

extern const std::string_view kHtmlStyle, kHtmlScript;

}  // namespace seiload::report
