#pragma once
// What a seed draws of a run: its settings, its accounts, and what goes wrong.

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "mockchain/fault.h"
#include "profile/profile.h"
#include "rpc/endpoint.h"
#include "sim/network.h"
#include "sim/sends.h"

namespace seiload::sim {

inline constexpr sys::Duration kLoad = std::chrono::seconds(10);  // of every run

struct Draw {
  explicit Draw(std::uint64_t seed);
  // From 8 s on the chain stands still for so long that no drain sees the next block.
  void halt_at_end();
  std::string to_text() const;

  profile::Settings settings;
  Sends sends = Sends::transfers;
  std::uint64_t accounts = 0, connections = 0;
  rpc::Transport transport = rpc::Transport::http;
  Trouble trouble;
  std::vector<mockchain::Fault> faults;
  bool restarts = false, is_calm = false;  // calm: nothing bad happens at all
  std::optional<sys::Duration> signal_after;
};

// Throws a Violation that names the two numbers.
void require(bool holds, std::string_view what, std::uint64_t a = 0, std::uint64_t b = 0);

}  // namespace seiload::sim
