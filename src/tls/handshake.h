#pragma once
// What the parts of a handshake share: the hellos (tls/hello.h), then one of the two versions
// (tls/handshake13.h, tls/handshake12.h). Thread rule: one owner.

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/time_point.h"
#include "tls/client.h"
#include "tls/config.h"
#include "tls/key_share.h"
#include "tls/messages.h"
#include "tls/record_layer.h"
#include "tls/session.h"
#include "tls/signature.h"
#include "tls/suite.h"
#include "tls/transcript.h"

namespace seiload::tls {

struct Handshaking {
  Handshaking(const Config& config_of_pool, RecordLayer& record_layer, Negotiated& outcome)
      : config(config_of_pool), records(record_layer), negotiated(outcome) {}

  const Config& config;
  RecordLayer& records;
  Negotiated& negotiated;
  base::WallTime now;
  Transcript transcript;
  base::Bytes32 client_random{}, server_random{};
  base::Bytes session_id;
  std::optional<KeyShare> share;
  std::shared_ptr<const Session> session;  // offered; null once the server has refused it
  const Suite* suite = nullptr;            // chosen
  bool has_sent_ccs = false;

  void send(base::ByteSpan message);  // and adds it to the transcript
  void send_change_cipher_spec();     // once
};

// A handshake after the hellos.
class Handshake {
 public:
  virtual ~Handshake() = default;
  // A whole message, with its header. ends_record: nothing follows it in its record, as it must be where keys
  // change.
  virtual Step on_message(MessageType type, base::ByteSpan message, bool ends_record) = 0;
  virtual Step on_change_cipher_spec() = 0;
  virtual bool is_done() const = 0;
};

inline base::ByteSpan body_of(base::ByteSpan message) { return message.subspan(kMessageHeader); }

Failure out_of_order(MessageType type);  // "the server sent Finished out of order"
Failure not_at_end(MessageType type);    // something follows it in its record

// The schemes that are offered, for certificates and handshakes alike.
std::span<const SignatureScheme> offered_schemes();
// Whether the server's signature is good, by a scheme that was offered and that the version allows.
Step check_signature(const PublicKey& key, const CertificateVerify& signature, base::ByteSpan message,
                     std::uint16_t version);

// Whether the chain is trusted; gives the first certificate's key.
Step check_chain(const Handshaking& handshaking, const Chain& chain, PublicKey& key);

// The scheme that our key and the server have in common; nothing: there is none, or no identity.
std::optional<SignatureScheme> choose_scheme(const Config& config, std::span<const std::uint16_t> schemes,
                                             std::uint16_t version);
// ALPN: nothing, or what was offered.
Step check_protocol(Handshaking& handshaking, base::ByteSpan protocol);

}  // namespace seiload::tls
