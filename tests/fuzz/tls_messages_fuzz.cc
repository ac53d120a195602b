// Any bytes as each handshake message of a server, of both versions: reading ends within its bounds, what is
// parsed lies within the message, and what is wrong has a reason.

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/check.h"
#include "tls/messages.h"

namespace {

using namespace seiload;
using base::ByteSpan;

void within(ByteSpan all, ByteSpan part) {
  CHECK(part.empty() || (part.data() >= all.data() && part.data() + part.size() <= all.data() + all.size()));
}

bool is_good(const tls::Step& step) {
  CHECK(!step || !step->text.empty());
  return !step;
}

void check_hellos(ByteSpan body) {
  tls::ServerHello hello;
  if (is_good(tls::parse_server_hello(body, hello))) {
    CHECK(hello.session_id.size() <= 32);
    for (const ByteSpan part : {hello.session_id, hello.share, hello.protocol}) within(body, part);
    if (hello.cookie) within(body, *hello.cookie);
  }
  tls::EncryptedExtensions extensions;
  if (is_good(tls::parse_encrypted_extensions(body, extensions))) within(body, extensions.protocol);
}

void check_certificates(ByteSpan body) {
  tls::Chain chain;
  // What is accepted is what we would write, where there are no extensions.
  if (is_good(tls::parse_certificate12(body, chain))) {
    const auto again = tls::write_certificate12(chain);
    CHECK(std::equal(body.begin(), body.end(), again.begin() + tls::kMessageHeader, again.end()));
  }
  if (is_good(tls::parse_certificate13(body, chain))) {
    const auto again = tls::write_certificate13(chain);
    CHECK(std::equal(body.begin(), body.end(), again.begin() + tls::kMessageHeader, again.end()));
  }
  std::vector<std::uint16_t> schemes;
  if (is_good(tls::parse_certificate_request13(body, schemes))) CHECK(!schemes.empty());
  if (is_good(tls::parse_certificate_request12(body, schemes))) CHECK(!schemes.empty());
}

void check_rest(ByteSpan body) {
  tls::CertificateVerify verify;
  if (is_good(tls::parse_certificate_verify(body, verify))) {
    const auto again = tls::write_certificate_verify(verify.scheme, verify.signature);
    CHECK(std::equal(body.begin(), body.end(), again.begin() + tls::kMessageHeader, again.end()));
  }
  tls::ServerKeyExchange exchange;
  if (is_good(tls::parse_server_key_exchange(body, exchange))) {
    within(body, exchange.point);
    within(body, exchange.signature.signature);
    CHECK(exchange.parameters.data() == body.data() && exchange.parameters.size() < body.size());
  }
  tls::NewSessionTicket ticket;
  if (is_good(tls::parse_new_session_ticket(body, ticket))) {
    within(body, ticket.nonce);
    within(body, ticket.ticket);
  }
  if (is_good(tls::parse_new_session_ticket12(body, ticket))) within(body, ticket.ticket);
  bool wants_answer = false;
  CHECK(!is_good(tls::parse_key_update(body, wants_answer)) || body.size() == 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteSpan body(data, size);
  check_hellos(body);
  check_certificates(body);
  check_rest(body);
  return 0;
}
