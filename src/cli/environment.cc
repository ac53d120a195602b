#include "cli/environment.h"

#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "base/list.h"
#include "base/number.h"
#include "base/percent.h"
#include "base/redact.h"
#include "base/text.h"
#include "net/url.h"

namespace seiload::cli {
namespace {

using base::cat;
using report::MetricLabel;
using report::MetricLabels;

constexpr std::size_t kShortCommit = 8;

// "key=value,key=value" with percent-encoded values; blanks around keys, values and commas mean nothing.
// Nothing if any of it is wrong.
std::optional<MetricLabels> read_pairs(std::string_view text) {
  MetricLabels pairs;
  bool sound = true;
  base::for_each_element(text, [&](std::string_view pair) {
    if (pair.empty()) return;
    const std::size_t equals = pair.find('=');
    const std::string_view key = base::trim(pair.substr(0, equals));
    const auto value =
        base::percent_decode(equals == std::string_view::npos ? "" : base::trim(pair.substr(equals + 1)));
    sound =
        sound && equals != std::string_view::npos && base::is_token(key) && value && base::is_ascii(*value);
    if (sound) pairs.push_back({std::string(key), *value});
  });
  if (!sound) return std::nullopt;
  return pairs;
}

// Headers that a request has anyway, or that would change what its bytes mean (RFC 9110 7.2, 8.3, 8.4, 8.6;
// RFC 9112 6, 9).
bool is_own_header(std::string_view name, const net::Url& url) {
  constexpr std::string_view kOwn[] = {"Connection",
                                       "Content-Encoding",
                                       "Content-Length",
                                       "Content-Type",
                                       "Expect",
                                       "Host",
                                       "Keep-Alive",
                                       "Proxy-Connection",
                                       "TE",
                                       "Trailer",
                                       "Transfer-Encoding",
                                       "Upgrade"};
  const auto is_same = [&](std::string_view own) { return base::equals_ignoring_case(name, own); };
  return std::any_of(std::begin(kOwn), std::end(kOwn), is_same) ||
         (is_same("Authorization") && !url.authorization().empty());
}

std::string label_name(std::string_view name) {
  std::string out;
  for (const char c : name) out += base::is_alnum(c) ? c : '_';
  return base::is_digit(out.front()) ? "_" + out : out;
}

// The metrics' own variable, or the one of all signals.
std::optional<std::string> of_metrics(const GetEnv& get, std::string_view what, std::string& name) {
  for (const std::string_view prefix : {"OTEL_EXPORTER_OTLP_METRICS_", "OTEL_EXPORTER_OTLP_"}) {
    name = cat(prefix, what);
    if (auto value = get(name.c_str()); value && !value->empty()) return value;
  }
  return std::nullopt;
}

}  // namespace

MetricLabels resource_attributes(const GetEnv& get, std::string_view host, std::string_view version,
                                 std::vector<std::string>& warnings) {
  MetricLabels given;
  if (const auto text = get("OTEL_RESOURCE_ATTRIBUTES"); text && !text->empty()) {
    if (auto pairs = read_pairs(*text))
      given = std::move(*pairs);
    else
      warnings.emplace_back(
          "OTEL_RESOURCE_ATTRIBUTES: expected key=value,key=value in ASCII; all of it is ignored");
  }
  MetricLabels all;
  const auto add = [&](const char* name, std::string_view value) {
    if (!value.empty() && base::is_ascii(value)) all.push_back({name, base::redact(value)});
  };
  const auto variable = [&](const char* name, const char* attribute, std::string_view fallback) {
    if (auto value = get(name); value && !value->empty()) return *value;
    for (const MetricLabel& one : given)
      if (one.name == attribute) return one.value;
    return std::string(fallback);
  };
  const auto add_from = [&](const char* name, const char* attribute, std::string_view fallback = {}) {
    add(attribute, variable(name, attribute, fallback));
  };
  add_from("OTEL_SERVICE_NAME", "service.name", "seiload");
  add_from("SEILOAD_INSTANCE_ID", "service.instance.id", host);
  add_from("SEILOAD_SERVICE_VERSION", "service.version", version);
  add_from("SEILOAD_RUN_ID", "seiload.run_id");
  add_from("SEILOAD_CHAIN_ID", "seiload.chain_id");
  const std::string commit = variable("SEILOAD_COMMIT_ID", "seiload.commit_id", {});
  add("seiload.commit_id", commit);
  add("seiload.commit_id_short", commit.substr(0, kShortCommit));
  add_from("SEILOAD_WORKLOAD", "seiload.workload");
  for (MetricLabel& one : given)
    if (std::none_of(all.begin(), all.end(),
                     [&](const MetricLabel& other) { return other.name == one.name; }))
      add(one.name.c_str(), std::move(one.value));
  return all;
}

MetricLabels target_labels(const MetricLabels& resource) {
  MetricLabels labels;
  for (const MetricLabel& attribute : resource) {
    std::string name = label_name(attribute.name);
    const auto same = [&](const MetricLabel& other) { return other.name == name; };
    if (std::none_of(labels.begin(), labels.end(), same))
      labels.push_back({std::move(name), attribute.value});
  }
  return labels;
}

run::OtlpSettings otlp_settings(const GetEnv& get, std::vector<std::string>& warnings) {
  run::OtlpSettings settings;
  std::string name, header_name;
  auto url = of_metrics(get, "ENDPOINT", name);
  if (!url || base::to_lower(get("OTEL_SDK_DISABLED").value_or("")) == "true" ||
      get("OTEL_METRICS_EXPORTER").value_or("") == "none")
    return settings;
  if (name == "OTEL_EXPORTER_OTLP_ENDPOINT") {
    while (url->ends_with('/')) url->pop_back();
    *url += "/v1/metrics";
  }
  const auto refuse = [&](std::string_view why) {
    warnings.push_back(cat(name, ": ", why, "; no metrics are pushed"));
    return run::OtlpSettings{};
  };
  auto parsed = net::parse_url(*url);
  if (!parsed) return refuse(parsed.error().message);
  if (parsed->scheme != net::Url::Scheme::http && parsed->scheme != net::Url::Scheme::https)
    return refuse("expected an http:// or https:// URL");
  settings.url = std::move(*url);
  if (const auto text = of_metrics(get, "HEADERS", header_name)) {
    const auto pairs = read_pairs(*text);
    const auto has_control = [](const MetricLabel& one) { return base::has_control(one.value); };
    if (!pairs || std::any_of(pairs->begin(), pairs->end(), has_control))
      warnings.push_back(cat(header_name, ": expected name=value,name=value; all of it is ignored"));
    else
      for (const MetricLabel& one : *pairs) {
        if (is_own_header(one.name, *parsed))
          warnings.push_back(
              cat(header_name, ": header ", base::quote(one.name), " is the program's own; it is ignored"));
        else
          settings.header += cat(one.name, ": ", one.value, "\r\n");
      }
  }
  if (const auto text = get("OTEL_METRIC_EXPORT_INTERVAL"); text && !text->empty()) {
    const auto milliseconds = base::parse_u64(*text);
    if (milliseconds && *milliseconds >= 1 && *milliseconds <= 86'400'000)
      settings.interval = std::chrono::milliseconds(*milliseconds);
    else
      warnings.emplace_back(
          "OTEL_METRIC_EXPORT_INTERVAL: expected milliseconds from 1 to 86400000; it is ignored");
  }
  return settings;
}

}  // namespace seiload::cli
