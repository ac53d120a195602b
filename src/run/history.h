#pragma once
// --append and --compare-last: the reports of runs before, a file of one JSON report a line, and what of a
// new run is worse than they were. One write a report, so that two runs never mix their lines; a line that
// a crash cut off is left alone, and what follows begins on a line of its own.

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "measure/summary.h"
#include "sys/fd.h"

namespace seiload::run {

struct HistoryOptions {
  std::string append;              // empty: none
  std::uint64_t compare_last = 0;  // of its reports; 0: nothing is compared
};

class History {
 public:
  // Creates the file where there is none, so that a path that cannot be written fails before the load.
  static base::Result<History> open(const HistoryOptions& options);

  // Why the run is worse than those before, a line each. `notes`: on lines that cannot be read.
  base::Result<std::vector<std::string>> compare(const measure::Summary& now,
                                                 std::vector<std::string>& notes) const;
  base::Status append(const measure::Summary& now) const;

 private:
  History(const HistoryOptions& options, sys::Fd fd) : options_(options), fd_(std::move(fd)) {}

  HistoryOptions options_;
  sys::Fd fd_;
};

}  // namespace seiload::run
