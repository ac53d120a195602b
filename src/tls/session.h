#pragma once
// Sessions that a server's tickets resume (RFC 8446, 4.6.1; TLS 1.2: RFC 5077), shared by the connections of
// a pool: all to one server, under one Config. A ticket is used once where the server gives several; the last
// one is kept, and used again until another comes: a pool that connects all at once has no more than one.
// Thread rule: any thread, each call locks.

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>

#include "base/bytes.h"
#include "base/time_point.h"
#include "tls/secret.h"

namespace seiload::tls {

struct Session {
  std::uint16_t version = 0x0304;
  std::uint16_t suite = 0;
  Secret key;  // the PSK; of TLS 1.2 the master secret
  base::Bytes ticket;
  std::uint32_t age_add = 0;
  base::WallTime received;
  base::WallTime expires;
};

// Of a ticket that is kept. A longer one would not always fit into a ClientHello, whose extensions have at
// most 2^16 - 1 bytes: a HelloRetryRequest's cookie may be among them.
inline constexpr std::size_t kMaxTicket = 16 << 10;

// What a server says of a ticket's life, up to RFC 8446's limit of seven days.
base::Duration ticket_life(std::uint32_t seconds);

class SessionCache {
 public:
  static constexpr std::size_t kMaxSessions = 64;

  void put(Session session);
  // Null: there is none that has not expired.
  std::shared_ptr<const Session> take(base::WallTime now);
  void drop(const std::shared_ptr<const Session>& session);  // it was not accepted
  std::size_t size() const;

 private:
  mutable std::mutex mutex_;
  std::deque<std::shared_ptr<const Session>> sessions_;  // guarded; the newest last
  bool last_is_used_ = false;                            // guarded: of the only one that is left
};

}  // namespace seiload::tls
