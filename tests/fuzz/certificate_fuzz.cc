// Any bytes as certificates one after the other: what can be parsed keeps its spans within its bytes, is
// parsed alike again, and is searched for a path to itself, to the last and to none, in bounded work.

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "base/check.h"
#include "tls/certificate.h"
#include "tls/distinguished_name.h"
#include "tls/path.h"
#include "tls/server_name.h"

namespace {

using namespace seiload;

void check_within(base::ByteSpan part, const base::Bytes& whole) {
  if (part.empty()) return;
  CHECK(part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

void check_parts(const tls::Certificate& certificate) {
  for (const base::ByteSpan part :
       {certificate.tbs, certificate.issuer, certificate.subject, certificate.spki, certificate.serial,
        certificate.signature, certificate.subject_key_id, certificate.authority_key_id}) {
    check_within(part, certificate.der);
  }
  for (const auto* list : {&certificate.names, &certificate.permitted, &certificate.excluded}) {
    for (const tls::GeneralName& name : *list) check_within(name.value, certificate.der);
  }
  CHECK(!certificate.serial.empty() && !certificate.issuer.empty() && !certificate.subject.empty());
  CHECK(!tls::name_text(certificate.subject).empty());
  CHECK(tls::name_text(certificate.issuer).size() < 1000);
  CHECK(tls::is_within(certificate.subject, certificate.subject));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<tls::Certificate> all;
  base::ByteSpan rest(data, size);
  // Each by its own length, so that a chain is a plain row of certificates.
  while (!rest.empty() && all.size() < 8) {
    tls::DerSource source(rest);
    const base::ByteSpan whole = tls::DerReader(source).any("certificate").whole;
    if (!source.ok()) break;
    auto certificate = tls::Certificate::parse(base::Bytes(whole.begin(), whole.end()));
    rest = rest.subspan(whole.size());
    if (!certificate) {
      CHECK(!certificate.error().message.empty());
      continue;
    }
    check_parts(*certificate);
    all.push_back(std::move(*certificate));
  }
  if (all.empty()) return 0;
  const std::span<const tls::Certificate> sent = std::span(all).subspan(1);
  const auto name = tls::ServerName::parse("rpc.example.com");
  const std::int64_t now = all[0].not_before;
  for (const std::span<const tls::Certificate> anchors :
       {std::span<const tls::Certificate>(all).first(1), std::span<const tls::Certificate>(all).last(1),
        std::span<const tls::Certificate>()}) {
    for (const tls::ServerName* wanted : {&*name, static_cast<const tls::ServerName*>(nullptr)}) {
      auto status = tls::check_path(all[0], sent, anchors, wanted, now, "the anchors");
      if (status) {
        CHECK(!anchors.empty() && (wanted == nullptr || tls::matches(all[0], *wanted)));
        CHECK(now >= all[0].not_before && now <= all[0].not_after && all[0].unusable.empty());
      } else {
        CHECK(!status.error().message.empty());
      }
    }
  }
  return 0;
}
