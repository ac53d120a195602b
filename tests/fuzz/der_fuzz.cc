// Any bytes as DER: what check_der() finds good is walked without a fault by the reader, in the same shape,
// and what it refuses is refused there too. As PEM: blocks are kept within their bounds.

#include <cstdint>

#include "base/bytes.h"
#include "base/check.h"
#include "tls/der.h"
#include "tls/pem.h"
#include "tls/signature.h"

namespace {

using namespace seiload;

// Elements at all depths. The reader's own limit of the depth holds.
std::size_t walk(tls::DerReader reader) {
  std::size_t count = 0;
  while (!reader.at_end()) {
    tls::DerReader before = reader;
    const tls::DerElement element = reader.any("element");
    if (!reader.ok()) break;
    ++count;
    CHECK(element.whole.size() > element.body.size());
    if ((element.tag & 0x20) != 0) count += walk(before.enter(element.tag, "element"));
  }
  return count;
}

void read_values(base::ByteSpan bytes) {
  const auto with = [&](auto read) {
    tls::DerSource source(bytes);
    tls::DerReader reader(source);
    read(reader);
    if (!source.ok()) CHECK(source.fault().size() > 8);
  };
  with([](tls::DerReader& r) { CHECK(r.integer("value").empty() != r.ok()); });
  with([](tls::DerReader& r) { (void)r.unsigned_integer("value"); });
  with([](tls::DerReader& r) { (void)r.small_integer("value"); });
  with([](tls::DerReader& r) { (void)r.boolean("value"); });
  with([](tls::DerReader& r) { (void)r.time("value"); });
  with([](tls::DerReader& r) { r.null("value"); });
  with([](tls::DerReader& r) {
    const base::ByteSpan oid = r.oid("value");
    if (r.ok()) CHECK(!tls::oid_text(oid).empty());
  });
  with([](tls::DerReader& r) {
    const tls::DerBits bits = r.bits("value");
    CHECK(bits.unused < 8 && !bits.bit(8 * bits.bytes.size()));
  });
  with([](tls::DerReader& r) { (void)tls::PublicKey::read(r); });
  with([](tls::DerReader& r) { (void)tls::SignatureAlgorithm::read(r); });
  if (const auto numbers = tls::read_ecdsa_signature(bytes)) {
    CHECK(numbers->r.size() + numbers->s.size() + 6 <= bytes.size());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const base::ByteSpan bytes(data, size);
  tls::DerSource checked(bytes), walked(bytes);
  const bool good = tls::check_der(checked);
  tls::DerReader reader(walked);
  const std::size_t count = walk(reader);
  // The reader of a level takes any number of elements, the check one.
  if (good) CHECK(walked.ok() && count > 0);
  if (!walked.ok()) CHECK(!good && !checked.fault().empty());
  read_values(bytes);
  if (auto blocks = tls::read_pem(base::as_text(bytes))) {
    for (const tls::PemBlock& block : *blocks) {
      CHECK(!block.label.empty() && !block.bytes.empty() && block.line > 0 && block.bytes.size() < size);
    }
  }
  return 0;
}
