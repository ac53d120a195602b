#include "run/capacity.h"

#include <algorithm>

#include "base/text.h"
#include "sys/process.h"
#include "sys/scheduling.h"

namespace seiload::run {
namespace {

constexpr std::uint32_t kMaxWorkers = 8;          // by default
constexpr std::size_t kReservedDescriptors = 48;  // for all but connections to endpoints; 16 are of scrapers

}  // namespace

std::size_t connections_allowed(const profile::Settings& settings, std::size_t endpoints, sys::Log& log) {
  if (endpoints == 0) return settings.connections;
  const std::size_t files = sys::raise_open_file_limit();
  const std::size_t room = files > kReservedDescriptors ? files - kReservedDescriptors : 1;
  const std::size_t allowed = std::clamp<std::size_t>(room / endpoints, 1, settings.connections);
  if (allowed < settings.connections)
    log.warning(base::cat("only ", files, " files may be open (ulimit -n): at most ", allowed,
                          " connections an endpoint instead of ", settings.connections));
  return allowed;
}

std::uint32_t worker_count(const profile::Settings& settings, std::span<const workload::PoolRange> pools,
                           std::size_t connections) {
  std::uint64_t count = settings.workers > 0 ? settings.workers : std::min(kMaxWorkers, sys::usable_cpus());
  for (const workload::PoolRange& pool : pools) count = std::min<std::uint64_t>(count, pool.count);
  return static_cast<std::uint32_t>(std::min<std::uint64_t>({count, settings.max_in_flight, connections}));
}

}  // namespace seiload::run
