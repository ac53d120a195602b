#pragma once
// Whom a client trusts: CA certificates, pinned keys, or anybody. It reads no file: where the CA certificates
// come from is the caller's. Thread rule: changed before it is shared, const and shared after.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/time_point.h"
#include "tls/certificate.h"

namespace seiload::tls {

class Trust {
 public:
  Trust() = default;  // nobody

  // Trust anchors from PEM; `where` names the text in messages ("/etc/ssl/certs/ca-certificates.crt"). Blocks
  // that are no certificates are passed over. A certificate that cannot be parsed is left out (see
  // skipped()); an error is what is no PEM ("FILE: line 3: not base64") or a text without any certificate to
  // use.
  static base::Result<Trust> from_pem(std::string_view text, std::string where);

  // "sha256/BASE64" of the SubjectPublicKeyInfo of a server's certificate (RFC 7469 2.4). With a pin the
  // server has to have one of the pinned keys. Where there are no anchors that is all; else all else is
  // checked too.
  base::Status add_pin(std::string_view pin);

  // Anybody, but for pins: nothing else of a certificate is checked than that it can be parsed.
  void accept_anybody() { insecure_ = true; }

  // Whether the server may be talked to: chain_der as it was sent, the server's own certificate first. Errors
  // are of Code::protocol, in words for a user that read well after "HOST: ": "certificate of *.example.org
  // does not match rpc.example.com", "certificate expired 3 days ago (2026-11-25)". host: a name or an IP
  // address without brackets.
  base::Status accept(std::span<const base::Bytes> chain_der, std::string_view host,
                      base::WallTime now) const;

  bool trusts_nobody() const { return !insecure_ && anchors_.empty() && pins_.empty(); }
  bool is_insecure() const { return insecure_; }
  std::size_t anchor_count() const { return anchors_.size(); }
  std::size_t pin_count() const { return pins_.size(); }
  const std::string& where() const { return where_; }
  // "line 120: byte 12: validity: there is no such time".
  const std::vector<std::string>& skipped() const { return skipped_; }

 private:
  std::vector<Certificate> anchors_;
  std::vector<base::Bytes32> pins_;
  std::vector<std::string> skipped_;
  std::string where_;
  bool insecure_ = false;
};

// "sha256/BASE64" of a certificate's key: what add_pin() takes.
std::string pin_of(const Certificate& certificate);

}  // namespace seiload::tls
