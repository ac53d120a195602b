#pragma once
// errno as text and as an Error. Call right after the failing system call.

#include <string>
#include <string_view>

#include "base/result.h"

namespace seiload::sys {

std::string errno_text(int error);                          // "Connection refused"
base::Error errno_error(std::string_view what, int error);  // "WHAT: Connection refused", Code::io

}  // namespace seiload::sys
