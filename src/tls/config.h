#pragma once
// What the TLS connections of one pool have in common (tls/client.h). Thread rule: constant once it is
// shared.

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace seiload::tls {

struct Identity;
class SessionCache;
class Trust;

// Bytes that nobody can guess. Called by the thread that owns the connection.
using Entropy = std::function<void(std::span<std::uint8_t>)>;

struct Config {
  // What the certificate must be for: a DNS name or an IP address, without brackets. A name is sent as SNI.
  std::string server_name;
  std::vector<std::string> protocols = {"http/1.1"};  // ALPN, may be empty
  std::shared_ptr<const Trust> trust;                 // required
  std::shared_ptr<const Identity> identity;           // a client certificate; null: none
  std::shared_ptr<SessionCache> sessions;             // null: every handshake is a full one
  Entropy entropy;                                    // required
  bool allow_tls12 = true;
  // Records sealed with one key of TLS 1.3 before it is changed: 2^24.5 is AES-GCM's limit (RFC 8446, 5.5).
  std::uint64_t records_per_key = 1 << 24;
};

}  // namespace seiload::tls
