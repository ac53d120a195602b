#include "net/http_response.h"

#include <algorithm>
#include <limits>

#include "base/ascii.h"
#include "base/list.h"
#include "base/text.h"
#include "net/http_grammar.h"

namespace seiload::net {
namespace {

using base::cat;
using base::equals_ignoring_case;
using base::quote;

constexpr std::uint64_t kUntilClose = std::numeric_limits<std::uint64_t>::max();
constexpr std::size_t kTrustedReserve =
    1 << 20;  // a stated length is believed so far before its bytes are there

}  // namespace

void HttpResponseParser::start(bool answers_head) {
  if (answers_head != answers_head_) head_end_ = 0;  // the same head means another body then
  phase_ = Phase::status_line;
  answers_head_ = answers_head;
  line_begin_ = 0;
  base::clear_buffer(body_);
  left_ = 0;
  end_match_ = 0;
  fault_ = Fault::none;
  if (head_end_ == 0) forget_head();
}

void HttpResponseParser::forget_head() {
  head_.clear();
  head_end_ = 0;
  folded_ = false;
  fields_.clear();
  trailers_begin_.reset();
  minor_version_ = status_ = 0;
  reason_ = {};
  framing_ = Framing::none;
  keep_alive_ = false;
}

HttpResponseParser::State HttpResponseParser::state() const {
  switch (phase_) {
    case Phase::status_line:
    case Phase::header:
      return State::head;
    case Phase::complete:
      return State::complete;
    case Phase::failed:
      return State::failed;
    default:
      return State::body;
  }
}

HttpHeader HttpResponseParser::field(std::size_t i) const {
  const Field& f = fields_[i];
  return {{head_.data() + f.name.begin, f.name.size}, {head_.data() + f.value.begin, f.value.size}};
}

void HttpResponseParser::fail(Fault fault, std::string text) {
  phase_ = Phase::failed;
  fault_ = fault;
  fault_text_ = std::move(text);
}

std::size_t HttpResponseParser::feed(std::string_view bytes) {
  const std::size_t size = bytes.size();
  if (head_end_ > 0 && phase_ == Phase::status_line && !bytes.empty()) take_same_head(bytes);
  while (!bytes.empty()) {
    switch (phase_) {
      case Phase::status_line:
      case Phase::header:
      case Phase::chunk_size:
      case Phase::trailer:
        feed_line(bytes);
        break;
      case Phase::body:
      case Phase::chunk_data:
        feed_body(bytes);
        break;
      case Phase::chunk_end:
        if (bytes.front() != "\r\n"[end_match_]) {
          fail(Fault::malformed, "a chunk is longer than its size says");
          break;
        }
        bytes.remove_prefix(1);
        if (++end_match_ == 2) phase_ = Phase::chunk_size;
        break;
      case Phase::complete:
      case Phase::failed:
        return size - bytes.size();
    }
  }
  return size;
}

void HttpResponseParser::finish() {
  if (phase_ == Phase::body && left_ == kUntilClose) {
    phase_ = Phase::complete;
  } else if (phase_ != Phase::complete && phase_ != Phase::failed) {
    fail(Fault::truncated, state() == State::body ? "the connection ended in the middle of the body"
                                                  : "the connection ended before the end of the headers");
  }
}

// By the first byte alone, so that the words do not depend on where the bytes were cut.
void HttpResponseParser::fail_as_no_http(char first) {
  std::string text = "the answer is not HTTP: ";
  if (head_.empty() && first >= 0x14 && first <= 0x17)
    text += "it begins like TLS; the port may want https://";
  else if (head_.empty() && first == 0x1f)
    text += "it begins like gzip";
  else
    text += "it does not begin with 'HTTP/'";
  fail(Fault::malformed, std::move(text));
}

void HttpResponseParser::feed_line(std::string_view& bytes) {
  constexpr std::string_view kStart = "HTTP/";
  if (phase_ == Phase::status_line &&
      head_.size() < kStart.size()) {  // told now: what is not HTTP may have no lines
    const std::string_view expected = kStart.substr(head_.size());
    const std::size_t seen = std::min(expected.size(), bytes.size());
    if (bytes.substr(0, seen) != expected.substr(0, seen)) return fail_as_no_http(bytes.front());
  }
  const std::size_t newline = bytes.find('\n');
  const std::size_t taken = newline == std::string_view::npos ? bytes.size() : newline + 1;
  if (taken > limits_.head - head_.size())
    return fail(Fault::too_large, cat("the headers are larger than ", limits_.head, " bytes"));
  head_.append(bytes.substr(0, taken));
  bytes.remove_prefix(taken);
  if (newline == std::string_view::npos) return;
  std::string_view line(head_);
  line.remove_prefix(line_begin_);
  line.remove_suffix(1);
  const bool ends_in_crlf = line.ends_with('\r');
  if (ends_in_crlf) line.remove_suffix(1);
  on_line(line, ends_in_crlf);
  if (phase_ != Phase::failed) line_begin_ = head_.size();
}

void HttpResponseParser::on_line(std::string_view line, bool ends_in_crlf) {
  switch (phase_) {
    case Phase::status_line:
      return on_status_line(line);
    case Phase::header:
      return line.empty() ? on_head_end() : on_field_line(line);
    case Phase::trailer:
      if (!line.empty()) return on_field_line(line);
      phase_ = Phase::complete;
      return;
    default:
      on_chunk_size(line, ends_in_crlf);
      head_.resize(line_begin_);
      return;
  }
}

void HttpResponseParser::on_status_line(std::string_view line) {
  auto read = parse_status_line(line);
  if (!read) return fail(Fault::malformed, std::move(read).error().message);
  minor_version_ = read->minor_version;
  status_ = read->status;
  reason_ = {static_cast<std::size_t>(read->reason.data() - head_.data()), read->reason.size()};
  phase_ = Phase::header;
}

// RFC 9112 section 5.
void HttpResponseParser::on_field_line(std::string_view line) {
  if (is_blank(line.front())) return on_folded_line(line);
  if (fields_.size() >= limits_.headers)
    return fail(Fault::too_large, cat("there are more than ", limits_.headers, " headers"));
  const std::size_t colon = line.find(':');
  const std::string_view name = line.substr(0, colon);
  if (colon == std::string_view::npos || !base::is_token(name))
    return fail(Fault::malformed, cat("malformed header name in ", quote(line)));
  const std::string_view value = trim_blanks(line.substr(colon + 1));
  if (!is_field_value(value))
    return fail(Fault::malformed, cat("header ", quote(name), " has a control character"));
  const auto slice = [this](std::string_view text) {
    return Slice{static_cast<std::size_t>(text.data() - head_.data()), text.size()};
  };
  fields_.push_back({slice(name), slice(value)});
}

// RFC 9112 section 5.2: what lies between the two lines of a folded value counts as spaces.
void HttpResponseParser::on_folded_line(std::string_view line) {
  if (fields_.size() == trailers_begin_.value_or(0))
    return fail(Fault::malformed, "a header line begins with white space");
  if (!is_field_value(line)) return fail(Fault::malformed, "a folded header has a control character");
  const std::string_view more = trim_blanks(line);
  if (more.empty()) return;
  Slice& value = fields_.back().value;
  const auto begin = static_cast<std::size_t>(more.data() - head_.data());
  if (value.size == 0) {
    value = {begin, more.size()};
    return;
  }
  const std::size_t old_end = value.begin + value.size;
  std::fill(head_.begin() + static_cast<std::ptrdiff_t>(old_end),
            head_.begin() + static_cast<std::ptrdiff_t>(begin), ' ');
  folded_ = true;
  value.size = begin + more.size() - value.begin;
}

// RFC 9112 sections 6.3 (where the body ends) and 9.3 (whether the connection goes on).
void HttpResponseParser::on_head_end() {
  std::optional<std::uint64_t> length;
  bool has_coding = false, chunked = false, close = false, keep = false;
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    const auto [name, value] = field(i);
    if (name.size() == 14 && equals_ignoring_case(name, "Content-Length")) {
      if (auto read = read_content_length(value, length); !read)
        return fail(Fault::malformed, std::move(read).error().message);
    } else if (name.size() == 17 && equals_ignoring_case(name, "Transfer-Encoding")) {
      has_coding = true;
      base::for_each_element(
          value, [&](std::string_view coding) { chunked = equals_ignoring_case(coding, "chunked"); });
    } else if (name.size() == 10 && equals_ignoring_case(name, "Connection")) {
      base::for_each_element(value, [&](std::string_view option) {
        close |= equals_ignoring_case(option, "close");
        keep |= equals_ignoring_case(option, "keep-alive");
      });
    }
  }
  keep_alive_ = !close && (minor_version_ > 0 || (keep && !has_coding));
  if (status_ >= 200 && status_ != 204 && status_ != 304 && !answers_head_) {
    if (length && has_coding)
      return fail(Fault::malformed, "both Content-Length and Transfer-Encoding are given");
    framing_ = chunked ? Framing::chunked : length ? Framing::length : Framing::close;
    keep_alive_ = keep_alive_ && framing_ != Framing::close;
    length_ = length.value_or(0);
  }
  head_end_ = folded_ ? 0 : head_.size();
  begin_body();
}

std::string_view HttpResponseParser::location() const {
  if (status_ < 300 || status_ >= 400) return {};
  for (std::size_t i = 0; i < header_count(); ++i)
    if (equals_ignoring_case(field(i).name, "Location")) return field(i).value;
  return {};
}

void HttpResponseParser::take_same_head(std::string_view& bytes) {
  if (!bytes.starts_with(std::string_view(head_).substr(0, head_end_))) return forget_head();
  bytes.remove_prefix(head_end_);
  line_begin_ = head_end_;
  head_.resize(head_end_);
  fields_.resize(header_count());  // not the trailers
  trailers_begin_.reset();
  begin_body();
}

void HttpResponseParser::begin_body() {
  switch (framing_) {
    case Framing::none:
      phase_ = Phase::complete;
      return;
    case Framing::length:
      return expect_body(length_, Phase::body);
    case Framing::chunked:
      phase_ = Phase::chunk_size;
      return;
    case Framing::close:
      left_ = kUntilClose;
      phase_ = Phase::body;
      return;
  }
}

void HttpResponseParser::expect_body(std::uint64_t bytes, Phase phase) {
  if (bytes > limits_.body - body_.size())
    return fail(Fault::too_large, cat("the body is larger than ", limits_.body, " bytes"));
  left_ = bytes;
  phase_ = bytes == 0 ? Phase::complete : phase;
  body_.reserve(body_.size() + static_cast<std::size_t>(std::min<std::uint64_t>(bytes, kTrustedReserve)));
}

void HttpResponseParser::feed_body(std::string_view& bytes) {
  const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
  if (taken > limits_.body - body_.size())
    return fail(Fault::too_large, cat("the body is larger than ", limits_.body, " bytes"));
  body_.append(bytes.substr(0, taken));
  bytes.remove_prefix(taken);
  if (left_ == kUntilClose) return;
  left_ -= taken;
  if (left_ != 0) return;
  end_match_ = 0;
  phase_ = phase_ == Phase::body ? Phase::complete : Phase::chunk_end;
}

void HttpResponseParser::on_chunk_size(std::string_view line, bool ends_in_crlf) {
  auto size = parse_chunk_size(line, ends_in_crlf);
  if (!size) return fail(Fault::malformed, std::move(size).error().message);
  if (*size == 0) {
    trailers_begin_ = fields_.size();
    phase_ = Phase::trailer;
  } else {
    expect_body(*size, Phase::chunk_data);
  }
}

}  // namespace seiload::net
