#include "sys/error.h"

#include <cstring>

#include "base/text.h"

namespace seiload::sys {
namespace {

// strerror_r(3) of glibc returns the text, which need not stand in the buffer; POSIX's (musl) a status.
[[maybe_unused]] std::string text_of(const char* text, const char*) { return text; }
[[maybe_unused]] std::string text_of(int status, const char* buffer) {
  return status == 0 ? buffer : "unknown error";
}

}  // namespace

std::string errno_text(int error) {
  char buffer[128];
  return text_of(strerror_r(error, buffer, sizeof buffer), buffer);
}

base::Error errno_error(std::string_view what, int error) {
  return {base::Code::io, base::cat(what, ": ", errno_text(error))};
}

}  // namespace seiload::sys
