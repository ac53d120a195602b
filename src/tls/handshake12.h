#pragma once
// A handshake of TLS 1.2 after the hellos (RFC 5246, 7.3; RFC 8422; RFC 7627): ECDHE, signed by the server; a
// certificate of ours where it is asked for. Thread rule: one owner.

#include <vector>

#include "tls/handshake.h"
#include "tls/secret.h"

namespace seiload::tls {

class Handshake12 final : public Handshake {
 public:
  explicit Handshake12(Handshaking& handshaking)
      : now_(handshaking) {}  // the transcript ends with ServerHello

  Step on_message(MessageType type, base::ByteSpan message, bool ends_record) override;
  Step on_change_cipher_spec() override;
  bool is_done() const override { return wait_ == Wait::nothing; }

 private:
  enum class Wait { certificate, key_exchange, request_or_done, done, change_cipher_spec, finished, nothing };

  Step take_certificate(base::ByteSpan body);
  Step take_key_exchange(base::ByteSpan body);
  Step take_done(base::ByteSpan body);
  Step take_finished(base::ByteSpan message);
  Step send_verify(SignatureScheme scheme);
  void make_keys(base::ByteSpan session_hash);

  Handshaking& now_;
  Wait wait_ = Wait::certificate;
  PublicKey key_;                       // the server's
  bool is_asked_ = false;               // for a certificate
  std::vector<std::uint16_t> schemes_;  // that it may be signed with
  Secret premaster_, master_;
  std::optional<Protection> reading_, writing_;  // from ChangeCipherSpec on
};

}  // namespace seiload::tls
