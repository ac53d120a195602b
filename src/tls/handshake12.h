#pragma once
// A handshake of TLS 1.2 after the hellos (RFC 5246, 7.3; RFC 8422; RFC 7627): ECDHE, signed by the server; a
// certificate of ours where it is asked for. Thread rule: one owner.

#include <vector>

#include "tls/handshake.h"
#include "tls/secret.h"

namespace seiload::tls {

class Handshake12 final : public Handshake {
 public:
  // The transcript ends with the ServerHello; a session in `handshaking` is being resumed.
  Handshake12(Handshaking& handshaking, bool ticket_follows);

  Step on_message(MessageType type, base::ByteSpan message, bool ends_record) override;
  Step on_change_cipher_spec() override;
  bool is_done() const override { return wait_ == Wait::nothing; }

 private:
  enum class Wait {
    certificate,
    key_exchange,
    request_or_done,
    done,
    ticket,
    change_cipher_spec,
    finished,
    nothing
  };

  Step take_certificate(base::ByteSpan body);
  Step take_key_exchange(base::ByteSpan body);
  Step take_done(base::ByteSpan body);
  Step take_ticket(base::ByteSpan body);
  Step take_finished(base::ByteSpan message);
  void send_finished();
  Step send_verify(SignatureScheme scheme);
  void make_keys();  // by the master secret

  Handshaking& now_;
  Wait wait_ = Wait::certificate;
  PublicKey key_;                       // the server's
  bool is_asked_ = false;               // for a certificate
  std::vector<std::uint16_t> schemes_;  // that it may be signed with
  bool ticket_follows_;
  Session new_session_;  // for the cache, once the server's Finished is right
  Secret premaster_, master_;
  std::optional<Protection> reading_, writing_;  // from ChangeCipherSpec on
};

}  // namespace seiload::tls
