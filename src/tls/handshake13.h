#pragma once
// A handshake of TLS 1.3 after the hellos (RFC 8446, 4.3 and 4.4): the server's parameters, its certificate
// or the resumed session, both Finished; a certificate of ours where it is asked for. Thread rule: one owner.

#include <vector>

#include "tls/handshake.h"
#include "tls/key_schedule.h"

namespace seiload::tls {

// What goes on after the handshake.
struct Traffic {
  const Suite* suite = nullptr;
  Secret client, server;  // application traffic secrets
  Secret resumption;
};

class Handshake13 final : public Handshake {
 public:
  // The transcript ends with the ServerHello; a session in `handshaking` is being resumed.
  Handshake13(Handshaking& handshaking, const Secret& shared);

  Step on_message(MessageType type, base::ByteSpan message, bool ends_record) override;
  Step on_change_cipher_spec() override { return {}; }  // for middleboxes (RFC 8446, D.4)
  bool is_done() const override { return wait_ == Wait::nothing; }
  const Traffic& traffic() const { return traffic_; }  // once it is done

 private:
  enum class Wait { encrypted_extensions, request_or_certificate, certificate, verify, finished, nothing };

  Step take(MessageType type, base::ByteSpan message, bool ends_record);
  Step take_extensions(base::ByteSpan body);
  Step take_certificate(base::ByteSpan body);
  Step take_verify(base::ByteSpan body);
  Step take_finished(base::ByteSpan body);
  Step send_certificate();
  Step send_finished(const crypto::Digest& server_finished_hash);

  Handshaking& now_;
  KeySchedule keys_;
  Secret client_, server_;  // handshake traffic secrets
  Wait wait_ = Wait::encrypted_extensions;
  bool is_asked_ = false;               // for a certificate
  std::vector<std::uint16_t> schemes_;  // that it may be signed with
  PublicKey key_;                       // the server's
  Traffic traffic_;
};

}  // namespace seiload::tls
