#pragma once
// ClientHello of both versions (RFC 8446, 4.1.2), with a binder where a session is offered.

#include <string_view>

#include "base/bytes.h"
#include "tls/handshake.h"

namespace seiload::tls {

// By what `handshaking` has: randoms, key share, session, and the transcript so far. An empty cookie: none.
base::Bytes write_client_hello(const Handshaking& handshaking, base::ByteSpan cookie);

// What SNI says of a server name: without the last dot; nothing of an IP address (RFC 6066, 3).
std::string_view sni_name(std::string_view server_name);

}  // namespace seiload::tls
