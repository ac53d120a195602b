#include "tls/prf.h"

#include <algorithm>

namespace seiload::tls {

void prf(crypto::HashAlgorithm hash, base::ByteSpan secret, std::string_view label, base::ByteSpan seed,
         std::span<std::uint8_t> out) {
  const crypto::HmacKey key(hash, secret);
  const base::ByteSpan name = base::as_bytes(label);
  const base::ByteSpan first[] = {name, seed};
  crypto::Digest a = key.mac(first);
  for (std::size_t at = 0; at < out.size();) {
    const base::ByteSpan pieces[] = {a.span(), name, seed};
    crypto::Digest block = key.mac(pieces);
    const std::size_t n = std::min<std::size_t>(block.size, out.size() - at);
    std::copy_n(block.bytes.begin(), n, out.begin() + static_cast<std::ptrdiff_t>(at));
    at += n;
    base::wipe(block.bytes.data(), block.bytes.size());
    const base::ByteSpan last[] = {a.span()};
    a = key.mac(last);
  }
  base::wipe(a.bytes.data(), a.bytes.size());
}

Secret extended_master_secret(crypto::HashAlgorithm hash, base::ByteSpan premaster,
                              base::ByteSpan session_hash) {
  Secret master(48);
  prf(hash, premaster, "extended master secret", session_hash, master.span());
  return master;
}

std::array<std::uint8_t, kVerifyDataSize> verify_data(crypto::HashAlgorithm hash, const Secret& master,
                                                      std::string_view label,
                                                      base::ByteSpan transcript_hash) {
  std::array<std::uint8_t, kVerifyDataSize> out;
  prf(hash, master.span(), label, transcript_hash, out);
  return out;
}

}  // namespace seiload::tls
