#include "profile/decode_endpoint.h"

#include "base/text.h"
#include "profile/options.h"

namespace seiload::profile {
namespace {

// As that option would have it.
base::Status check_text(std::string_view name, std::string_view text) {
  for (const Option& option : setting_options())
    if (option.name == name && option.check != nullptr) return option.check(text);
  return {};
}

void decode_pins(Fields& fields, const json::Value& value, const SourceLocation& place, TlsConfig& tls) {
  const auto add = [&](const json::Value& v, const SourceLocation& p) {
    const auto text = fields.string(v, p);
    if (!text) return;
    if (auto checked = check_text("tls-pin", *text); !checked) return fields.add(p, checked.error().message);
    tls.pins.push_back(*text);
  };
  if (value.string() != nullptr) return add(value, place);
  fields.array(value, place, add);
}

}  // namespace

std::vector<net::HeaderField> decode_headers(Fields& fields, const json::Value& value,
                                             const SourceLocation& place) {
  std::vector<net::HeaderField> headers;
  const auto add = [&](const SourceLocation& at, base::Result<net::HeaderField> field) {
    if (!field) return fields.add(at, std::move(field).error().message);
    if (headers.size() == net::kMaxHeaderFields)
      return fields.add(at, base::cat("more than ", net::kMaxHeaderFields, " headers"));
    headers.push_back(*std::move(field));
  };
  if (value.object() != nullptr) {
    fields.members(value, place, [&](const json::Member& member, const SourceLocation&) {
      const SourceLocation at{place.path,
                              member.key_offset};  // not by its name, which may be a mistaken value
      if (member.value.string() == nullptr) return fields.add(at, "expected a string as a header's value");
      add(at, net::make_header(member.key, *member.value.string()));
    });
  } else if (value.array() != nullptr) {
    fields.array(value, place, [&](const json::Value& line, const SourceLocation& at) {
      if (line.string() == nullptr) return fields.add(at, "expected a string, \"Name: value\"");
      add(at, net::parse_header(*line.string()));
    });
  } else {
    fields.add(place, "expected headers: an object, {\"Name\": \"value\"}, or an array of \"Name: value\"");
  }
  return headers;
}

std::optional<EndpointConfig> decode_endpoint(Fields& fields, const json::Value& value,
                                              const SourceLocation& place) {
  if (value.object() == nullptr) {
    if (value.string() != nullptr) return EndpointConfig{*value.string()};
    fields.wrong(place, "a URL or an object with a url", value);
    return std::nullopt;
  }
  EndpointConfig config;
  std::optional<std::string> url;
  bool has_url = false;
  const auto text_of = [&](std::string_view option, std::string& to) {
    return [&fields, &to, option](const json::Value& v, const SourceLocation& p) {
      const auto text = fields.string(v, p);
      if (!text) return;
      if (auto checked = check_text(option, *text); !checked) return fields.add(p, checked.error().message);
      to = *text;
    };
  };
  fields.object(
      value, place,
      {{"url",
        [&](const json::Value& v, const SourceLocation& p) {
          has_url = true;
          url = fields.string(v, p);
        }},
       {"headers", [&](const json::Value& v,
                       const SourceLocation& p) { config.headers = decode_headers(fields, v, p); }},
       {"caFile", text_of("ca-file", config.tls.ca_file)},
       {"tlsPin",
        [&](const json::Value& v, const SourceLocation& p) { decode_pins(fields, v, p, config.tls); }},
       {"tlsInsecure",
        [&](const json::Value& v, const SourceLocation& p) { config.tls.insecure = fields.boolean(v, p); }},
       {"tlsCert", text_of("tls-cert", config.tls.cert)},
       {"tlsKey", text_of("tls-key", config.tls.key)},
       {"tlsServerName", text_of("tls-server-name", config.tls.server_name)}});
  if (!has_url) fields.add(place, "an endpoint needs a url");
  if (!url) return std::nullopt;
  config.url = *std::move(url);
  return config;
}

}  // namespace seiload::profile
