#include "base/text.h"

#include <algorithm>
#include <vector>

#include "base/ascii.h"
#include "base/hex.h"
#include "base/redact.h"

namespace seiload::base {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// How many bytes the control character has that the text begins with; 0: it begins with none. Those of
// Unicode's second block, C2 80 to C2 9F in UTF-8, move a terminal's cursor too.
std::size_t control_bytes(std::string_view text) {
  if (is_control(text[0])) return 1;
  return text[0] == '\xc2' && text.size() > 1 && static_cast<unsigned char>(text[1]) < 0xa0 ? 2 : 0;
}

// Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t cost = lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1;
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + cost});
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]))
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[a.size()][b.size()];
}

}  // namespace

std::string to_lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

void clear_buffer(std::string& buffer) {
  if (buffer.capacity() > kKeptCapacity)
    std::string().swap(buffer);  // an assignment may keep it
  else
    buffer.clear();
}

std::string quote(std::string_view original) {
  constexpr std::size_t kLongest = 60;
  const std::string text = redact(original);
  std::string out = "'";
  for (std::string_view rest = std::string_view(text).substr(0, kLongest); !rest.empty();) {
    const std::size_t controls = control_bytes(rest);
    for (const char c : rest.substr(0, controls))
      out += cat("\\x", to_hex(as_bytes(std::string_view(&c, 1))).substr(2));
    if (controls == 0) out += rest.front();
    rest.remove_prefix(std::max<std::size_t>(controls, 1));
  }
  if (text.size() > kLongest) out += "...";
  return out += '\'';
}

std::string_view nearest(std::string_view written, std::span<const std::string_view> names) {
  if (written.size() > 64) return {};
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(1, written.size() / 3) + 1;
  for (const std::string_view name : names) {
    const std::size_t distance = edit_distance(written, name);
    if (distance < best_distance) {
      best = name;
      best_distance = distance;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view written, std::span<const std::string_view> names,
                         std::string_view prefix) {
  const std::string_view name = nearest(written, names);
  return name.empty() ? std::string() : cat("; did you mean '", prefix, name, "'?");
}

}  // namespace seiload::base
