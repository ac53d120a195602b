#pragma once
// A file that one process at a time holds, flock(2): free again when its holder ends, however it ends.

#include <optional>
#include <string>

#include "base/result.h"
#include "sys/clock.h"
#include "sys/fd.h"
#include "sys/stop.h"

namespace seiload::sys {

// Creates the file where there is none. Held as long as the descriptor is open. Nothing: another holds it
// still at the deadline, or the stop came before.
base::Result<std::optional<Fd>> lock_file(const std::string& path, TimePoint deadline, const Clock& clock,
                                          const Stop& stop);

}  // namespace seiload::sys
