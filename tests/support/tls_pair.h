#pragma once
// A tls::Client and a TlsServer, and what goes between them.

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "support/tls_server.h"
#include "tls/client.h"
#include "tls/session.h"
#include "tls/trust.h"

namespace seiload::test {

inline constexpr base::WallTime kTlsNow{std::chrono::seconds(1'800'000'000)};  // 2027

// For localhost, by tests/data/tls_server/ca.pem; the same randomness each time.
tls::Config make_tls_config();

struct TlsPair {
  explicit TlsPair(TlsServerOptions options = {}, tls::Config config = make_tls_config())
      : server(std::move(options)), client(std::make_shared<const tls::Config>(std::move(config))) {}

  // Begins, and lets all bytes go both ways until there are no more.
  TlsPair& connect();
  void exchange();
  void to_client(std::string_view bytes);  // `piece` bytes at a time
  bool is_open() const { return client.state() == tls::Client::State::open; }

  TlsServer server;
  tls::Client client;
  std::string received;       // by the client
  std::string to_client_log;  // all that the server sent
  std::size_t piece = 1 << 20;
  base::WallTime now = kTlsNow;
};

}  // namespace seiload::test
