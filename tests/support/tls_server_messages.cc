// The messages of a TlsServer.
#include <gtest/gtest.h>

#include <utility>

#include "support/tls_server.h"
#include "tls/extension_list.h"
#include "tls/pem.h"
#include "tls/prf.h"
#include "tls/wire.h"

namespace seiload::test {

using tls::MessageType;
using tls::Writer;

namespace {

const base::Bytes32 kRetryRandom = {0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c,
                                    0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb,
                                    0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};

void put_protocol(Writer& out, const std::string& protocol) {
  out.u16(tls::extension::kProtocols);
  const auto extension = out.open(2), list = out.open(2);
  out.vector(1, base::as_bytes(protocol));
  out.close(list);
  out.close(extension);
}

}  // namespace

base::Bytes TlsServer::make_message(const std::string& step) {
  if (step == "hello") return make_hello(false);
  if (step == "retry") return make_hello(true);
  if (step == "verify") return make_verify();
  if (step == "exchange") return make_key_exchange();
  if (step == "finished") return make_finished();
  if (step == "certificate") {
    const tls::Chain chain = {tls::read_pem(tls_file(options_.key + ".pem"))->front().bytes};
    return is_tls13() ? tls::write_certificate13(chain) : tls::write_certificate12(chain);
  }
  if (step == "ticket12") {
    const auto n = static_cast<std::uint8_t>(options_.tickets->size());
    const base::Bytes ticket = {'t', '1', '2', n};
    (*options_.tickets)[ticket].assign(std::as_const(master_).span().begin(),
                                       std::as_const(master_).span().end());
    return {4, 0, 0, 10, 0, 0, 14, 16, 0, 4, 't', '1', '2', n};
  }
  if (step == "done") return {14, 0, 0, 0};
  if (step == "request-hello") return {0, 0, 0, 0};  // HelloRequest
  if (step == "ticket") return {4, 0, 0, 14, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 1, 'x', 0, 0};
  base::Bytes message = tls::open_message(step == "request" ? MessageType::certificate_request
                                                            : MessageType::encrypted_extensions);
  Writer out(message);
  if (step == "request" && is_tls13()) {
    out.bytes(base::Bytes{0, 0, 8, 0, 13, 0, 4, 0, 2, 4, 3});
  } else if (step == "request") {
    out.bytes(base::Bytes{1, 64, 0, 2, 4, 3, 0, 0});
  } else {
    EXPECT_EQ(step, "extensions");
    const auto list = out.open(2);
    if (!options_.protocol.empty()) put_protocol(out, options_.protocol);
    out.close(list);
  }
  tls::close_message(message);
  return message;
}

base::Bytes TlsServer::make_hello(bool is_retry) {
  base::Bytes message = tls::open_message(MessageType::server_hello);
  Writer out(message);
  out.u16(tls::kTls12);
  out.bytes(is_retry ? kRetryRandom : random_);
  out.vector(1, is_tls13() || has_resumed_ ? session_id_ : base::Bytes());
  out.u16(options_.suite);
  out.u8(0);
  const auto list = out.open(2);
  if (!is_tls13()) {
    out.bytes(base::Bytes{0, 23, 0, 0, 255, 1, 0, 1, 0, 0, 11, 0, 2, 1, 0});
    if (!options_.protocol.empty()) put_protocol(out, options_.protocol);
    if (options_.new_tickets > 0) out.bytes(base::Bytes{0, 35, 0, 0});
  } else {
    out.bytes(base::Bytes{0, 43, 0, 2, 3, 4});
    if (!is_retry || client_group_ != options_.group) {
      out.u16(tls::extension::kKeyShare);
      const auto extension = out.open(2);
      out.u16(options_.group);
      if (!is_retry) out.vector(2, share_->public_key());
      out.close(extension);
    }
    if (has_resumed_ && !is_retry) out.bytes(base::Bytes{0, 41, 0, 2, 0, 0});
    if (is_retry && !options_.cookie.empty()) {
      out.u16(tls::extension::kCookie);
      const auto extension = out.open(2);
      out.vector(2, base::as_bytes(options_.cookie));
      out.close(extension);
    }
  }
  out.close(list);
  tls::close_message(message);
  return message;
}

base::Bytes TlsServer::sign(base::ByteSpan content) {
  auto signature = key_.sign(static_cast<tls::SignatureScheme>(options_.scheme), content, entropy_);
  EXPECT_TRUE(signature);
  return signature ? *signature : base::Bytes();
}

base::Bytes TlsServer::make_verify() {
  base::Bytes content(64, 0x20);
  base::append(content, base::as_bytes("TLS 1.3, server CertificateVerify"));
  content.push_back(0);
  base::append(content, transcript_.hash().span());
  return tls::write_certificate_verify(options_.scheme, sign(content));
}

base::Bytes TlsServer::make_key_exchange() {
  base::Bytes parameters = {3, 0, static_cast<std::uint8_t>(options_.group)};
  Writer(parameters).vector(1, share_->public_key());
  base::Bytes content(client_random_.begin(), client_random_.end());
  base::append(content, random_);
  base::append(content, parameters);
  base::Bytes message = tls::open_message(MessageType::server_key_exchange);
  Writer out(message);
  out.bytes(parameters);
  out.u16(options_.scheme);
  out.vector(2, sign(content));
  tls::close_message(message);
  return message;
}

base::Bytes TlsServer::make_finished() {
  if (!is_tls13()) {
    return tls::write_finished(
        tls::verify_data(suite_.hash, master_, "server finished", transcript_.hash().span()));
  }
  return tls::write_finished(
      tls::finished_mac(suite_.hash, server_secret_, transcript_.hash().span()).span());
}

}  // namespace seiload::test
