#pragma once
// What this process may use and has used.

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/duration.h"

namespace seiload::sys {

// Takes those of the descriptors 0, 1 and 2 that the process was started without, so that no file or socket
// opened later gets one of these numbers and, with it, the report or the log. Writing to such a one fails.
// Call it first.
void occupy_standard_descriptors();

// From now on memory blocks of 128 KiB and more go back to the system when they are freed. glibc's malloc, by
// itself, keeps all but the largest after the first few, and what lives long settles in between: a process
// that now and then reads a large answer would grow for many minutes (mallopt(3), M_MMAP_THRESHOLD). Other
// libraries: no effect. Before there is another thread.
void tune_malloc();

// Raises the soft limit on open files to the hard one; returns how many may be open.
std::size_t raise_open_file_limit();

// Lets the calling thread's waits end when they are over, and not up to 50 us later to save a wake-up
// (prctl(2), PR_SET_TIMERSLACK).
void minimise_timer_slack();

// CPU time of the whole process so far, user and system.
base::Duration cpu_time();

// The largest resident set so far, in bytes.
std::size_t peak_memory();

// What /proc tells; nothing where it is not there (or, of the descriptors, where none is left to count with).
std::optional<std::uint64_t> resident_memory();  // bytes
std::optional<std::uint64_t> open_descriptors();
std::optional<double> start_time();  // of this process, in seconds since 1970

std::optional<std::uint64_t> descriptor_limit();  // the soft limit; nothing if there is none

}  // namespace seiload::sys
