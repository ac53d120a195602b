#pragma once
// What is asked at set-up: the limits that a profile's settings put on it, and what it needs to wait.

#include "chain/start.h"
#include "net/connection.h"
#include "profile/settings.h"
#include "run/environment.h"

namespace seiload::run {

inline net::ConnectionLimits connection_limits(const profile::Settings& settings) {
  return {.connect_timeout = settings.connect_timeout, .request_timeout = settings.request_timeout};
}

// Until the deadline, of --startup-timeout in messages.
inline chain::StartLimits start_limits(const profile::Settings& settings, sys::TimePoint deadline) {
  return {.http = connection_limits(settings), .deadline = deadline, .timeout = settings.startup_timeout};
}

// As long as --startup-timeout says, from now.
inline chain::StartLimits start_limits(const profile::Settings& settings, const sys::Clock& clock) {
  return start_limits(settings, sys::saturating_add(clock.now(), settings.startup_timeout));
}

// What a step of set-up needs to wait. handshakes: of TLS; null: nobody counts them.
inline chain::SetupContext setup_context(const net::ResolverConfig& resolver,
                                         const chain::StartLimits& limits, const Environment& environment,
                                         net::HandshakeObserver* handshakes = nullptr) {
  return {resolver,         limits,           environment.clock,   environment.stop,
          &environment.log, environment.dialer, environment.routing, handshakes};
}

}  // namespace seiload::run
