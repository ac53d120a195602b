#pragma once
// The key schedule of TLS 1.3 (RFC 8446, 7). Pure functions; any thread.

#include <string_view>

#include "base/bytes.h"
#include "crypto/digest.h"
#include "tls/secret.h"

namespace seiload::tls {

// HKDF-Expand-Label(secret, label, context, size); the label without "tls13 ".
Secret expand_label(crypto::HashAlgorithm hash, base::ByteSpan secret, std::string_view label,
                    base::ByteSpan context, std::size_t size);

// The chain of extracted secrets: early, then mix(the ECDHE secret): handshake, then mix({}): master.
class KeySchedule {
 public:
  KeySchedule(crypto::HashAlgorithm hash, base::ByteSpan psk);  // an empty psk: none

  void mix(base::ByteSpan input);
  // Derive-Secret, by the hash of the transcript.
  Secret derive(std::string_view label, base::ByteSpan transcript_hash) const;

 private:
  crypto::HashAlgorithm hash_;
  Secret secret_;
};

// verify_data of a Finished message, and a PSK's binder.
crypto::Digest finished_mac(crypto::HashAlgorithm hash, const Secret& base_key,
                            base::ByteSpan transcript_hash);
Secret next_traffic_secret(crypto::HashAlgorithm hash, const Secret& secret);  // after a KeyUpdate
Secret ticket_key(crypto::HashAlgorithm hash, const Secret& resumption, base::ByteSpan nonce);

}  // namespace seiload::tls
