#include "net/header_field.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/text.h"

namespace seiload::net {
namespace {

using base::cat;
using base::invalid_input;

struct OwnField {
  std::string_view name, why;
};

constexpr std::string_view kFraming = "the client sets it";
constexpr std::string_view kHandshake = "the client sets it: it is part of the WebSocket handshake";

constexpr OwnField kOwn[] = {
    {"Accept-Encoding", "the client reads no compressed answers"},
    {"Connection", kFraming},
    {"Content-Encoding", kFraming},
    {"Content-Length", kFraming},
    {"Content-Type", "the client sets it: requests are application/json"},
    {"Expect", kFraming},
    {"HTTP2-Settings", kFraming},
    {"Keep-Alive", kFraming},
    {"Proxy-Authorization", "it is for a proxy; give its user name and password with --proxy"},
    {"Proxy-Connection", kFraming},
    {"Sec-WebSocket-Accept", kHandshake},
    {"Sec-WebSocket-Extensions", kHandshake},
    {"Sec-WebSocket-Key", kHandshake},
    {"Sec-WebSocket-Protocol", kHandshake},
    {"Sec-WebSocket-Version", kHandshake},
    {"TE", kFraming},
    {"Trailer", kFraming},
    {"Transfer-Encoding", kFraming},
    {"Upgrade", kFraming},
};

constexpr std::string_view kOnce[] = {"Authorization", "Host", "User-Agent"};

bool is_blank(char c) { return c == ' ' || c == '\t'; }

std::string_view strip(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// What is wrong with a value; empty: nothing.
std::string refuse_value(std::string_view name, std::string_view value) {
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (!base::is_control(value[i]) || value[i] == '\t') continue;
    const char* const what = value[i] == '\r'   ? "a carriage return"
                             : value[i] == '\n' ? "a line feed"
                             : value[i] == '\0' ? "a zero byte"
                                                : "a control character";
    return cat("its value has ", what, " at position ", i + 1);
  }
  if (value.empty()) return "its value is empty";
  if (value.size() > kMaxHeaderValue) return cat("its value is longer than ", kMaxHeaderValue, " bytes");
  // As a variable that is not set leaves it.
  if (base::equals_ignoring_case(name, "Authorization") &&
      (base::equals_ignoring_case(value, "Bearer") || base::equals_ignoring_case(value, "Basic")))
    return "its value has a scheme and no token";
  if (base::equals_ignoring_case(name, "Host") && value.find_first_of(" \t/@?#") != std::string_view::npos)
    return "its value is not HOST or HOST:PORT";
  return {};
}

}  // namespace

base::Result<HeaderField> make_header(std::string_view name, std::string_view value) {
  if (name.empty()) return invalid_input("expected a header, NAME: VALUE, got one without a name");
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (base::is_token_char(name[i])) continue;
    const char* const what = is_blank(name[i])           ? "a blank"
                             : base::is_control(name[i]) ? "a control character"
                             : base::is_ascii(name[i])   ? "a character that no header's name may have"
                                                         : "a character that is not ASCII";
    return invalid_input(
        cat("the header's name, what is in front of ':', has ", what, " at position ", i + 1));
  }
  for (const OwnField& own : kOwn)
    if (base::equals_ignoring_case(own.name, name))
      return invalid_input(cat("header ", own.name, ": refused: ", own.why));
  value = strip(value);
  if (std::string why = refuse_value(name, value); !why.empty())
    return invalid_input(cat("header ", name.substr(0, 40), name.size() > 40 ? "...: " : ": ", why));
  return HeaderField{std::string(name), std::string(value)};
}

base::Result<HeaderField> parse_header(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos)
    return invalid_input("expected a header, NAME: VALUE, got text without ':'");
  return make_header(line.substr(0, colon), line.substr(colon + 1));
}

base::Result<std::vector<HeaderField>> parse_headers(std::string_view text) {
  std::vector<HeaderField> fields;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (strip(line).empty() || line.front() == '#') continue;
    auto field = parse_header(line);
    if (!field) return std::move(field).error().with(cat("line ", number));
    if (fields.size() == kMaxHeaderFields)
      return invalid_input(cat("line ", number, ": more than ", kMaxHeaderFields, " headers"));
    fields.push_back(*std::move(field));
  }
  return fields;
}

base::Result<HeaderField> bearer_header(std::string_view token) {
  const auto is_around = [](char c) { return is_blank(c) || c == '\r' || c == '\n'; };
  while (!token.empty() && is_around(token.front())) token.remove_prefix(1);
  while (!token.empty() && is_around(token.back())) token.remove_suffix(1);
  if (token.empty()) return invalid_input("there is no token in it");
  for (const char c : token)
    if (c <= ' ' || c >= 0x7f)
      return invalid_input(
          "a bearer token is one word of printable ASCII; this has blanks or other characters");
  return make_header("Authorization", cat("Bearer ", token));
}

std::string_view repeated_header(const std::vector<HeaderField>& fields) {
  for (const std::string_view name : kOnce)
    if (std::count_if(fields.begin(), fields.end(), [&](const HeaderField& field) {
          return base::equals_ignoring_case(field.name, name);
        }) > 1)
      return name;
  return {};
}

std::vector<HeaderField> merge_headers(const std::vector<HeaderField>& general,
                                       const std::vector<HeaderField>& own) {
  std::vector<HeaderField> all;
  for (const HeaderField& field : general)
    if (find_header(own, field.name) == nullptr) all.push_back(field);
  all.insert(all.end(), own.begin(), own.end());
  return all;
}

const HeaderField* find_header(const std::vector<HeaderField>& fields, std::string_view name) {
  for (const HeaderField& field : fields)
    if (base::equals_ignoring_case(field.name, name)) return &field;
  return nullptr;
}

}  // namespace seiload::net
