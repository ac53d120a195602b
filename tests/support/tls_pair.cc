#include "support/tls_pair.h"

#include <gtest/gtest.h>

namespace seiload::test {

tls::Config make_tls_config() {
  static const auto trust =
      std::make_shared<const tls::Trust>(tls::Trust::from_pem(tls_file("ca.pem"), "ca.pem").value());
  tls::Config config;
  config.server_name = "localhost";
  config.trust = trust;
  config.entropy = counted_entropy("client");
  return config;
}

TlsPair& TlsPair::connect() {
  client.start(now);
  exchange();
  return *this;
}

void TlsPair::to_client(std::string_view bytes) {
  to_client_log += bytes;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
    client.feed(base::as_bytes(bytes.substr(0, piece)));
    for (std::string_view text; !(text = client.next(now)).empty();) received += text;
  }
}

void TlsPair::exchange() {
  for (;;) {
    const std::string out(client.out());
    client.drop_out(out.size());
    if (!out.empty()) server.receive(out);
    const std::string back = server.take_out();
    if (out.empty() && back.empty()) return;
    to_client(back);
  }
}

}  // namespace seiload::test
