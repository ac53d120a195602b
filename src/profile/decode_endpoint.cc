#include "profile/decode_endpoint.h"

#include "base/text.h"

namespace seiload::profile {

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
  fields.object(value, place,
                {{"url",
                  [&](const json::Value& v, const SourceLocation& p) {
                    has_url = true;
                    url = fields.string(v, p);
                  }},
                 {"headers", [&](const json::Value& v, const SourceLocation& p) {
                    config.headers = decode_headers(fields, v, p);
                  }}});
  if (!has_url) fields.add(place, "an endpoint needs a url");
  if (!url) return std::nullopt;
  config.url = *std::move(url);
  return config;
}

}  // namespace seiload::profile
