#pragma once
// Runs the program's run command inside the test, as main() would: words in, exit status, standard output and log out.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sys/stop.h"

namespace seiload::test {

struct CommandResult {
  int status = -1;
  std::string out;  // standard output
  std::string log;  // standard error
};

// `meanwhile` runs on the calling thread once the run has begun, with the run's stop.
CommandResult run_command(const std::vector<std::string>& words,
                          const std::function<void(sys::Stop&)>& meanwhile = nullptr);

}  // namespace seiload::test
