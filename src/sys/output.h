#pragma once
// Writing to a reader that may take its time: a pipe, a terminal, a file. Everything is written, through
// short writes, EINTR and a descriptor that does not block.

#include <string_view>

#include "base/result.h"
#include "sys/stop.h"

namespace seiload::sys {

// A reader that takes nothing is waited for. With `stop`, after a signal no longer than Stop::cut_short()
// allows, but kMinWriteTime from the call: then an Error with Code::timeout.
inline constexpr Duration kMinWriteTime = std::chrono::milliseconds(300);
base::Status write_all(int fd, std::string_view content, const Stop* stop = nullptr);

// The same until the deadline.
base::Status write_until(int fd, std::string_view content, TimePoint deadline);

}  // namespace seiload::sys
