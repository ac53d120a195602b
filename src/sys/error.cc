#include "sys/error.h"

#include <cstring>

#include "base/text.h"

namespace seiload::sys {

std::string errno_text(int error) {
  char text[128];
  return strerror_r(error, text, sizeof text);  // the GNU variant: returns the text
}

base::Error errno_error(std::string_view what, int error) {
  return {base::Code::io, base::cat(what, ": ", errno_text(error))};
}

}  // namespace seiload::sys
