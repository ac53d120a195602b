#include "tls/transcript.h"

#include "base/check.h"

namespace seiload::tls {

void Transcript::add(base::ByteSpan message) {
  if (keeps_) base::append(messages_, message);
  if (hasher_) hasher_->update(message);
}

void Transcript::choose(crypto::HashAlgorithm hash, bool keep) {
  CHECK(!hasher_);
  algorithm_ = hash;
  hasher_.emplace(hash).update(messages_);
  if (!keep) forget_messages();
}

void Transcript::retry() {
  const crypto::Digest digest = hash();
  const std::uint8_t header[] = {254, 0, 0, digest.size};  // message_hash
  hasher_.emplace(algorithm_);
  messages_.clear();
  add(header);
  add(digest.span());
}

crypto::Digest Transcript::hash_with(base::ByteSpan more) const {
  CHECK(hasher_);
  return crypto::Hasher(*hasher_).update(more).finish();
}

crypto::Digest Transcript::hash_with(crypto::HashAlgorithm hash, base::ByteSpan more) const {
  if (hasher_ && hash == algorithm_) return hash_with(more);
  return crypto::Hasher(hash).update(messages_).update(more).finish();
}

}  // namespace seiload::tls
