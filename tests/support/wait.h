#pragma once

#include <chrono>
#include <thread>

namespace seiload::test {

// Until done() is so: long enough for any machine, and not for ever; what the test expects afterwards tells.
template <class Done>
void wait_for(Done done) {
  const auto latest = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!done() && std::chrono::steady_clock::now() < latest)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

}  // namespace seiload::test
