#include "cli/load_tls.h"

#include <utility>

#include "base/redact.h"
#include "base/text.h"
#include "net/url.h"

namespace seiload::cli {
namespace {

using base::cat;

// Where systems have the CA certificates that everybody trusts, in PEM.
constexpr std::string_view kBundles[] = {
    "/etc/ssl/certs/ca-certificates.crt",                 // Debian, Ubuntu, Alpine, Arch, distroless images
    "/etc/pki/tls/certs/ca-bundle.crt",                   // Fedora, RHEL
    "/etc/ssl/ca-bundle.pem",                             // openSUSE
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // CentOS, Amazon Linux
    "/etc/ssl/cert.pem",                                  // Alpine, macOS, OpenBSD
};

constexpr std::string_view kNobody =
    "no CA certificates to check the server by: mount the host's, as in docker run -v "
    "/etc/ssl/certs/ca-certificates.crt:/etc/ssl/certs/ca-certificates.crt:ro, or give --ca-file FILE or "
    "--tls-pin sha256/...";

bool is_secure(std::string_view url) {
  const std::string scheme = base::to_lower(url.substr(0, url.find(':')));
  return scheme == "https" || scheme == "wss";
}

class Loader {
 public:
  Loader(const profile::Settings& settings, const TlsSources& sources, TlsMessages& messages)
      : sources_(sources), messages_(messages) {
    general_.ca_file = settings.ca_file;
    general_.pins = settings.tls_pins;
    if (settings.tls_insecure) general_.insecure = true;
    general_.cert = settings.tls_cert;
    general_.key = settings.tls_key;
    general_.server_name = settings.tls_server_name;
  }

  // What the endpoint says, and the settings where it says nothing. Null: a problem.
  std::shared_ptr<const net::TlsTerms> terms(const profile::TlsConfig& own, const std::string& url) {
    profile::TlsConfig all = own.has_trust() ? own : general_;
    all.cert = own.cert.empty() ? general_.cert : own.cert;
    all.key = own.cert.empty() ? general_.key : own.key;
    all.server_name = own.server_name.empty() ? general_.server_name : own.server_name;
    const std::string shown = base::quote(base::redact_url(url));
    auto trust = trust_of(all);
    if (!trust) return problem(cat(shown, ": ", trust.error().message)), nullptr;
    auto terms = std::make_shared<net::TlsTerms>();
    terms->trust = *std::move(trust);
    terms->server_name = all.server_name;
    if (!all.cert.empty()) {
      auto identity = identity_of(all);
      if (!identity) return problem(cat(shown, ": ", identity.error().message)), nullptr;
      terms->identity = *std::move(identity);
    }
    if (all.insecure.value_or(false))
      messages_.warnings.push_back(cat(
          shown,
          ": --tls-insecure: the server's certificate is not checked: anybody on the way may read what is "
          "sent and answer in its place"));
    return terms;
  }

 private:
  using Trust = std::shared_ptr<const tls::Trust>;

  void problem(std::string text) { messages_.problems.push_back(std::move(text)); }

  base::Result<Trust> trust_of(const profile::TlsConfig& all) {
    tls::Trust trust;
    if (all.insecure.value_or(false)) {
      trust.accept_anybody();
      return std::make_shared<const tls::Trust>(std::move(trust));
    }
    if (!all.ca_file.empty()) {
      auto read = from_file(all.ca_file);
      if (!read) return std::move(read).error();
      trust = *std::move(read);
    } else if (all.pins.empty()) {
      return usual();
    }
    for (const std::string& pin : all.pins)
      if (auto status = trust.add_pin(pin); !status) return std::move(status).error();
    return std::make_shared<const tls::Trust>(std::move(trust));
  }

  base::Result<tls::Trust> from_file(const std::string& path) {
    auto text = sources_.read_file(path);
    if (!text) return std::move(text).error();
    return tls::Trust::from_pem(*text, path);
  }

  // Read once.
  base::Result<Trust> usual() {
    if (usual_) return usual_;
    if (const auto named = sources_.variable("SSL_CERT_FILE"); named && !named->empty()) {
      auto trust = from_file(*named);
      if (!trust) return std::move(trust).error().with("SSL_CERT_FILE");
      return usual_ = std::make_shared<const tls::Trust>(*std::move(trust));
    }
    for (const std::string_view path : kBundles) {
      auto text = sources_.read_file(std::string(path));
      if (!text) continue;
      auto trust = tls::Trust::from_pem(*text, std::string(path));
      if (!trust) return std::move(trust).error();
      return usual_ = std::make_shared<const tls::Trust>(*std::move(trust));
    }
    return base::Error{base::Code::io, std::string(kNobody)};
  }

  base::Result<std::shared_ptr<const tls::Identity>> identity_of(const profile::TlsConfig& all) {
    auto chain = sources_.read_file(all.cert);
    if (!chain) return std::move(chain).error();
    auto key = sources_.secrets.read_file(all.key);
    if (!key) return std::move(key).error();
    if (key->is_open_to_others)
      messages_.warnings.push_back(
          cat(all.key, ": others than its owner may read this private key; chmod 600 it"));
    auto identity = tls::Identity::from_pem(*chain, all.cert, key->text.view(), all.key);
    if (!identity) return std::move(identity).error();
    return std::make_shared<const tls::Identity>(*std::move(identity));
  }

  const TlsSources& sources_;
  TlsMessages& messages_;
  profile::TlsConfig general_;
  Trust usual_;
};

}  // namespace

TlsMessages load_tls(profile::Profile& profile, const TlsSources& sources, net::Routing& routing,
                     run::OtlpSettings& otlp) {
  TlsMessages messages;
  Loader loader(profile.settings, sources, messages);
  const auto general = [&](const std::string& url) {
    if (!routing.tls && messages.problems.empty()) routing.tls = loader.terms({}, url);
  };
  const bool is_dry = profile.settings.dry_run;
  for (profile::EndpointConfig& endpoint : profile.endpoints) {
    if (!is_secure(endpoint.url) || is_dry) continue;
    if (endpoint.tls.is_unset())
      general(endpoint.url);
    else
      endpoint.terms = loader.terms(endpoint.tls, endpoint.url);
  }
  if (is_secure(profile.settings.ws_endpoint) && !is_dry) general(profile.settings.ws_endpoint);
  if (!is_secure(otlp.url) || !messages.problems.empty()) return messages;
  if (const auto terms = routing.tls ? routing.tls : loader.terms({}, otlp.url)) {
    auto own = std::make_shared<net::TlsTerms>(*terms);
    own->server_name.clear();  // it is the endpoints' name, the collector has its own
    otlp.tls = std::move(own);
    return messages;
  }
  messages.warnings.push_back(cat("OTLP: ", messages.problems.back(), "; no metrics are pushed"));
  messages.problems.clear();
  otlp.url.clear();
  return messages;
}

}  // namespace seiload::cli
