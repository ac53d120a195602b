#include "tls/key_schedule.h"

#include <array>

#include "crypto/hkdf.h"

namespace seiload::tls {

namespace {

Secret to_secret(crypto::Digest digest) {
  Secret secret(digest.span());
  base::wipe(digest.bytes.data(), digest.bytes.size());
  return secret;
}

Secret zeros(crypto::HashAlgorithm hash) { return Secret(crypto::digest_size(hash)); }

}  // namespace

Secret expand_label(crypto::HashAlgorithm hash, base::ByteSpan secret, std::string_view label,
                    base::ByteSpan context, std::size_t size) {
  constexpr std::string_view kPrefix = "tls13 ";
  std::array<std::uint8_t, 2 + 1 + 32 + 1 + 255> info;
  CHECK(kPrefix.size() + label.size() <= 32 && context.size() <= 255);
  std::size_t n = 0;
  const auto put = [&](base::ByteSpan bytes) {
    for (const std::uint8_t byte : bytes) info[n++] = byte;
  };
  info[n++] = 0;
  info[n++] = static_cast<std::uint8_t>(size);
  info[n++] = static_cast<std::uint8_t>(kPrefix.size() + label.size());
  put(base::as_bytes(kPrefix));
  put(base::as_bytes(label));
  info[n++] = static_cast<std::uint8_t>(context.size());
  put(context);
  Secret out(size);
  crypto::hkdf_expand(hash, secret, base::ByteSpan(info).first(n), out.span());
  return out;
}

KeySchedule::KeySchedule(crypto::HashAlgorithm hash, base::ByteSpan psk) : hash_(hash) {
  const Secret none = zeros(hash);
  secret_ = to_secret(crypto::hkdf_extract(hash, none.span(), psk.empty() ? none.span() : psk));
}

void KeySchedule::mix(base::ByteSpan input) {
  const Secret salt = derive("derived", crypto::hash(hash_, {}).span());
  const Secret none = zeros(hash_);
  secret_ = to_secret(crypto::hkdf_extract(hash_, salt.span(), input.empty() ? none.span() : input));
}

Secret KeySchedule::derive(std::string_view label, base::ByteSpan transcript_hash) const {
  return expand_label(hash_, secret_.span(), label, transcript_hash, crypto::digest_size(hash_));
}

crypto::Digest finished_mac(crypto::HashAlgorithm hash, const Secret& base_key,
                            base::ByteSpan transcript_hash) {
  const Secret key = expand_label(hash, base_key.span(), "finished", {}, crypto::digest_size(hash));
  return crypto::hmac(hash, key.span(), transcript_hash);
}

Secret next_traffic_secret(crypto::HashAlgorithm hash, const Secret& secret) {
  return expand_label(hash, secret.span(), "traffic upd", {}, crypto::digest_size(hash));
}

Secret ticket_key(crypto::HashAlgorithm hash, const Secret& resumption, base::ByteSpan nonce) {
  return expand_label(hash, resumption.span(), "resumption", nonce, crypto::digest_size(hash));
}

}  // namespace seiload::tls
