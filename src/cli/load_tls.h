#pragma once
// Reads what TLS needs: CA certificates, from --ca-file, SSL_CERT_FILE or where systems have them; pins; a
// client certificate with its key. Only where something is reached by https:// or wss://.

#include <functional>
#include <string>
#include <vector>

#include "cli/load_keys.h"
#include "net/routing.h"
#include "net/tls_terms.h"
#include "profile/profile.h"
#include "run/otlp_push.h"

namespace seiload::cli {

struct TlsSources {
  std::function<base::Result<std::string>(const std::string& path)> read_file;
  KeySources secrets;  // of the private key
  net::GetVariable variable;
};

struct TlsMessages {
  std::vector<std::string> problems;  // one line each: then there is to be no run
  std::vector<std::string> warnings;
};

// Fills the terms of the routing, of the profile's endpoints that have their own, and of the collector, which
// is not used (a warning) where nobody can be trusted.
TlsMessages load_tls(profile::Profile& profile, const TlsSources& sources, net::Routing& routing,
                     run::OtlpSettings& otlp);

}  // namespace seiload::cli
