#include "base/percentile.h"

#include <algorithm>

#include "base/number.h"
#include "base/text.h"

namespace seiload::base {
namespace {

std::optional<Percentile> parse(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789.") != std::string_view::npos) return std::nullopt;
  const auto percent = parse_decimal(text);
  if (!percent || *percent <= 0 || *percent > 100) return std::nullopt;
  return Percentile{*percent / 100, format_shortest(*percent)};
}

}  // namespace

std::string Percentile::key() const {
  std::string key = cat("p", text);
  if (text.find('.') == 2) key.erase(3, 1);
  return key;
}

std::optional<std::vector<Percentile>> parse_percentiles(std::string_view text) {
  std::vector<Percentile> all;
  while (true) {
    const std::size_t end = std::min(text.find(','), text.size());
    auto one = parse(trim(text.substr(0, end)));
    if (!one || all.size() == kMaxPercentiles) return std::nullopt;
    all.push_back(std::move(*one));
    if (end == text.size()) break;
    text.remove_prefix(end + 1);
  }
  const auto by_share = [](const Percentile& a, const Percentile& b) { return a.share < b.share; };
  std::sort(all.begin(), all.end(), by_share);
  const auto same = [](const Percentile& a, const Percentile& b) { return a.share == b.share; };
  if (std::adjacent_find(all.begin(), all.end(), same) != all.end()) return std::nullopt;
  return all;
}

std::optional<Percentile> parse_percentile_name(std::string_view name) {
  if (!name.starts_with('p')) return std::nullopt;
  const std::string_view text = name.substr(1);
  const bool has_fraction = text.size() > 2 && text.find('.') == std::string_view::npos && text != "100";
  return parse(has_fraction ? cat(text.substr(0, 2), '.', text.substr(2)) : std::string(text));
}

}  // namespace seiload::base
