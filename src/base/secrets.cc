#include "base/secrets.h"

#include <algorithm>

#include "base/percent.h"

namespace seiload::base {

void Secrets::add(std::string_view secret) {
  if (secret.size() < kMinSize || std::find(secrets_.begin(), secrets_.end(), secret) != secrets_.end())
    return;
  const auto shorter = std::find_if(secrets_.begin(), secrets_.end(),
                                    [&](const std::string& other) { return other.size() < secret.size(); });
  secrets_.emplace(shorter, secret);
}

void Secrets::add_query(std::string_view query) {
  add(query);
  while (!query.empty()) {
    const std::string_view part = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(part.size() + 1, query.size()));
    const std::size_t equals = part.find('=');
    const std::string_view value = equals == std::string_view::npos ? part : part.substr(equals + 1);
    add(value);
    if (const auto decoded = percent_decode(value)) add(*decoded);
  }
}

std::string Secrets::hide(std::string_view text) const {
  std::string shown(text);
  for (const std::string& secret : secrets_)
    for (std::size_t at = 0; (at = shown.find(secret, at)) != std::string::npos; at += 3)
      shown.replace(at, secret.size(), "...");
  return shown;
}

std::string Secrets::hide_start(std::string_view text, std::size_t size) const {
  const std::size_t longest = secrets_.empty() ? 0 : secrets_.front().size();
  return hide(text.substr(0, size + longest));
}

}  // namespace seiload::base
