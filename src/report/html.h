#pragma once
// A report as one HTML page: a verdict, charts as inline SVG with a table under each, and what the text
// report has. It needs nothing from elsewhere, is readable without its script (which shows values on hover),
// in light and dark, on a narrow screen and on paper; less than 300 KB however long the run was.

#include <string>

#include "measure/summary.h"

namespace seiload::report {

std::string to_html(const measure::Summary& summary);

}  // namespace seiload::report
