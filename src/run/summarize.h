#pragma once
// From what a run measured to what its report says.

#include <optional>
#include <string_view>
#include <vector>

#include "measure/summary.h"
#include "profile/profile.h"
#include "run/load_phase.h"
#include "sys/stop.h"

namespace seiload::run {

struct Facts {
  const profile::Profile* profile = nullptr;
  std::string_view version;
  const sys::StopReason* reason = nullptr;  // Kind::none: the run has not ended
  sys::WallTime started;
  base::Duration setup{0};
  std::uint64_t seed = 0;
  std::optional<std::uint64_t> chain_id;
  std::uint64_t accounts = 0, workers = 0;
  const std::vector<workload::Workload::Label>* labels = nullptr;
  const LoadResult* result = nullptr;  // null: the load phase was not reached
};

measure::Summary summarize(const Facts& facts);

}  // namespace seiload::run
