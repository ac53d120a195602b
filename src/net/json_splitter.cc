#include "net/json_splitter.h"

#include "base/text.h"

namespace seiload::net {

JsonSplitter::Event JsonSplitter::next(std::string_view& bytes) {
  if (done_) {
    base::clear_buffer(value_);
    done_ = false;
  }
  const auto fail = [&](std::string_view why) {
    failed_ = true;
    bytes = {};
    data_ = why;
    return Event::failed;
  };
  if (failed_) return fail(data_);
  if (depth_ == 0) {
    const std::size_t begin = bytes.find_first_not_of(" \t\r\n");
    bytes.remove_prefix(begin == std::string_view::npos ? bytes.size() : begin);
    if (bytes.empty()) return Event::none;
    if (bytes.front() != '{' && bytes.front() != '[') return fail("the stream is not JSON objects");
  }
  std::size_t end = 0;
  while (end < bytes.size()) {
    const char c = bytes[end++];
    if (escaped_) {
      escaped_ = false;
    } else if (in_string_) {
      if (c == '"') in_string_ = false;
      if (c == '\\') escaped_ = true;
    } else if (c == '"') {
      in_string_ = true;
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if ((c == '}' || c == ']') && --depth_ == 0) {
      done_ = true;
      break;
    }
  }
  if (end > max_value_ - value_.size()) {
    too_large_ = true;
    return fail("a message is too large");
  }
  value_ += bytes.substr(0, end);
  bytes.remove_prefix(end);
  data_ = value_;
  return done_ ? Event::value : Event::none;
}

}  // namespace seiload::net
