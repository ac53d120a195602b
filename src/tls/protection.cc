#include "tls/protection.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "tls/key_schedule.h"

namespace seiload::tls {

namespace {

void put_header(std::uint8_t* out, ContentType type, std::size_t size) {
  out[0] = static_cast<std::uint8_t>(type);
  out[1] = 3;
  out[2] = 3;
  out[3] = static_cast<std::uint8_t>(size >> 8);
  out[4] = static_cast<std::uint8_t>(size);
}

// What TLS 1.2 authenticates beside the content.
std::array<std::uint8_t, 13> additional_data(std::uint64_t sequence, std::uint8_t type, std::size_t size) {
  std::array<std::uint8_t, 13> out;
  base::store_be64(out.data(), sequence);
  put_header(out.data() + 8, static_cast<ContentType>(type), size);
  return out;
}

Failure not_authentic() { return {Alert::bad_record_mac, "a record of the server was altered on its way"}; }
Failure too_long() { return {Alert::record_overflow, "a record of the server is longer than is allowed"}; }

}  // namespace

Protection::Protection(const Suite& suite, base::ByteSpan traffic_secret)
    : aead_(suite.aead,
            expand_label(suite.hash, traffic_secret, "key", {}, crypto::key_size(suite.aead)).span()),
      is_tls13_(true) {
  const Secret iv = expand_label(suite.hash, traffic_secret, "iv", {}, iv_.size());
  std::memcpy(iv_.data(), iv.span().data(), iv_.size());
}

Protection::Protection(const Suite& suite, base::ByteSpan key, base::ByteSpan iv)
    : aead_(suite.aead, key), is_tls13_(false) {
  CHECK(iv.size() == iv_size(suite));
  std::memcpy(iv_.data(), iv.data(), iv.size());
  explicit_nonce_ = static_cast<std::uint8_t>(iv_.size() - iv.size());
}

Protection::~Protection() { base::wipe(iv_.data(), iv_.size()); }

std::size_t Protection::iv_size(const Suite& suite) {
  return suite.aead == crypto::AeadAlgorithm::chacha20_poly1305 ? 12 : 4;
}

std::size_t Protection::overhead() const {
  return kRecordHeader + crypto::kAeadTagSize + (is_tls13_ ? 1 : explicit_nonce_);
}

Protection::Nonce Protection::nonce() const {
  Nonce nonce = iv_;
  std::array<std::uint8_t, 8> sequence;
  base::store_be64(sequence.data(), sequence_);
  for (std::size_t i = 0; i < 8; ++i) nonce[4 + i] ^= sequence[i];  // an explicit one: the IV has zeros there
  return nonce;
}

void Protection::seal(ContentType type, base::ByteSpan plain, std::uint8_t* out) {
  const std::size_t body = plain.size() + overhead() - kRecordHeader;
  const Nonce number = nonce();
  if (is_tls13_) {
    put_header(out, ContentType::application_data, body);
    std::uint8_t* const inner = out + kRecordHeader;
    if (!plain.empty()) std::memcpy(inner, plain.data(), plain.size());
    inner[plain.size()] = static_cast<std::uint8_t>(type);
    aead_.seal(number, {out, kRecordHeader}, {inner, plain.size() + 1}, inner);
  } else {
    put_header(out, type, body);
    std::memcpy(out + kRecordHeader, number.data() + 4, explicit_nonce_);
    const auto aad = additional_data(sequence_, static_cast<std::uint8_t>(type), plain.size());
    aead_.seal(number, aad, plain, out + kRecordHeader + explicit_nonce_);
  }
  ++sequence_;
}

Step Protection::open13(std::span<const std::uint8_t, kRecordHeader> header, std::span<std::uint8_t> body,
                        Record& record) {
  if (body.size() > kMaxPlain + 256) return too_long();
  if (body.size() < crypto::kAeadTagSize + 1) return not_authentic();
  if (!aead_.open(nonce(), header, body, body.data())) return not_authentic();
  ++sequence_;
  body = body.first(body.size() - crypto::kAeadTagSize);
  if (body.size() > kMaxPlain + 1) return too_long();
  while (!body.empty() && body.back() == 0) body = body.first(body.size() - 1);  // padding
  if (body.empty()) return Failure{Alert::unexpected_message, "a record of the server has no content type"};
  record.type = static_cast<ContentType>(body.back());
  record.bytes = body.first(body.size() - 1);
  return {};
}

Step Protection::open(std::span<const std::uint8_t, kRecordHeader> header, std::span<std::uint8_t> body,
                      Record& record) {
  if (is_tls13_) return open13(header, body, record);
  if (body.size() > kMaxPlain + 2048) return too_long();
  if (body.size() < explicit_nonce_ + crypto::kAeadTagSize) return not_authentic();
  const std::size_t size = body.size() - explicit_nonce_ - crypto::kAeadTagSize;
  if (size > kMaxPlain) return too_long();
  Nonce number = nonce();
  std::copy_n(body.begin(), explicit_nonce_, number.begin() + 4);
  body = body.subspan(explicit_nonce_);
  const auto aad = additional_data(sequence_, header[0], size);
  if (!aead_.open(number, aad, body, body.data())) return not_authentic();
  ++sequence_;
  record.type = static_cast<ContentType>(header[0]);
  record.bytes = body.first(size);
  return {};
}

}  // namespace seiload::tls
