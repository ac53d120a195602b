#include "json/writer.h"

#include <cmath>

#include "base/check.h"
#include "base/hex.h"
#include "base/number.h"
#include "base/utf8.h"

namespace seiload::json {

void append_string(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80) {
      const std::size_t length = base::utf8_length(text.substr(i));
      if (length == 0) {
        out += "\xef\xbf\xbd";  // U+FFFD
        ++i;
      } else {
        out.append(text, i, length);
        i += length;
      }
      continue;
    }
    ++i;
    constexpr std::string_view kSpecial = "\"\\\b\f\n\r\t", kLetters = "\"\\bfnrt";
    if (const std::size_t special = kSpecial.find(c); special != std::string_view::npos) {
      out += {'\\', kLetters[special]};
    } else if (byte < 0x20 || byte == 0x7f) {
      out += {'\\', 'u', '0', '0', base::kHexDigits[byte >> 4], base::kHexDigits[byte & 15]};
    } else {
      out += c;
    }
  }
  out += '"';
}

void Writer::separate() {
  if (depth_ == 0) return;
  const bool line = levels_[depth_ - 1] == Level::line;
  if (!empty_) out_ += pretty_ && line ? ", " : ",";
  if (pretty_ && !line) out_.append(1, '\n').append(2 * depth_, ' ');
  empty_ = false;
}

void Writer::before_value() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  CHECK(depth_ == 0 || levels_[depth_ - 1] != Level::object);
  separate();
}

Writer& Writer::open(char bracket, Level level) {
  before_value();
  CHECK(depth_ < levels_.size());
  if (depth_ > 0 && levels_[depth_ - 1] == Level::line) level = level == Level::object ? level : Level::line;
  levels_[depth_++] = level;
  out_ += bracket;
  empty_ = true;
  return *this;
}

Writer& Writer::close(char bracket) {
  CHECK(depth_ > 0 && !after_key_ && (levels_[depth_ - 1] == Level::object) == (bracket == '}'));
  const bool line = levels_[--depth_] == Level::line;
  if (pretty_ && !empty_ && !line) out_.append(1, '\n').append(2 * depth_, ' ');
  out_ += bracket;
  empty_ = false;
  return *this;
}

Writer& Writer::begin_object() { return open('{', Level::object); }
Writer& Writer::end_object() { return close('}'); }
Writer& Writer::begin_array(bool one_line) { return open('[', one_line ? Level::line : Level::array); }
Writer& Writer::end_array() { return close(']'); }

Writer& Writer::key(std::string_view name) {
  CHECK(depth_ > 0 && levels_[depth_ - 1] == Level::object && !after_key_);
  separate();
  append_string(out_, name);
  out_ += pretty_ ? ": " : ":";
  after_key_ = true;
  return *this;
}

Writer& Writer::string(std::string_view text) {
  before_value();
  append_string(out_, text);
  return *this;
}

Writer& Writer::digits(std::uint64_t value) { return raw(std::to_string(value)); }
Writer& Writer::number(double value) {
  return std::isfinite(value) ? raw(base::format_shortest(value)) : null();
}
Writer& Writer::boolean(bool value) { return raw(value ? "true" : "false"); }
Writer& Writer::null() { return raw("null"); }

Writer& Writer::raw(std::string_view json) {
  before_value();
  out_ += json;
  return *this;
}

}  // namespace seiload::json
