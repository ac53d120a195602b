#include "sys/wake.h"

#include <unistd.h>

namespace seiload::sys {

base::Result<Wake> Wake::create() {
  auto pipe = make_pipe();
  if (!pipe) return std::move(pipe).error();
  return Wake(std::move(*pipe));
}

void Wake::signal() const {
  const char byte = 0;
  if (::write(pipe_.write_end.get(), &byte, 1) < 0) return;  // a full pipe is readable already
}

void Wake::clear() const {
  char bytes[256];
  while (::read(pipe_.read_end.get(), bytes, sizeof bytes) == static_cast<ssize_t>(sizeof bytes)) {
  }
}

}  // namespace seiload::sys
