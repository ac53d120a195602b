#include "tls/trust.h"

#include <algorithm>
#include <chrono>

#include "base/base64.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "tls/path.h"
#include "tls/pem.h"

namespace seiload::tls {

namespace {

constexpr std::string_view kPinPrefix = "sha256/";
constexpr std::size_t kMaxSent = 32;  // certificates of one server

base::Error refused(std::string message) { return {base::Code::protocol, std::move(message)}; }

base::Bytes32 digest_of(const Certificate& certificate) {
  const crypto::Digest digest = crypto::hash(crypto::HashAlgorithm::sha256, certificate.spki);
  base::Bytes32 bytes;
  std::copy_n(digest.bytes.begin(), bytes.size(), bytes.begin());
  return bytes;
}

}  // namespace

base::Result<Trust> Trust::from_pem(std::string_view text, std::string where) {
  auto blocks = read_pem(text);
  if (!blocks) return std::move(blocks).error().with(where);
  Trust trust;
  for (PemBlock& block : *blocks) {
    if (block.label != "CERTIFICATE") continue;
    auto certificate = Certificate::parse(std::move(block.bytes));
    if (certificate) {
      trust.anchors_.push_back(std::move(*certificate));
    } else {
      trust.skipped_.push_back(base::cat("line ", block.line, ": ", certificate.error().message));
    }
  }
  if (trust.anchors_.empty()) {
    const std::string why = trust.skipped_.empty() ? "" : "; " + trust.skipped_[0];
    return base::invalid_input(base::cat(where, ": no CA certificate in it", why));
  }
  trust.where_ = std::move(where);
  return trust;
}

base::Status Trust::add_pin(std::string_view pin) {
  const auto bytes =
      pin.starts_with(kPinPrefix) ? base::decode_base64(pin.substr(kPinPrefix.size())) : std::nullopt;
  base::Bytes32 digest;
  if (!bytes || bytes->size() != digest.size()) {
    return base::invalid_input(base::cat(
        base::quote(pin), ": a pin is sha256/ and 44 characters of base64, of 32 bytes (a key's SHA-256)"));
  }
  std::copy(bytes->begin(), bytes->end(), digest.begin());
  pins_.push_back(digest);
  return {};
}

base::Status Trust::accept(std::span<const base::Bytes> chain_der, std::string_view host,
                           base::WallTime now) const {
  if (chain_der.empty()) return refused("the server sent no certificate");
  auto server = Certificate::parse(chain_der[0]);
  if (!server) return refused("certificate is malformed: " + server.error().message);
  if (!pins_.empty()) {
    const base::Bytes32 digest = digest_of(*server);
    if (std::find(pins_.begin(), pins_.end(), digest) == pins_.end()) {
      return refused(base::cat("certificate has the key ", pin_of(*server), ", which is not pinned"));
    }
    if (anchors_.empty()) return {};
  }
  if (insecure_) return {};
  if (anchors_.empty()) return refused("there is no CA certificate to check the server's with");
  const auto name = ServerName::parse(host);
  if (!name) return refused(base::cat(base::quote(host), " is no name that a certificate can be for"));
  if (chain_der.size() > kMaxSent) {
    return refused(base::cat("the server sent ", chain_der.size(), " certificates, more than ", kMaxSent));
  }
  // One that is malformed is as good as not sent: what is left leads to an anchor, or not.
  std::vector<Certificate> sent;
  for (const base::Bytes& der : chain_der.subspan(1)) {
    auto certificate = Certificate::parse(der);
    if (certificate) sent.push_back(std::move(*certificate));
  }
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
  return check_path(*server, sent, anchors_, &*name, seconds, where_);
}

std::string pin_of(const Certificate& certificate) {
  return std::string(kPinPrefix) + base::to_base64(digest_of(certificate));
}

}  // namespace seiload::tls
