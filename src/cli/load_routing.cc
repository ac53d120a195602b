#include "cli/load_routing.h"

#include <utility>

#include "base/redact.h"
#include "base/text.h"
#include "profile/finish_routing.h"

namespace seiload::cli {
namespace {

using base::cat;

class Loader {
 public:
  Loader(const profile::Profile& profile, const RoutingSources& sources, net::Routing& routing)
      : profile_(profile), settings_(profile.settings), sources_(sources), routing_(routing) {}

  std::vector<std::string> load() {
    routing_.headers = profile::header_fields(settings_);
    if (!settings_.header_file.empty()) load_header_file();
    if (!settings_.bearer_token_file.empty()) load_token_file();
    if (!settings_.bearer_token_env.empty()) load_token_variable();
    for (const std::string& text : settings_.resolve)
      if (auto known = net::parse_known_addresses(text)) routing_.known.push_back(*std::move(known));
    load_proxy();
    if (problems_.empty()) check();
    return std::move(problems_);
  }

 private:
  void problem(std::string text) { problems_.push_back(std::move(text)); }

  void load_header_file() {
    const std::string& path = settings_.header_file;
    const auto file = sources_.secrets.read_file(path);
    if (!file) return problem(cat("--header-file: ", file.error().message));
    auto fields = net::parse_headers(file->text.view());
    if (!fields) return problem(cat("--header-file: ", path, ": ", fields.error().message));
    for (net::HeaderField& field : *fields) routing_.headers.push_back(std::move(field));
  }

  void load_token_file() {
    const std::string& path = settings_.bearer_token_file;
    const auto file = sources_.secrets.read_file(path);
    if (!file) return problem(cat("--bearer-token-file: ", file.error().message));
    add_token(file->text.view(), cat("--bearer-token-file: ", path));
  }

  void load_token_variable() {
    const std::string source = cat("environment variable ", settings_.bearer_token_env);
    const auto text = sources_.secrets.take_variable(settings_.bearer_token_env);
    if (!text) return problem(cat(source, ": not set; it should hold the bearer token"));
    add_token(text->view(), source);
  }

  void add_token(std::string_view token, const std::string& source) {
    auto field = net::bearer_header(token);
    if (!field) return problem(cat(source, ": ", field.error().message));
    routing_.headers.push_back(*std::move(field));
  }

  void load_proxy() {
    if (settings_.proxy.empty()) return;
    if (settings_.proxy == "env") {
      auto rule = net::proxy_rule_of(sources_.variable);
      if (!rule) return problem(rule.error().message);
      routing_.proxy = *std::move(rule);
    } else if (auto url = net::parse_proxy(settings_.proxy)) {
      routing_.proxy.plain = routing_.proxy.secure = *std::move(url);
    }
  }

  // With what the files hold.
  void check() {
    if (const auto name = net::repeated_header(routing_.headers); !name.empty())
      return problem(cat("header ", name, " is given twice"));
    if (settings_.traceparent && net::find_header(routing_.headers, "traceparent") != nullptr)
      return problem("header traceparent cannot be combined with --traceparent");
    for (const profile::EndpointConfig& endpoint : profile_.endpoints)
      if (const std::string why = profile::refuse_headers(endpoint, routing_.headers); !why.empty())
        problem(cat("endpoint ", base::quote(base::redact_url(endpoint.url)), ": ", why));
  }

  const profile::Profile& profile_;
  const profile::Settings& settings_;
  const RoutingSources& sources_;
  net::Routing& routing_;
  std::vector<std::string> problems_;
};

}  // namespace

std::vector<std::string> load_routing(const profile::Profile& profile, const RoutingSources& sources,
                                      net::Routing& routing) {
  return Loader(profile, sources, routing).load();
}

}  // namespace seiload::cli
