#pragma once
// A client's certificate and its key: what a server that asks for one gets (--tls-cert, --tls-key). It reads
// no file.

#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "tls/private_key.h"

namespace seiload::tls {

struct Identity {
  std::vector<base::Bytes> chain;  // DER, the client's own first, then those that lead to a root
  PrivateKey key;

  // Both texts are PEM and may be one and the same; `where` names each in errors, "client.pem: ...". A key
  // that is not that of the first certificate is an error, so is a certificate that is not well-formed. Dates
  // and issuers are the server's to check.
  static base::Result<Identity> from_pem(std::string_view chain_text, std::string_view chain_where,
                                         std::string_view key_text, std::string_view key_where);
};

}  // namespace seiload::tls
