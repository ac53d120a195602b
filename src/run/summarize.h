#pragma once
// From what a run measured to what its report says.

#include <optional>
#include <string_view>
#include <vector>

#include "measure/summary.h"
#include "profile/profile.h"
#include "run/load_result.h"
#include "run/tls_meter.h"
#include "sys/stop.h"
#include "workload/workload.h"

namespace seiload::run {

// What is known of a run, apart from what it measured.
struct Facts {
  const profile::Profile* profile = nullptr;
  std::string_view version;
  sys::WallTime started;
  base::Duration setup{0};
  std::uint64_t seed = 0;
  std::optional<std::uint64_t> chain_id;
  std::uint64_t accounts = 0, workers = 0;
  std::vector<workload::Workload::Label> labels;
  std::optional<measure::Corpus> corpus;  // once it was sent
  std::optional<measure::PrewarmRow> prewarm;
  const TlsMeter* tls = nullptr;                    // null: nobody counts handshakes
  std::vector<measure::EndpointRow> endpoint_rows;  // empty: the same endpoints took load all the time
};

// Without a result: the load phase was not reached. With Kind::none the run has not ended.
measure::Summary summarize(const Facts& facts, const sys::StopReason& reason, const LoadResult* result);

}  // namespace seiload::run
