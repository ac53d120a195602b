#pragma once
// The hellos of a handshake: ours, the server's, and a second pair where the server asks for another key
// share (RFC 8446, 4.1). Version, suite, group and session are chosen then. Thread rule: one owner.

#include <memory>

#include "tls/handshake.h"

namespace seiload::tls {

class Hello {
 public:
  explicit Hello(Handshaking& handshaking) : now_(handshaking) {}

  void start();
  // `next`: how it goes on; null: with another ServerHello.
  Step on_server_hello(base::ByteSpan message, bool ends_record, std::unique_ptr<Handshake>& next);
  bool is_retried() const { return now_.negotiated.retried; }

 private:
  Step retry(base::ByteSpan message, const ServerHello& hello);
  Step begin_tls13(base::ByteSpan message, const ServerHello& hello, std::unique_ptr<Handshake>& next);
  Step begin_tls12(base::ByteSpan message, const ServerHello& hello, std::unique_ptr<Handshake>& next);

  Handshaking& now_;
};

}  // namespace seiload::tls
