#pragma once
// Handshake messages of both versions: bodies (what follows type and length) parsed strictly, all of them and
// nothing after; ours written. What is parsed points into the bytes given. Pure functions; any thread.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "tls/alert.h"

namespace seiload::tls {

enum class MessageType : std::uint8_t {
  hello_request = 0,
  client_hello = 1,
  server_hello = 2,
  new_session_ticket = 4,
  encrypted_extensions = 8,
  certificate = 11,
  server_key_exchange = 12,
  certificate_request = 13,
  server_hello_done = 14,
  certificate_verify = 15,
  client_key_exchange = 16,
  finished = 20,
  key_update = 24
};

inline constexpr std::size_t kMessageHeader = 4;

// Begins with the header of a message; close_message() puts in the length of what was added since.
base::Bytes open_message(MessageType type);
void close_message(base::Bytes& message);

struct ServerHello {
  std::uint16_t version = 0;  // kTls13 or kTls12
  bool is_retry = false;      // a HelloRetryRequest
  base::Bytes32 random{};
  base::ByteSpan session_id;
  std::uint16_t suite = 0;
  // TLS 1.3
  std::optional<std::uint16_t> group;  // of key_share
  base::ByteSpan share;
  std::optional<base::ByteSpan> cookie;
  std::optional<std::uint16_t> psk;
  // TLS 1.2
  bool extended_master_secret = false;
  bool secure_renegotiation = false;
  bool ticket_follows = false;
  base::ByteSpan protocol;
  std::optional<std::uint16_t> record_size_limit;
};
Step parse_server_hello(base::ByteSpan body, ServerHello& out);

struct EncryptedExtensions {
  base::ByteSpan protocol;  // ALPN; empty: none
  std::optional<std::uint16_t> record_size_limit;
};
Step parse_encrypted_extensions(base::ByteSpan body, EncryptedExtensions& out);

// Leaf first.
using Chain = std::vector<base::Bytes>;
Step parse_certificate13(base::ByteSpan body, Chain& out);
Step parse_certificate12(base::ByteSpan body, Chain& out);
base::Bytes write_certificate13(const Chain& chain);
base::Bytes write_certificate12(const Chain& chain);

struct CertificateVerify {
  std::uint16_t scheme = 0;
  base::ByteSpan signature;
};
Step parse_certificate_verify(base::ByteSpan body, CertificateVerify& out);
base::Bytes write_certificate_verify(std::uint16_t scheme, base::ByteSpan signature);

// Both give the server's signature schemes; certificate authorities are not looked at.
Step parse_certificate_request13(base::ByteSpan body, std::vector<std::uint16_t>& schemes);
Step parse_certificate_request12(base::ByteSpan body, std::vector<std::uint16_t>& schemes);

struct ServerKeyExchange {
  std::uint16_t group = 0;
  base::ByteSpan point;
  base::ByteSpan parameters;  // what is signed, after the two randoms
  CertificateVerify signature;
};
Step parse_server_key_exchange(base::ByteSpan body, ServerKeyExchange& out);
base::Bytes write_client_key_exchange(base::ByteSpan point);

struct NewSessionTicket {
  std::uint32_t lifetime_s = 0;
  std::uint32_t age_add = 0;
  base::ByteSpan nonce;
  base::ByteSpan ticket;
};
Step parse_new_session_ticket(base::ByteSpan body, NewSessionTicket& out);
Step parse_new_session_ticket12(base::ByteSpan body, NewSessionTicket& out);  // an empty ticket is none

Step parse_key_update(base::ByteSpan body, bool& wants_answer);
base::Bytes write_key_update(bool wants_answer);
base::Bytes write_finished(base::ByteSpan verify_data);

}  // namespace seiload::tls
