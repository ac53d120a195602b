#include "net/tls_terms.h"

#include <algorithm>

#include "sys/entropy.h"
#include "tls/session.h"

namespace seiload::net {

// A GCRA: next_ runs ahead of the time by what was taken and not yet made up for.
sys::TimePoint HandshakePace::take_turn(sys::TimePoint now) {
  constexpr std::int64_t kStep = kSpacing.count(), kCredit = (kAtOnce - 1) * kStep;
  const std::int64_t present = now.time_since_epoch().count();
  std::int64_t next = next_.load(std::memory_order_relaxed), turn = 0;
  do {
    turn = std::max(next, present - kCredit);
  } while (!next_.compare_exchange_weak(next, turn + kStep, std::memory_order_relaxed));
  return std::max(now, sys::TimePoint(sys::Duration(turn)));
}

std::shared_ptr<const TlsSetup> make_tls_setup(const TlsTerms& terms, const std::string& host,
                                               HandshakeObserver* observer, const sys::Clock& clock) {
  auto config = std::make_shared<tls::Config>();
  config->server_name = terms.server_name.empty() ? host : terms.server_name;
  config->trust = terms.trust;
  config->identity = terms.identity;
  config->sessions = std::make_shared<tls::SessionCache>();
  config->entropy = [](std::span<std::uint8_t> bytes) { sys::fill_random(bytes); };
  auto setup = std::make_shared<TlsSetup>();
  setup->config = std::move(config);
  setup->observer = observer;
  setup->then = clock.now();
  setup->wall_then = clock.wall_now();
  return setup;
}

}  // namespace seiload::net
