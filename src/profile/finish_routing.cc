#include "profile/finish_routing.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/redact.h"
#include "base/text.h"
#include "net/known_addresses.h"
#include "net/url.h"

namespace seiload::profile {
namespace {

using base::cat;

bool has_token(const Settings& settings) {
  return !settings.bearer_token_file.empty() || !settings.bearer_token_env.empty();
}

// What the bearer token will be, as far as it matters here.
std::vector<net::HeaderField> with_token(std::vector<net::HeaderField> fields, const Settings& settings) {
  if (has_token(settings)) fields.push_back({"Authorization", "Bearer"});
  return fields;
}

void check_headers(Draft& draft) {
  const Settings& settings = draft.profile.settings;
  const auto add = [&](std::string_view option, std::string why) {
    draft.problems.add(place_of_setting(draft, option), std::move(why));
  };
  if (!settings.bearer_token_env.empty() && !is_variable_name(settings.bearer_token_env))
    add("bearer-token-env", "expected the name of an environment variable: letters, digits and underscores");
  if (!settings.bearer_token_file.empty() && !settings.bearer_token_env.empty())
    return add("bearer-token-env", "cannot be combined with --bearer-token-file");
  const std::vector<net::HeaderField> given = header_fields(settings);
  if (given.size() > net::kMaxHeaderFields)
    add(kHeader, cat("more than ", net::kMaxHeaderFields, " headers"));
  if (const auto name = net::repeated_header(given); !name.empty())
    return add(kHeader, cat("header ", name, " is given twice"));
  if (has_token(settings) && net::find_header(given, "Authorization") != nullptr)
    return add(kHeader,
               "header Authorization cannot be combined with --bearer-token-file or --bearer-token-env");
  if (settings.traceparent && net::find_header(given, "traceparent") != nullptr)
    add(kHeader, "header traceparent cannot be combined with --traceparent");
  const std::vector<net::HeaderField> general = with_token(given, settings);
  for (std::size_t i = 0; i < draft.profile.endpoints.size(); ++i) {
    const EndpointConfig& endpoint = draft.profile.endpoints[i];
    if (const std::string why = refuse_headers(endpoint, general); !why.empty())
      draft.problems.add(draft.endpoint_places[i],
                         cat(base::quote(base::redact_url(endpoint.url)), ": ", why));
    if (settings.traceparent && net::find_header(endpoint.headers, "traceparent") != nullptr)
      draft.problems.add(draft.endpoint_places[i],
                         "header traceparent cannot be combined with --traceparent");
  }
}

void check_proxy(Draft& draft) {
  const Settings& settings = draft.profile.settings;
  if (settings.proxy.empty()) return;
  const SourceLocation& place = place_of_setting(draft, "proxy");
  if (draft.profile.mock_chain) draft.problems.add(place, "cannot be combined with --mock-chain");
  if (settings.all_addresses)
    draft.problems.add(place, "cannot be combined with --all-addresses: the proxy looks up the names");
}

// Where all endpoints are Unix sockets, which carry no headers and have no hosts.
void check_use(Draft& draft) {
  const std::vector<EndpointConfig>& endpoints = draft.profile.endpoints;
  if (endpoints.empty() || draft.profile.settings.dry_run || !draft.profile.settings.ws_endpoint.empty())
    return;
  if (!std::all_of(endpoints.begin(), endpoints.end(),
                   [](const EndpointConfig& one) { return net::socket_path(one.url).has_value(); }))
    return;
  for (const std::string_view name :
       {kHeader, std::string_view("header-file"), std::string_view("bearer-token-file"),
        std::string_view("bearer-token-env"), std::string_view("resolve"), std::string_view("proxy")}) {
    const SourceLocation& place = place_of_setting(draft, name);
    for (const Option& option : setting_options())
      if (option.name == name && place.given() && !is_unset(draft.profile.settings, option))
        draft.problems.add(place, "has no effect: every endpoint is a Unix socket");
  }
}

bool is_secure(std::string_view url) {
  const std::string scheme = base::to_lower(url.substr(0, url.find(':')));
  return scheme == "https" || scheme == "wss";
}

// What is wrong with these together; empty: nothing.
std::string refuse_tls(const TlsConfig& tls) {
  if (tls.insecure.value_or(false) && (!tls.ca_file.empty() || !tls.pins.empty()))
    return "tlsInsecure cannot be combined with caFile or tlsPin";
  if (tls.cert.empty() != tls.key.empty()) return "tlsCert and tlsKey need each other";
  return {};
}

void check_tls(Draft& draft) {
  const Settings& settings = draft.profile.settings;
  const auto add = [&](std::string_view option, std::string why) {
    draft.problems.add(place_of_setting(draft, option), std::move(why));
  };
  if (settings.tls_insecure && (!settings.ca_file.empty() || !settings.tls_pins.empty()))
    add("tls-insecure", "cannot be combined with --ca-file or --tls-pin");
  if (!settings.tls_cert.empty() && settings.tls_key.empty()) add("tls-cert", "needs --tls-key");
  if (settings.tls_cert.empty() && !settings.tls_key.empty()) add("tls-key", "needs --tls-cert");
  bool any_secure = is_secure(settings.ws_endpoint);
  for (std::size_t i = 0; i < draft.profile.endpoints.size(); ++i) {
    const EndpointConfig& endpoint = draft.profile.endpoints[i];
    any_secure = any_secure || is_secure(endpoint.url);
    std::string why = refuse_tls(endpoint.tls);
    if (why.empty() && !endpoint.tls.is_unset() && !is_secure(endpoint.url))
      why = "it has no TLS, which caFile, tlsPin and the like are for: https:// or wss:// would";
    if (!why.empty())
      draft.problems.add(draft.endpoint_places[i],
                         cat(base::quote(base::redact_url(endpoint.url)), ": ", why));
  }
  if (any_secure || draft.profile.endpoints.empty() || settings.dry_run) return;
  // Whoever pins a key must not believe that it is checked.
  if (!settings.tls_pins.empty()) add("tls-pin", "has no effect: no endpoint is https:// or wss://");
  if (!settings.tls_cert.empty()) add("tls-cert", "has no effect: no endpoint is https:// or wss://");
}

void note_useless_addresses(Draft& draft) {
  const Settings& settings = draft.profile.settings;
  if (draft.profile.endpoints.empty() || !settings.proxy.empty() || !settings.ws_endpoint.empty()) return;
  for (const std::string& text : settings.resolve) {
    const auto known = net::parse_known_addresses(text);
    if (!known || known->host == "*") continue;
    const bool is_used = std::any_of(draft.profile.endpoints.begin(), draft.profile.endpoints.end(),
                                     [&](const EndpointConfig& one) {
                                       const auto url = net::parse_url(one.url);
                                       return url && url->host == known->host && url->port == known->port;
                                     });
    if (!is_used)
      draft.problems.note(place_of_setting(draft, "resolve"),
                          cat("no endpoint is at ", known->host, ':', known->port));
  }
}

}  // namespace

void finish_routing(Draft& draft) {
  check_headers(draft);
  check_proxy(draft);
  check_tls(draft);
  check_use(draft);
  note_useless_addresses(draft);
}

const SourceLocation& place_of_setting(const Draft& draft, std::string_view name) {
  std::size_t i = 0;
  while (setting_options()[i].name != name) ++i;
  return draft.setting_places[i];
}

bool is_variable_name(std::string_view text) {
  return !text.empty() && !base::is_digit(text.front()) &&
         std::all_of(text.begin(), text.end(), [](char c) { return base::is_alnum(c) || c == '_'; });
}

std::vector<net::HeaderField> header_fields(const Settings& settings) {
  std::vector<net::HeaderField> fields;
  for (const std::string& line : settings.headers)
    if (auto field = net::parse_header(line)) fields.push_back(*std::move(field));
  return fields;
}

std::string refuse_headers(const EndpointConfig& endpoint, const std::vector<net::HeaderField>& general) {
  const std::vector<net::HeaderField> all = net::merge_headers(general, endpoint.headers);
  if (const auto name = net::repeated_header(all); !name.empty())
    return cat("header ", name, " is given twice");
  const auto url = net::parse_url(endpoint.url);
  if (url && !url->user_info.empty() && net::find_header(all, "Authorization") != nullptr)
    return "has a user name, and there is a header Authorization";
  if (net::socket_path(endpoint.url) && !endpoint.headers.empty()) return "a Unix socket carries no headers";
  return {};
}

}  // namespace seiload::profile
