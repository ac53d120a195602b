#pragma once
// What options that lead the rate ask for together.

#include "profile/finish.h"

namespace seiload::profile {

bool is_resolution(const std::string& text);  // of --find-resolution

// `place`: of the setting findLimit.
void check_search(Draft& draft, const SourceLocation& place);

// `place`: of the setting warmup or cooldown.
void check_apart(Draft& draft, const SourceLocation& place, bool is_warmup);

// `place`: of the setting rateFile.
void check_rate_file(Draft& draft, const SourceLocation& place);

}  // namespace seiload::profile
