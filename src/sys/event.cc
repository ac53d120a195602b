#include "sys/event.h"

#include <unistd.h>

#include <stdexcept>

#include "base/check.h"

namespace seiload::sys {
namespace {

Pipe open_pipe() {
  auto pipe = make_pipe();
  if (!pipe) throw std::runtime_error(pipe.error().message);
  return std::move(*pipe);
}

}  // namespace

Event::Event() : pipe_(open_pipe()) {}

void Event::set() const {
  if (is_set_.exchange(true)) return;
  const char byte = 0;
  CHECK(::write(pipe_.write_end.get(), &byte, 1) == 1);  // there is room: see clear()
}

// The byte goes first. A set() before the second line writes none, and what it tells of is seen after this.
void Event::clear() const {
  char byte = 0;
  if (::read(pipe_.read_end.get(), &byte, 1) == 1) is_set_.exchange(false);
}

}  // namespace seiload::sys
