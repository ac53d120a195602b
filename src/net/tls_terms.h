#pragma once
// What TLS connections to an endpoint have in common: whom to trust, sessions to resume, when the next
// handshake may begin, who counts them. Thread rule: each class says.

#include <atomic>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>

#include "base/time_point.h"
#include "sys/clock.h"
#include "tls/config.h"
#include "tls/identity.h"
#include "tls/trust.h"

namespace seiload::net {

// What a user says about an endpoint's TLS, loaded. Constant once it is made.
struct TlsTerms {
  std::shared_ptr<const tls::Trust> trust;
  std::shared_ptr<const tls::Identity> identity;  // null: no client certificate
  std::string server_name;                        // in place of the URL's host; empty: that
};

struct HandshakeResult {
  bool is_open = false;  // else it has failed
  bool resumed = false;
  sys::Duration took{0};  // from the first byte of TLS to the end
};

// Told of each handshake, on the thread of its connection.
class HandshakeObserver {
 public:
  virtual ~HandshakeObserver() = default;
  virtual void on_handshake(const HandshakeResult& result) = 0;
};

// Spreads the handshakes of a pool: so many may begin at once, the others one after the other. A full
// handshake costs the processor about as much as a hundred transactions, and all connections of a pool open
// together. Any thread.
class HandshakePace {
 public:
  static constexpr int kAtOnce = 4;
  static constexpr sys::Duration kSpacing = std::chrono::microseconds(500);

  // When the next one may begin; `now` or later. Each call takes a turn.
  sys::TimePoint take_turn(sys::TimePoint now);

 private:
  std::atomic<std::int64_t> next_{std::numeric_limits<std::int64_t>::min()};  // in ns
};

// Shared by all connections of an endpoint.
struct TlsSetup {
  std::shared_ptr<const tls::Config> config;
  HandshakeObserver* observer = nullptr;  // outlives the connections; null: nobody
  // Two readings of the same instant: certificates and tickets go by wall time.
  sys::TimePoint then;
  base::WallTime wall_then;
  mutable HandshakePace pace;

  base::WallTime wall(sys::TimePoint now) const {
    return wall_then + std::chrono::duration_cast<base::WallTime::duration>(now - then);
  }
};

// For connections to this host; sessions are theirs alone.
std::shared_ptr<const TlsSetup> make_tls_setup(const TlsTerms& terms, const std::string& host,
                                               HandshakeObserver* observer, const sys::Clock& clock);

}  // namespace seiload::net
