#pragma once
// --find-limit as text: the answer, and the steps that led to it.

#include <string>

#include "measure/search_report.h"

namespace seiload::report {

// Why the answer is not higher, or why there is none; may be empty.
std::string search_reason(const measure::SearchReport& search);
std::string search_answer(const measure::SearchReport& search);
std::string search_section(const measure::SearchReport& search);

}  // namespace seiload::report
