#pragma once
// Runs the program's run command inside the test, as main() would: words in, exit status, standard output and
// log out.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "run/otlp_push.h"
#include "support/wait.h"
#include "sys/clock.h"
#include "sys/stop.h"

namespace seiload::test {

struct CommandResult {
  int status = -1;
  std::string out;  // standard output
  std::string log;  // standard error
};

// What a test does while the command runs, with the run's stop and what has been logged so far.
using Meanwhile = std::function<void(sys::Stop&, const std::function<std::string()>& log)>;
CommandResult run_command_watching(const std::vector<std::string>& words, const Meanwhile& meanwhile,
                                   bool live_progress = false, const sys::Clock& clock = sys::SystemClock(),
                                   const run::OtlpSettings& otlp = {});

// Metrics are off unless `words` say otherwise: tests bind no fixed port. `meanwhile` runs on the calling
// thread once the run has begun.
CommandResult run_command(const std::vector<std::string>& words,
                          const std::function<void(sys::Stop&)>& meanwhile = nullptr);

}  // namespace seiload::test
