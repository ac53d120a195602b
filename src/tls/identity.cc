#include "tls/identity.h"

#include "base/text.h"
#include "tls/certificate.h"
#include "tls/pem.h"

namespace seiload::tls {

base::Result<Identity> Identity::from_pem(std::string_view chain_text, std::string_view chain_where,
                                          std::string_view key_text, std::string_view key_where) {
  auto blocks = read_pem(chain_text);
  if (!blocks) return std::move(blocks).error().with(chain_where);
  std::vector<base::Bytes> chain;
  PublicKey own;
  for (PemBlock& block : *blocks) {
    if (block.label != "CERTIFICATE") continue;
    auto certificate = Certificate::parse(std::move(block.bytes));
    if (!certificate) {
      return std::move(certificate).error().with(base::cat(chain_where, ": line ", block.line));
    }
    if (chain.empty()) own = certificate->key;
    chain.push_back(std::move(certificate->der));
  }
  if (chain.empty()) return base::invalid_input(base::cat(chain_where, ": no certificate in it"));
  auto key = PrivateKey::from_pem(key_text, key_where);
  if (!key) return std::move(key).error();
  if (!(key->public_key() == own)) {
    return base::invalid_input(
        base::cat(key_where, ": the key is not that of the first certificate in ", chain_where));
  }
  return Identity{std::move(chain), std::move(*key)};
}

}  // namespace seiload::tls
