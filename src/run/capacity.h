#pragma once
// How much of the machine a run takes: workers and connections.

#include <cstddef>
#include <cstdint>
#include <span>

#include "profile/settings.h"
#include "sys/log.h"
#include "workload/accounts.h"

namespace seiload::run {

// How many connections each of so many endpoints may have, the limit on open files considered, which is
// raised as far as it goes. Fewer than were asked for are a warning.
std::size_t connections_allowed(const profile::Settings& settings, std::size_t endpoints, sys::Log& log);

// Every worker needs an account of every pool, a place in flight and a connection of its own.
std::uint32_t worker_count(const profile::Settings& settings, std::span<const workload::PoolRange> pools,
                           std::size_t connections);

}  // namespace seiload::run
