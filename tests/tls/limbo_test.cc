// x509-limbo's cases (C2SP/x509-limbo) of the vectors folder; skipped where there is none. Each is judged as
// it asks to be. Where seiload refuses what a case would have accepted, or accepts what a pedantic one would
// have refused, the tables below say why.

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "base/time_point.h"
#include "json/value.h"
#include "support/vectors.h"
#include "tls/path.h"
#include "tls/pem.h"
#include "tls/trust.h"

namespace seiload::tls {
namespace {

// Refused, though the case would have it accepted: by case, or by the words of the refusal.
const struct {
  const char* id;
  const char* words;
  const char* why;
} kStricter[] = {
    {"rfc5280::ca-as-leaf", "is a CA's, not a server's",
     "webpki::ca-as-leaf, the same certificates, is to be refused"},
    {"", "requires an explicit certificate policy", "policies are not processed"},
    {"", "of a kind that is not supported", "constraints of e-mail addresses and URIs are not evaluated"},
    {"", "more than 8 intermediates", "no server needs a longer chain"},
    {"", "within the limits of the search", "work is bounded"},
    {"", "take too many comparisons", "work is bounded"},
};

struct Verdict {
  bool accepted = false;
  std::string why;
};

Verdict verdict_of(base::Status status) {
  return status ? Verdict{true, ""} : Verdict{false, status.error().message};
}

std::string text_of(const json::Value& record, std::string_view key) {
  const json::Value* value = record.find(key);
  const std::string* text = value == nullptr ? nullptr : value->string();
  return text == nullptr ? std::string() : *text;
}

std::string join(const json::Value& record, std::string_view key) {
  std::string text;
  if (const json::Array* items = record.find(key)->array()) {
    for (const json::Value& item : *items) text += *item.string() + "\n";
  }
  return text;
}

// "2024-04-01T00:00:00.005+00:00"
base::WallTime time_of(const json::Value& record) {
  std::string text = text_of(record, "validation_time");
  if (text.empty()) text = "2026-01-01T00:00:00+00:00";
  const bool fraction = text.size() > 23 && text[19] == '.';
  const auto time = base::parse_utc(text.substr(0, 19) + (fraction ? text.substr(19, 4) : ".000") + "Z");
  EXPECT_TRUE(time.has_value()) << text;
  return time.value_or(base::WallTime{});
}

// What Trust has no setting for: a limit of the chain, no name, or a chain longer than it looks at.
Verdict judge_path(const std::vector<base::Bytes>& chain, const std::vector<PemBlock>& trusted,
                   const std::string& host, base::WallTime now, std::optional<std::uint64_t> limit) {
  std::vector<Certificate> sent, anchors;
  for (const base::Bytes& der : chain) {
    auto certificate = Certificate::parse(der);
    if (!certificate) return {false, certificate.error().message};
    sent.push_back(std::move(*certificate));
  }
  for (const PemBlock& block : trusted) {
    auto certificate = Certificate::parse(block.bytes);
    if (certificate) anchors.push_back(std::move(*certificate));
  }
  PathLimits limits;
  if (limit && *limit < limits.intermediates) limits.intermediates = *limit;
  const auto name = ServerName::parse(host);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
  return verdict_of(check_path(sent[0], std::span(sent).subspan(1), anchors, name ? &*name : nullptr, seconds,
                               "the anchors", limits));
}

Verdict judge(const json::Value& record) {
  const std::string trusted = join(record, "trusted_certs");
  const auto sent =
      read_pem(text_of(record, "peer_certificate") + "\n" + join(record, "untrusted_intermediates"));
  if (!sent) return {false, sent.error().message};
  std::vector<base::Bytes> chain;
  for (const PemBlock& block : *sent) chain.push_back(block.bytes);
  const json::Value* peer = record.find("expected_peer_name");
  const std::string host = peer->is_null() ? std::string() : text_of(*peer, "value");
  const json::Value* limit = record.find("max_chain_depth");
  if (host.empty() || !limit->is_null() || chain.size() > 32) {
    const auto blocks = read_pem(trusted);
    return judge_path(chain, *blocks, host, time_of(record),
                      limit->is_null() ? std::nullopt : limit->number()->as_u64());
  }
  const auto trust = Trust::from_pem(trusted, "the anchors");
  if (!trust) return {false, trust.error().message};
  return verdict_of(trust->accept(chain, host, time_of(record)));
}

bool has_feature(const json::Value& record, std::string_view feature) {
  const json::Array* features = record.find("features")->array();
  return std::any_of(features->begin(), features->end(),
                     [&](const json::Value& item) { return *item.string() == feature; });
}

// Accepted, though a pedantic case would have it refused: what RFC 5280 and 9525 allow.
std::string why_accepted(const json::Value& record) {
  const auto blocks = read_pem(text_of(record, "peer_certificate"));
  const auto server = Certificate::parse(blocks->at(0).bytes);
  if (!server) return {};
  if (has_feature(record, "pedantic-public-suffix-wildcard") && !server->names.empty() &&
      server->names[0].text().starts_with("*.")) {
    return "a wildcard below a public suffix of two labels or more: it takes a list of all of them to know, "
           "and "
           "services in use have such certificates";
  }
  if (has_feature(record, "pedantic-webpki-eku") && !server->has_ext_key_usage) {
    return "no extended key usage: RFC 5280 4.2.1.12 allows any purpose then, and private CAs leave it out";
  }
  return {};
}

TEST(Limbo, EachCaseIsJudgedAsItAsks) {
  const std::string path = test::vector_folder(test::VectorSet::full) + "/tls/x509_limbo.json";
  const auto text = test::read_file(path);
  if (!text) GTEST_SKIP() << "no " << path;
  const auto root = json::parse(*text);
  ASSERT_TRUE(root) << root.error().message;
  const json::Array* cases = root->find("testcases")->array();
  ASSERT_TRUE(cases != nullptr && !cases->empty());
  const bool show = std::getenv("SEILOAD_SHOW_LIMBO") != nullptr;
  for (const json::Value& record : *cases) {
    const std::string id = text_of(record, "id");
    SCOPED_TRACE(id);
    const Verdict verdict = judge(record);
    const bool expected = text_of(record, "expected_result") == "SUCCESS";
    if (show) std::printf("%s: %s\n", id.c_str(), verdict.accepted ? "accepted" : verdict.why.c_str());
    if (verdict.accepted == expected) continue;
    if (verdict.accepted) {
      const std::string why = why_accepted(record);
      EXPECT_NE(why, "") << "accepted";
      if (!why.empty()) std::printf("%s is accepted: %s\n", id.c_str(), why.c_str());
      continue;
    }
    const auto known = std::find_if(std::begin(kStricter), std::end(kStricter), [&](const auto& entry) {
      return (*entry.id == '\0' || id == entry.id) && verdict.why.find(entry.words) != std::string::npos;
    });
    EXPECT_NE(known, std::end(kStricter)) << "refused: " << verdict.why;
    if (known != std::end(kStricter)) std::printf("%s is refused: %s\n", id.c_str(), known->why);
  }
}

}  // namespace
}  // namespace seiload::tls
